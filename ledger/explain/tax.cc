#include "ledger/explain/tax.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/explain/correction.h"
#include "ledger/explain/document_words.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/one_off.h"
#include "ledger/explain/origin_words.h"
#include "ledger/explain/tax_words.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/tax_amounts.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

constexpr v1::ExplanationKind kTax = v1::EXPLANATION_KIND_TAX;
constexpr v1::ExplanationKind kRounding = v1::EXPLANATION_KIND_ROUNDING;
constexpr v1::ExplanationKind kDefinition = v1::EXPLANATION_KIND_DEFINITION;

bool IsTaxed(const Basis& basis, const std::string& line_id) {
  const v1::DraftLine* rated = basis.FindLine(line_id);
  return rated != nullptr && !rated->line().tax_id().empty();
}

// Whether a line that is not taxed is a discount on something that is.
bool IsAfterTax(const Basis& basis, const v1::Line& line) {
  if (line.part() != v1::LINE_PART_DISCOUNT || !line.tax_id().empty()) return false;
  if (!line.item_id().empty()) return true;
  return std::ranges::any_of(
      line.spreads(), [&](const v1::Spread& spread) { return IsTaxed(basis, spread.line_id()); });
}

struct Choice {
  std::string words;
  uint64_t position = 0;
};

// Which tax is on the line, and who chose it.
Choice ChoiceOf(const Basis& basis, const v1::Line& line, const v1::TaxGroup& group) {
  const v1::Item item = basis.books->items.Find(basis.org_id, line.item_id()).value_or(v1::Item());
  const bool is_items = !line.item_id().empty() && line.tax_id() == TaxOn(item, basis.customer);
  if (is_items) {
    const bool is_customers_choice = !item.tax_id().empty() && !basis.customer.tax_id().empty();
    return {TaxChoiceWords(item, basis.customer, group),
            PositionOf(is_customers_choice ? basis.customer.etag() : item.etag())};
  }
  if (IsAfterTax(basis, line)) return {"Not taxed: it is taken off after tax"};
  if (group.tax_id().empty()) return {"Not taxed, as what it is taken off"};
  return {
      absl::StrCat(group.name(), ", ", group.rate_percent(), "%: the tax on what it is taken off")};
}

bool ChangesInTime(const v1::Tax& tax) {
  return !tax.rates().empty() || std::ranges::any_of(tax.components(), [](const auto& component) {
    return !component.rates().empty();
  });
}

// ` on 3 Nov 2026, when the invoice is issued`; empty if the rate is always the same.
std::string DayText(const Basis& basis, const v1::Invoice& invoice, const v1::Line& line,
                    const v1::Tax& tax) {
  if (!ChangesInTime(tax) || !line.spreads().empty()) return "";
  if (basis.org.tax_policy().tax_point() != v1::TAX_POINT_SERVICE) {
    return absl::StrCat(" on ", DayWords(invoice.issue_date()), ", when the invoice is issued");
  }
  const DaySpan days = ServiceDays(basis.draft.content(), line);
  return absl::StrCat(" on ", DayWords(FormatDate(days.start)), ", the first day it is for");
}

void AddRates(const Basis& basis, const v1::Invoice& invoice, const v1::Line& line,
              const v1::TaxGroup& group, Grounds& grounds, v1::Explanation& tax) {
  const v1::Tax definition =
      basis.books->taxes.Find(basis.org_id, group.tax_id()).value_or(v1::Tax());
  const std::string day = DayText(basis, invoice, line, definition);
  const uint64_t position = PositionOf(definition.etag());
  if (group.parts().empty()) {
    grounds.Under(tax, kDefinition, TaxRateWords(group) + day, position);
    return;
  }
  for (const TaxPartRate& rate : RatesOf(group)) {
    grounds.Under(tax, kDefinition,
                  TaxPartRateWords(rate.name, rate.rate_percent, rate.compound) + day, position);
  }
}

// What the tax on the line alone comes to, where tax is figured out per line.
void AddOwnTax(const Basis& basis, const v1::Line& line, const v1::TaxGroup& group,
               Grounds& grounds, v1::Explanation& tax) {
  if (line.tax().empty()) return;
  v1::Explanation& own = grounds.Under(tax, kTax, OwnTaxWords(line, group));
  const Fraction exact = ExactTaxOn(line, group);
  if (!group.parts().empty() || exact == FractionOf(line.tax())) return;
  const std::string& currency = line.amount().currency();
  grounds.Under(own, kRounding,
                RoundedWords(exact, PriceWords(line.tax(), currency), currency,
                             TaxRoundingOf(basis.org), basis.org),
                PositionOf(basis.org.etag()));
}

bool IsByLine(const v1::Invoice& invoice, const v1::TaxGroup& group) {
  return invoice.tax_rounding() == v1::TAX_ROUNDING_PER_LINE && !group.tax_id().empty();
}

void AddRoundingTo(const v1::Money& tax, const Fraction& exact, v1::Rounding rounding,
                   const v1::Org& org, Grounds& grounds, v1::Explanation& parent) {
  if (exact == MajorUnits(tax)) return;
  grounds.Under(parent, kRounding,
                RoundedWords(exact, FormatAmount(tax), tax.currency(), rounding, org),
                PositionOf(org.etag()));
}

// The sum of the lines' own taxes, and how it was rounded.
void AddSumOfLines(const v1::Invoice& invoice, const v1::TaxGroup& group, const v1::Org& org,
                   Grounds& grounds, v1::Explanation& tax) {
  Fraction sum;
  for (const v1::Line& line : invoice.lines()) {
    if (IsIn(group, line)) sum = sum + FractionOf(line.tax());
  }
  grounds.Under(tax, kTax, LineTaxesWords(sum, group.tax().currency()));
  AddRoundingTo(group.tax(), sum, TaxTotalRoundingOf(org), org, grounds, tax);
}

void AddParts(const v1::Invoice& invoice, const v1::TaxGroup& group, const v1::Org& org,
              Grounds& grounds, v1::Explanation& tax) {
  const bool is_share = IsByLine(invoice, group) || group.included();
  for (const v1::TaxPart& part : group.parts()) {
    v1::Explanation& of_part =
        grounds.Under(tax, kTax, is_share ? TaxShareWords(part) : TaxPartWords(part, group));
    *of_part.mutable_amount() = part.tax();
    if (is_share) continue;
    const Fraction exact =
        MajorUnits(part.taxable()) * FractionOf(part.rate_percent()) / Fraction(100);
    AddRoundingTo(part.tax(), exact, TaxRoundingOf(org), org, grounds, of_part);
  }
}

// Where the rate of a tax comes from.
void AddDefinition(const std::vector<Invoiced>& chain, const v1::TaxGroup& group, Grounds& grounds,
                   v1::Explanation& tax) {
  const Invoiced& invoiced = chain.front();
  if (invoiced.origin) {
    grounds.Under(tax, kDefinition,
                  OneOffTaxWords(group, invoiced.invoice(), invoiced.origin->revision),
                  RatesAt(invoiced));
  } else if (!invoiced.basis) {
    grounds.Under(tax, kDefinition, TaxAsOnWords(group, invoiced.invoice().corrects_number()),
                  OriginalAt(chain));
  } else if (!group.tax_id().empty()) {
    const Basis& basis = *invoiced.basis;
    const auto definition = basis.books->taxes.Find(basis.org_id, group.tax_id());
    grounds.Under(tax, kDefinition, TaxRateWords(group),
                  definition ? PositionOf(definition->etag()) : 0);
  }
}

std::vector<std::string> LinesUnder(const v1::TaxGroup& group, const v1::Invoice& invoice) {
  std::vector<std::string> line_ids;
  for (const v1::Line& line : invoice.lines()) {
    if (IsIn(group, line)) line_ids.push_back(line.line_id());
  }
  return line_ids;
}

}  // namespace

void AddLineTax(const Basis& basis, const v1::Invoice& invoice, const v1::Line& line,
                Grounds& grounds, v1::Explanation& explained) {
  const v1::TaxGroup group = TaxGroupOf(invoice, line);
  const Choice choice = ChoiceOf(basis, line, group);
  const std::string& reason = group.exemption_reason();
  v1::Explanation& tax =
      grounds.Under(explained, kTax,
                    absl::StrCat(choice.words, group.included() ? ", included in the price" : "",
                                 reason.empty() ? "" : "; ", reason),
                    choice.position);
  if (group.tax_id().empty()) return;
  AddRates(basis, invoice, line, group, grounds, tax);
  AddOwnTax(basis, line, group, grounds, tax);
}

void AddDocumentTaxes(const std::vector<Invoiced>& chain, Grounds& grounds,
                      v1::Explanation& document) {
  const v1::Invoice& invoice = chain.front().invoice();
  const v1::Org& org = chain.front().rules();
  for (const v1::TaxGroup& group : invoice.tax_groups()) {
    const std::vector<std::string> line_ids = LinesUnder(group, invoice);
    const bool is_by_line = IsByLine(invoice, group);
    v1::Explanation& tax =
        grounds.Under(document, kTax,
                      is_by_line ? TaxByLineWords(group, line_ids, invoice.lines_size())
                                 : TaxGroupWords(group, line_ids, invoice.lines_size()));
    *tax.mutable_amount() = group.tax();
    AddParts(invoice, group, org, grounds, tax);
    if (is_by_line) {
      AddSumOfLines(invoice, group, org, grounds, tax);
    } else if (group.parts().empty() || group.included()) {
      AddRoundingTo(group.tax(), ExactTaxOf(group), TaxRoundingOf(org), org, grounds, tax);
    }
    AddDefinition(chain, group, grounds, tax);
  }
}

v1::TaxGroup TaxGroupOf(const v1::Invoice& invoice, const v1::Line& line) {
  for (const v1::TaxGroup& group : invoice.tax_groups()) {
    if (IsIn(group, line)) return group;
  }
  return {};
}

}  // namespace tally
