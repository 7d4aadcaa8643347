// Leak words: figures as leaks and findings tell them.

#pragma once

#include <string>

#include "ledger/money/fraction.h"
#include "ledger/rating/new_line.h"

namespace tally {

// Returns the number, as a decimal of 6 places if it has more.
inline std::string InWords(const Fraction& number) {
  v1::Line line;
  SetQuantity(number, line);
  return line.quantity();
}

}  // namespace tally
