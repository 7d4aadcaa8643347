#include "ledger/explain/line.h"

#include "ledger/explain/late.h"
#include "ledger/explain/line_amount.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/price.h"
#include "ledger/explain/quantity.h"
#include "ledger/explain/recorded.h"
#include "ledger/explain/recorded_line.h"
#include "ledger/explain/tax.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Discounts on the document are of no item.
void AddItem(const Basis& basis, const v1::Line& line, Grounds& grounds,
             v1::Explanation& explained) {
  if (line.item_id().empty()) return;
  const v1::Item item = basis.books->items.Find(basis.org_id, line.item_id()).value_or(v1::Item());
  grounds.Under(explained, v1::EXPLANATION_KIND_DEFINITION, ItemWords(item.name(), line.item_id()),
                PositionOf(item.etag()));
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
  if (const v1::DraftLine* rated = basis.FindLine(line.line_id())) {
    if (line.part() == v1::LINE_PART_LATE) {
      AddLate(basis, *rated, grounds, explained);
    } else if (IsRecorded(basis, *rated)) {
      AddRecordedLine(basis, *rated, grounds, explained);
    } else {
      AddQuantity(basis, *rated, grounds, explained);
      AddPrice(basis, *rated, grounds, explained);
      AddRounding(line, basis.org, grounds, explained);
    }
    AddWaivers(basis, *rated, grounds, explained);
    AddLastMonth(basis, *rated, grounds, explained);
  }
  AddItem(basis, line, grounds, explained);
  AddLineTax(basis, invoice, line, grounds, explained);
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
  const LineAmount amount = AmountOf(line);
  const v1::Money& priced = PricedAmount(line);
  if (!amount.holds || amount.exact == MajorUnits(priced)) return;
  grounds.Under(explained, v1::EXPLANATION_KIND_ROUNDING,
                RoundedWords(amount.exact, FormatAmount(priced), priced.currency(), org),
                PositionOf(org.etag()));
}

}  // namespace tally
