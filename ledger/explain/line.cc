#include "ledger/explain/line.h"

#include "ledger/explain/document_words.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/price.h"
#include "ledger/explain/quantity.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

void AddItem(const v1::Item& item, const v1::Line& line, Grounds& grounds,
             v1::Explanation& explained) {
  grounds.Under(explained, v1::EXPLANATION_KIND_DEFINITION,
                ItemWords(line.description(), line.item_id()), PositionOf(item.etag()));
}

// Who chose the tax, and below it the tax itself.
void AddTax(const Basis& basis, const v1::Item& item, const v1::TaxGroup& group, Grounds& grounds,
            v1::Explanation& explained) {
  const bool is_customers_choice = !item.tax_id().empty() && !basis.customer.tax_id().empty();
  v1::Explanation& tax = grounds.Under(
      explained, v1::EXPLANATION_KIND_TAX, TaxChoiceWords(item, basis.customer, group),
      PositionOf(is_customers_choice ? basis.customer.etag() : item.etag()));
  if (group.tax_id().empty()) return;
  const v1::Tax definition =
      basis.books->taxes.Find(basis.org_id, group.tax_id()).value_or(v1::Tax());
  grounds.Under(tax, v1::EXPLANATION_KIND_DEFINITION, TaxRateWords(group),
                PositionOf(definition.etag()));
}

void AddWaivers(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                v1::Explanation& explained) {
  for (const v1::Flag& flag : rated.flags()) {
    if (!flag.has_waiver()) continue;
    const uint64_t position = basis.story.WaivedAt(rated.line().line_id(), flag);
    grounds.Under(explained, v1::EXPLANATION_KIND_WAIVER,
                  WaivedWords(flag, grounds.DeedAt(position, basis.month.zone)), position);
  }
}

// Last month's line, on the draft that it was compared with; a new line has none.
void AddLastMonth(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                  v1::Explanation& explained) {
  if (!rated.has_delta()) return;
  grounds.Under(explained, v1::EXPLANATION_KIND_DRAFT, LastMonthWords(rated), basis.LastMonthAt());
}

}  // namespace

v1::Explanation ExplainLine(const Basis& basis, const v1::Invoice& invoice, const v1::Line& line,
                            Grounds& grounds) {
  v1::Explanation explained = StartLine(line, grounds);
  const v1::Item item = basis.books->items.Find(basis.org_id, line.item_id()).value_or(v1::Item());
  if (const v1::DraftLine* rated = basis.FindLine(line.line_id())) {
    AddQuantity(basis, *rated, grounds, explained);
    AddPrice(basis, *rated, grounds, explained);
    AddRounding(line, basis.org, grounds, explained);
    AddWaivers(basis, *rated, grounds, explained);
    AddLastMonth(basis, *rated, grounds, explained);
  }
  AddItem(item, line, grounds, explained);
  AddTax(basis, item, TaxGroupOf(invoice, line), grounds, explained);
  return explained;
}

v1::Explanation StartLine(const v1::Line& line, Grounds& grounds) {
  v1::Explanation explained = grounds.Make(v1::EXPLANATION_KIND_LINE, LineWords(line));
  explained.set_line_id(line.line_id());
  *explained.mutable_amount() = line.amount();
  return explained;
}

void AddRounding(const v1::Line& line, const v1::Org& org, Grounds& grounds,
                 v1::Explanation& explained) {
  const Fraction exact = ExactProduct(line);
  if (exact == MajorUnits(line.amount())) return;
  grounds.Under(explained, v1::EXPLANATION_KIND_ROUNDING,
                RoundedWords(exact, FormatAmount(line.amount()), line.amount().currency(), org),
                PositionOf(org.etag()));
}

v1::TaxGroup TaxGroupOf(const v1::Invoice& invoice, const v1::Line& line) {
  for (const v1::TaxGroup& group : invoice.tax_groups()) {
    if (group.tax_id() == line.tax_id()) return group;
  }
  return {};
}

}  // namespace tally
