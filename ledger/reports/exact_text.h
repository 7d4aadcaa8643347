// ExactText: numbers as text that says all of them.

#pragma once

#include <string>

#include "ledger/money/fraction.h"

namespace tally {

// Returns the number as a decimal if one is exact, however long, and as a fraction in lowest terms
// such as `-1/300` if not; empty if it is out of range.
std::string ExactText(const Fraction& number);

}  // namespace tally
