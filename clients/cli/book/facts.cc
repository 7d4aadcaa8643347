#include "clients/cli/book/facts.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/book/words.h"
#include "clients/cli/book/write_accounting_systems.h"
#include "clients/cli/book/write_customer.h"
#include "clients/cli/book/write_dunning.h"
#include "clients/cli/book/write_four_eyes.h"
#include "clients/cli/book/write_line.h"
#include "clients/cli/book/write_project.h"
#include "clients/cli/book/write_tax.h"
#include "clients/cli/book/yaml_text.h"

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

// Adds what the book says of `fields`, under `path`.
void AddAll(Facts& facts, const std::string& path, const YamlFields& fields) {
  for (const auto& [field, value] : fields.fields()) facts[path + field] = value;
}

}  // namespace

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
  facts["rounding"] = WordFor(kRoundingWords, org.rounding());
  facts["tax_rounding"] = TaxRoundingText(org);
  Add(facts, "tax_point", WordUnlessDefault(kTaxPointWords, org.tax_policy().tax_point()));
  for (const v1::CashRounding& coin : org.cash_rounding()) {
    facts[absl::StrCat("cash_rounding.", coin.currency())] = coin.increment();
  }
  AddText(facts, "number_pattern", org.number_pattern());
  AddText(facts, "credit_note_pattern", org.credit_note_pattern());
  facts["payment_terms"] = TermsWord(org.payment_terms());
  facts["review.quantity_jump.ratio"] = absl::StrCat(org.review().quantity_jump_percent(), "%");
  facts["review.quantity_jump.units"] = org.review().quantity_jump_units();
  facts["review.stale_after"] = absl::StrCat(org.review().stale_after_hours(), "h");
  AddAll(facts, "dunning.", DunningFields(org.dunning()));
  if (org.credit_by_hand()) facts["credit_by_hand"] = "true";
  AddAll(facts, "calendar.", CalendarFields(org));
  Add(facts, "four_eyes", FourEyesText(org));
  AddAll(facts, "accounting_systems.", AccountingSystemFields(org));
  return facts;
}

Facts FactsOf(const v1::Tax& tax) {
  Facts facts;
  AddAll(facts, "", TaxFields(tax));
  AddText(facts, "name", tax.name());
  AddText(facts, "exemption_reason", tax.exemption_reason());
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
    facts[absl::StrCat("meters.", meter.meter())] = MeterText(meter);
  }
  return facts;
}

Facts FactsOf(const v1::Customer& customer) {
  Facts facts;
  AddText(facts, "name", customer.name());
  Add(facts, "email", customer.email());
  Add(facts, "currency", customer.currency());
  Add(facts, "time_zone", customer.time_zone());
  Add(facts, "tax", customer.tax_id());
  AddText(facts, "exemption_reason", customer.exemption_reason());
  if (customer.has_payment_terms()) facts["payment_terms"] = TermsWord(customer.payment_terms());
  if (customer.auto_approve()) facts["auto_approve"] = "true";
  if (customer.trial()) facts["trial"] = "true";
  for (const v1::Account& account : customer.accounts()) {
    std::string& accounts = facts[absl::StrCat("accounts.", account.source_id())];
    absl::StrAppend(&accounts, accounts.empty() ? "" : ", ", Quoted(account.account()));
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
    facts[path + "quantity"] = QuantityInShort(line);
    Add(facts, path + "price", PriceInShort(line));
    AddAll(facts, path, BillingFields(line));
    order.push_back(line.line_id());
  }
  facts["lines"] = absl::StrJoin(order, ", ");
  Add(facts, "at", plan.effective_time());
  Add(facts, "discounts", YamlList(DiscountTexts(plan.discounts())));
  std::vector<std::string> commitments;
  for (const v1::Commitment& commitment : plan.commitments()) {
    commitments.push_back(commitment.commitment_id());
    AddAll(facts, absl::StrCat("commitments.", commitment.commitment_id(), "."),
           CommitmentFields(commitment));
  }
  if (commitments.size() > 1) facts["commitments"] = absl::StrJoin(commitments, ", ");
  return facts;
}

Facts FactsOf(const v1::Project& project) {
  Facts facts;
  AddAll(facts, "", ProjectFields(project));
  AddText(facts, "name", project.name());
  std::vector<std::string> order;
  for (const v1::Task& task : project.tasks()) {
    const std::string path = absl::StrCat("tasks[", task.task_id(), "].");
    AddAll(facts, path, TaskFields(task));
    AddText(facts, path + "name", task.name());
    order.push_back(task.task_id());
  }
  facts["tasks"] = absl::StrJoin(order, ", ");
  return facts;
}

}  // namespace tally
