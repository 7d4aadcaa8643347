#include "ledger/explain/recorded_line.h"

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/explain/adjustment_words.h"
#include "ledger/explain/line.h"
#include "ledger/explain/line_amount.h"
#include "ledger/explain/period_words.h"
#include "ledger/explain/price_words.h"
#include "ledger/explain/quantity.h"
#include "ledger/explain/quantity_words.h"
#include "ledger/explain/recorded.h"
#include "ledger/explain/recorded_price.h"
#include "ledger/explain/recorded_quantity.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Of a discount and the like the line it is on; of others that of the plan.
std::string OwnerIdOf(const Recorded& recorded) {
  const v1::Line& line = recorded.line();
  if (line.part() == v1::LINE_PART_CREDIT) return recorded.plan_line().credit().line_id();
  const bool is_of_advance =
      line.part() == v1::LINE_PART_UNUSED || line.part() == v1::LINE_PART_CHANGED;
  const v1::DraftLine* owner = is_of_advance ? nullptr : recorded.Owner();
  return owner == nullptr ? PlanLineOf(line) : owner->line().line_id();
}

void AddPart(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained) {
  const std::string words = PartWords(recorded.line(), OwnerIdOf(recorded));
  if (words.empty()) return;
  grounds.Under(explained, v1::EXPLANATION_KIND_PLAN, words, recorded.plan_at());
}

void AddService(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained) {
  const v1::Line& line = recorded.line();
  if (!line.has_service()) return;
  std::string words = ServiceWords(line.service(), recorded.plan_line());
  if (line.has_share()) {
    absl::StrAppend(&words, ": ", ShareWords(line.share()), " of ",
                    DaysWords(line.share().period_start(), line.share().period_end()));
    if (line.share().proration() == v1::PRORATION_BY_SECOND) {
      absl::StrAppend(&words, ", ", InstantsWords(line.service(), recorded.basis().month.zone));
    }
  }
  grounds.Under(explained, v1::EXPLANATION_KIND_PLAN, words, recorded.plan_at());
}

// Where the rate of the tax changes inside the service period, the amount is split by days.
void AddSplit(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained) {
  const v1::Line& line = recorded.line();
  const Basis& basis = recorded.basis();
  const v1::Tax tax = basis.books->taxes.Find(basis.org_id, line.tax_id()).value_or(v1::Tax());
  grounds.Under(
      explained, v1::EXPLANATION_KIND_ROUNDING,
      absl::StrCat(AmountWords(PricedAmount(line)), " of ",
                   AmountWords(WholeAmount(basis, recorded.rated())), " for ",
                   DaysWords(FormatDate(recorded.Days().start), FormatDate(recorded.Days().end)),
                   ": split by days, as the rate of ", tax.name(), " changes"),
      PositionOf(tax.etag()));
}

// How the amount was rounded, or that no more was left to be credited.
void AddRest(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained) {
  const v1::Line& line = recorded.line();
  if (AmountOf(line).holds || line.part() != v1::LINE_PART_UNUSED) {
    return AddRounding(line, recorded.basis().org, grounds, explained);
  }
  grounds.Under(explained, v1::EXPLANATION_KIND_ROUNDING,
                absl::StrCat(AmountWords(PricedAmount(line)),
                             ", all that is left of what was billed, and not ",
                             PriceText(FractionWords(AmountOf(line).exact), recorded.currency())));
}

// How far other sources are from what is billed.
void AddDrifts(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained) {
  for (const v1::Drift& drift : recorded.line().drifts()) {
    v1::Explanation& node = grounds.Under(explained, v1::EXPLANATION_KIND_COUNT, DriftWords(drift),
                                          drift.evidence().position());
    const auto count = FindCount(recorded.basis(), drift.evidence());
    if (count) {
      AddCount(recorded.basis(), drift.evidence().source_id(), *count, grounds, node);
    }
  }
}

void AddMargin(const Recorded& recorded, Grounds& grounds, v1::Explanation& explained) {
  const std::string& guard = recorded.plan_line().margin_guard_percent();
  if (guard.empty() || recorded.line().unit_cost().empty()) return;
  grounds.Under(explained, v1::EXPLANATION_KIND_PLAN, MarginWords(recorded.line(), guard),
                recorded.plan_at());
}

}  // namespace

void AddRecordedLine(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                     v1::Explanation& explained) {
  const Recorded recorded(basis, rated);
  const std::vector<const v1::DraftLine*> pieces = recorded.Pieces();
  const bool is_split = pieces.size() > 1 && rated.line().spreads().empty();
  AddPart(recorded, grounds, explained);
  AddService(recorded, grounds, explained);
  // Quantity and price are those of the whole, and the first piece says all about it.
  const Recorded whole(basis, is_split ? *pieces.front() : rated);
  AddRecordedQuantity(whole, grounds, explained);
  AddRecordedPrice(whole, grounds, explained);
  if (is_split) {
    AddSplit(recorded, grounds, explained);
  } else {
    AddRest(recorded, grounds, explained);
  }
  AddDrifts(recorded, grounds, explained);
  AddMargin(recorded, grounds, explained);
}

}  // namespace tally
