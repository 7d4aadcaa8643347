#include "ledger/explain/line_amount.h"

#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

Fraction SizeOf(const Fraction& number) { return number < Fraction() ? -number : number; }

// Whether the tier's quantity is the one that six decimals may not hold: what is left for the last.
bool IsRest(const v1::Line& line, int index) {
  return !line.exact_quantity().empty() && !line.has_accumulated() &&
         index + 1 == line.tiers_size() && line.tiers(index).block_size().empty();
}

}  // namespace

LineAmount AmountOf(const v1::Line& line) {
  const v1::Money& priced = PricedAmount(line);
  const Fraction billed = MajorUnits(priced);
  const Fraction unit = MajorUnits(MakeMoney(1, priced.currency()));
  const Fraction whole =
      line.tiers().empty() ? QuantityOf(line) * FractionOf(line.unit_price()) : SumOfTiers(line);
  const Fraction before = !line.tiers().empty() && line.accumulated().has_amount_before()
                              ? MajorUnits(line.accumulated().amount_before())
                              : Fraction();
  const Fraction of_part = whole * ShareOf(line) - before;
  const Fraction of_all = whole - before;
  LineAmount amount;
  amount.has_share = line.has_share() && !(SizeOf(of_all - billed) < SizeOf(of_part - billed));
  amount.exact = amount.has_share ? of_part : of_all;
  amount.holds = SizeOf(amount.exact - billed) < unit;
  return amount;
}

Fraction SumOfTiers(const v1::Line& line) {
  Fraction sum;
  for (int i = 0; i < line.tiers_size(); ++i) {
    const v1::TierCharge& tier = line.tiers(i);
    sum =
        sum + QuantityInTier(line, i) * FractionOf(tier.unit_price()) + FractionOf(tier.flat_fee());
  }
  return sum;
}

Fraction QuantityInTier(const v1::Line& line, int index) {
  if (!IsRest(line, index)) return FractionOf(line.tiers(index).quantity());
  Fraction rest = QuantityOf(line);
  for (int i = 0; i < index; ++i) rest = rest - FractionOf(line.tiers(i).quantity());
  return rest;
}

bool IsAdjustment(v1::LinePart part) {
  switch (part) {
    case v1::LINE_PART_MINIMUM:
    case v1::LINE_PART_CAP:
    case v1::LINE_PART_DISCOUNT:
    case v1::LINE_PART_CREDIT:
      return true;
    default:
      return false;
  }
}

bool IsOneAmount(const v1::Line& line) {
  return IsAdjustment(line.part()) && line.quantity() == "1";
}

}  // namespace tally
