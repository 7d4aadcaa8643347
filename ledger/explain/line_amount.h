// Line amount: what the figures that a line says come to, before they are rounded.

#pragma once

#include "ledger/money/fraction.h"
#include "tally/v1/documents.pb.h"

namespace tally {

struct LineAmount {
  // Quantity times price, or the sum of the tiers, for the part of the period that is billed and
  // less what was billed before.
  Fraction exact;
  // Whether the line's share of its period is in it. It is not where the price is that of the part
  // already, as with minimum commitments.
  bool has_share = false;
  // Whether the line comes to that, rounded. It does not where no more could be credited, or where
  // it is one of several lines that an amount was split into.
  bool holds = false;
};

// Returns what `line` comes to: with tax if its price includes it, before tax if not.
LineAmount AmountOf(const v1::Line& line);

// What the tiers of `line` come to, exact.
Fraction SumOfTiers(const v1::Line& line);

// How many are in the tier at `index`, exact.
Fraction QuantityInTier(const v1::Line& line, int index);

// Whether lines of `part` are an amount that is added to a document or taken off it.
bool IsAdjustment(v1::LinePart part);
// Whether `line` is such an amount, and just once.
bool IsOneAmount(const v1::Line& line);

}  // namespace tally
