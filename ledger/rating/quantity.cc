#include "ledger/rating/quantity.h"

#include "ledger/money/decimal.h"

namespace tally {
namespace {

Decimal QuantityOf(const v1::Count& count) {
  return Decimal::Parse(count.observation().quantity()).value_or(Decimal());
}

std::optional<v1::Count> AtStart(const CountSeries& series, const Span& month) {
  if (auto before = series.LastBefore(month.start)) return before;
  const std::vector<v1::Count> inside = series.In(month);
  if (inside.empty()) return std::nullopt;
  return inside.front();
}

std::optional<v1::Count> Peak(const CountSeries& series, const Span& month) {
  std::optional<v1::Count> peak = series.LastBefore(month.start);
  for (const v1::Count& count : series.In(month)) {
    if (!peak || QuantityOf(count) > QuantityOf(*peak)) peak = count;
  }
  return peak;
}

}  // namespace

BilledCount ChooseCount(const CountSeries& series, v1::QuantityRule rule, const Span& month) {
  BilledCount billed{.used = {}, .last = series.LastBefore(month.end)};
  if (!billed.last) return billed;
  switch (rule) {
    case v1::QUANTITY_RULE_PERIOD_START:
      billed.used = AtStart(series, month);
      break;
    case v1::QUANTITY_RULE_PEAK:
      billed.used = Peak(series, month);
      break;
    default:
      billed.used = billed.last;
  }
  return billed;
}

}  // namespace tally
