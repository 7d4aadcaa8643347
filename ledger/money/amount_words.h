// AmountWords: amounts as sentences say them.

#pragma once

#include <string>

#include "tally/v1/money.pb.h"

namespace tally {

// Returns the amount with its currency: `-1234.50 USD`.
std::string AmountWords(const v1::Money& amount);

}  // namespace tally
