#include "ledger/insight/line_price.h"

#include "ledger/rating/billed_part.h"
#include "ledger/rating/monthly.h"
#include "ledger/rating/tiers.h"
#include "ledger/rating/unit_price.h"

namespace tally {
std::optional<Decimal> UnitPriceOn(const CustomerDay& day, const v1::PlanLine& line) {
  if (line.has_held()) return Decimal::Parse(line.held().unit_price());
  if (!line.has_vendor() || !line.has_counted()) return std::nullopt;
  const DaySpan days{day.day(), day.day() + 1};
  const Span& span = day.input().span;
  const BilledPart part{.plan = *day.plan(),
                        .line = line,
                        .period_days = days,
                        .period = span,
                        .days = days,
                        .span = span,
                        .share = {},
                        .line_since = day.day()};
  return PricesOf(day.input(), part, day.Count(line), span).back().price;
}

Fraction MonthlyAmount(const CustomerDay& day, const v1::PlanLine& line, const Fraction& quantity) {
  const Fraction periods = PeriodsAMonth(line.cadence());
  if (line.has_tiered()) return PriceOf(line.tiered(), quantity).amount * periods;
  const std::optional<Decimal> price = UnitPriceOn(day, line);
  return price ? Fraction(*price) * quantity * periods : Fraction::OutOfRange();
}

}  // namespace tally
