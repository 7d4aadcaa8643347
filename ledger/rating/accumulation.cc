#include "ledger/rating/accumulation.h"

#include <algorithm>

#include "ledger/calendar/date.h"
#include "ledger/money/money.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"

namespace tally {
namespace {

// The window that the part is in, up to the part's end.
DaySpan WindowUpTo(const BilledPart& part) {
  const DaySpan window = WindowOn(part.line, part.days.start);
  return {std::max(window.start, part.line_since), part.days.end};
}

// Adds what `lines` bill of the plan's line for days in `window`.
void AddBilled(const google::protobuf::RepeatedPtrField<v1::DraftLine>& lines,
               const BilledPart& part, const DaySpan& window, absl::CivilMonth month,
               Fraction& quantity, Fraction& amount) {
  for (const v1::DraftLine& rated : lines) {
    const v1::Line& line = rated.line();
    if (PlanLineOf(line) != part.line.line_id() || line.part() != v1::LINE_PART_UNSPECIFIED) {
      continue;
    }
    const absl::CivilDay end =
        line.has_service() ? *ParseDate(line.service().end_day()) : DaysOf(month).end;
    if (end <= window.start || end > window.end) continue;
    // Where the rate of its tax changed, one quantity is on several lines, with a part of it each.
    quantity = quantity + QuantityOf(line) * ShareOf(line);
    amount = amount + MajorUnits(PricedAmount(line));
  }
}

std::string DecimalText(const Fraction& value) {
  v1::Line shown;
  SetQuantity(value, shown);
  return shown.quantity();
}

}  // namespace

Counted CountWindow(const DraftInput& input, const BilledPart& part) {
  const DaySpan days = WindowUpTo(part);
  Span span = SpanOfDays(input, part.line.line_id(), days);
  span.end = part.span.end;
  return CountFor(input, part.line.counted(), days, span);
}

v1::Accumulated Accumulate(const DraftInput& input, const BilledPart& part, const Counted& counted,
                           const google::protobuf::RepeatedPtrField<v1::DraftLine>& before) {
  // Later months, too: they may have been run before this one, or while its draft was rejected.
  const DaySpan window{WindowUpTo(part).start, WindowOn(part.line, part.days.start).end};
  Fraction billed(0);
  Fraction amount(0);
  for (absl::CivilMonth month(window.start); month <= absl::CivilMonth(window.end); ++month) {
    if (month == input.month) continue;
    const auto content = input.facts.BilledIn(input.customer.customer_id(), month);
    if (content) AddBilled(content->lines(), part, window, month, billed, amount);
  }
  AddBilled(before, part, window, input.month, billed, amount);

  v1::Accumulated accumulated;
  accumulated.set_window_start(FormatDate(window.start));
  const Fraction total = counted.quantity.value_or(Fraction(0));
  accumulated.set_counted(DecimalText(total));
  const Fraction rounded = RoundedUp(total, part.line.counted().round_up_to());
  accumulated.set_total(DecimalText(rounded < billed ? billed : rounded));
  accumulated.set_billed_before(DecimalText(billed));
  const std::string& currency = CurrencyOf(input.org, input.customer);
  const auto money = RoundToMoney(amount, currency, FromProto(input.org.rounding()));
  *accumulated.mutable_amount_before() = money.value_or(MakeMoney(0, currency));
  return accumulated;
}

Fraction RoundedUp(const Fraction& quantity, absl::string_view step) {
  const Fraction of = FractionOf(step);
  if (of == Fraction(0)) return quantity;
  const Fraction steps = (quantity / of).Reduced();
  if (!steps.in_range()) return steps;
  const __int128 whole = steps.numerator() / steps.denominator();
  const __int128 up = whole * steps.denominator() < steps.numerator() ? whole + 1 : whole;
  return Fraction(static_cast<int64_t>(up)) * of;
}

}  // namespace tally
