#include "clients/cli/book/facts.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tally {
namespace {

std::string Quoted(const std::string& text) { return absl::StrCat("\"", text, "\""); }

// Adds a field that may be left out.
void Add(Facts& facts, const std::string& field, const std::string& value) {
  if (!value.empty()) facts[field] = value;
}

void AddText(Facts& facts, const std::string& field, const std::string& value) {
  if (!value.empty()) facts[field] = Quoted(value);
}

template <typename ExternalIds>
void AddExternalIds(Facts& facts, const ExternalIds& ids) {
  for (const v1::ExternalId& id : ids) {
    facts[absl::StrCat("external_ids.", id.system())] = Quoted(id.id());
  }
}

std::string QuantityWords(const v1::PlanLine& line) {
  if (line.has_fixed()) return absl::StrCat("fixed ", line.fixed().quantity());
  return absl::StrCat("counted ", line.counted().source_id(), " ", line.counted().meter(), " ",
                      RuleWord(line.counted().rule()));
}

std::string PriceWords(const v1::PlanLine& line) {
  if (line.has_vendor()) return absl::StrCat("vendor + ", line.vendor().markup_percent(), "%");
  return line.held().unit_price();
}

}  // namespace

std::string RoundingWord(v1::Rounding rounding) {
  return rounding == v1::ROUNDING_HALF_EVEN ? "half_even" : "half_away_from_zero";
}

std::string RuleWord(v1::QuantityRule rule) {
  switch (rule) {
    case v1::QUANTITY_RULE_PERIOD_START:
      return "period_start";
    case v1::QUANTITY_RULE_PERIOD_END:
      return "period_end";
    case v1::QUANTITY_RULE_PEAK:
      return "peak";
    default:
      return "";
  }
}

std::string TermsWord(const v1::PaymentTerms& terms) {
  if (terms.kind() == v1::TERMS_KIND_END_OF_MONTH) {
    return terms.days() == 0 ? "eom" : absl::StrCat("eom_", terms.days());
  }
  return terms.days() == 0 ? "due_on_receipt" : absl::StrCat("net_", terms.days());
}

Facts FactsOf(const v1::Org& org) {
  Facts facts;
  AddText(facts, "name", org.name());
  Add(facts, "currency", org.currency());
  Add(facts, "time_zone", org.time_zone());
  facts["rounding"] = RoundingWord(org.rounding());
  facts["tax_rounding"] = "per_group";
  AddText(facts, "number_pattern", org.number_pattern());
  AddText(facts, "credit_note_pattern", org.credit_note_pattern());
  facts["payment_terms"] = TermsWord(org.payment_terms());
  facts["review.quantity_jump.ratio"] = absl::StrCat(org.review().quantity_jump_percent(), "%");
  facts["review.quantity_jump.units"] = org.review().quantity_jump_units();
  facts["review.stale_after"] = absl::StrCat(org.review().stale_after_hours(), "h");
  return facts;
}

Facts FactsOf(const v1::Tax& tax) {
  Facts facts;
  AddText(facts, "name", tax.name());
  facts["rate"] = absl::StrCat(tax.rate_percent(), "%");
  return facts;
}

Facts FactsOf(const v1::Item& item) {
  Facts facts;
  AddText(facts, "name", item.name());
  Add(facts, "tax", item.tax_id());
  AddExternalIds(facts, item.external_ids());
  return facts;
}

Facts FactsOf(const v1::Source& source) {
  Facts facts;
  Add(facts, "kind", source.kind());
  for (const v1::Meter& meter : source.meters()) {
    facts[absl::StrCat("meters.", meter.meter())] = meter.item_id();
  }
  return facts;
}

Facts FactsOf(const v1::Customer& customer) {
  Facts facts;
  AddText(facts, "name", customer.name());
  Add(facts, "email", customer.email());
  Add(facts, "currency", customer.currency());
  Add(facts, "tax", customer.tax_id());
  if (customer.has_payment_terms()) facts["payment_terms"] = TermsWord(customer.payment_terms());
  for (const v1::Account& account : customer.accounts()) {
    facts[absl::StrCat("accounts.", account.source_id())] = Quoted(account.account());
  }
  AddExternalIds(facts, customer.external_ids());
  for (const v1::MeterOverride& meter : customer.meters()) {
    facts[absl::StrCat("meters.", meter.source_id(), ".", meter.meter())] = meter.item_id();
  }
  return facts;
}

Facts FactsOf(const v1::Plan& plan) {
  Facts facts;
  std::vector<std::string> order;
  for (const v1::PlanLine& line : plan.lines()) {
    const std::string path = absl::StrCat("lines[", line.line_id(), "].");
    Add(facts, path + "item", line.item_id());
    facts[path + "quantity"] = QuantityWords(line);
    facts[path + "price"] = PriceWords(line);
    order.push_back(line.line_id());
  }
  facts["lines"] = absl::StrJoin(order, ", ");
  return facts;
}

}  // namespace tally
