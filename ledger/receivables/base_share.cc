#include "ledger/receivables/base_share.h"

#include "ledger/money/money.h"

namespace tally {

v1::Money BaseShare(const v1::Money& part, const v1::Money& left, const v1::Money& left_base,
                    RoundingMode mode) {
  if (part.minor_units() == left.minor_units()) return left_base;
  if (part.minor_units() == 0) return MakeMoney(0, left_base.currency());
  const Fraction share = Fraction(left_base.minor_units()) * Fraction(part.minor_units()) /
                         Fraction(left.minor_units());
  // No part is larger than the whole, so it fits.
  return MakeMoney(*RoundToUnits(share, 0, mode), left_base.currency());
}

}  // namespace tally
