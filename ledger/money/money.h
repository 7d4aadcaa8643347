// Money: exact amounts of a currency, in its minor unit.
//
// Nothing here wraps, and only RoundToMoney rounds. All sums of amounts go through here.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/money/fraction.h"
#include "ledger/money/rounding.h"
#include "tally/v1/money.pb.h"

namespace tally {

// Returns the amount as a message.
v1::Money MakeMoney(int64_t minor_units, absl::string_view currency);

// Returns left + right, or nothing if it does not fit or the currencies differ.
std::optional<v1::Money> Add(const v1::Money& left, const v1::Money& right);

// Returns left - right, or nothing if it does not fit or the currencies differ.
std::optional<v1::Money> Subtract(const v1::Money& left, const v1::Money& right);

// Returns the amount with the other sign, or nothing if it does not fit.
std::optional<v1::Money> Negate(const v1::Money& money);

// Returns the sum of amounts of one currency, or nothing if it does not fit. The order does not
// matter: a sum that fits is found even if a part of it would not.
std::optional<int64_t> Sum(absl::Span<const int64_t> minor_units);

// Returns the amount in the major unit with all decimals of its currency and without its code:
// `-1234.50` EUR, `1001` JPY. An amount of no known currency is shown in minor units.
std::string FormatAmount(const v1::Money& money);

// Returns the amount that `text` says in the major unit: `12.5` and `12.50` EUR are 1250 cents.
// Nothing if it is not a number (number_text.h has the grammar), is written with more decimals than
// the currency has, does not fit, or there is no such currency.
std::optional<v1::Money> ParseAmount(absl::string_view text, absl::string_view currency);

// Returns the amount in the major unit, exact; out of range if there is no such currency.
Fraction MajorUnits(const v1::Money& money);

// Rounds once to the currency's minor unit. Nothing if `major_units` is out of range, the result
// does not fit, or there is no such currency.
std::optional<v1::Money> RoundToMoney(const Fraction& major_units, absl::string_view currency,
                                      RoundingMode mode);

// Spreads `total` over `weights` in proportion, so that the parts add up to it exactly: each part
// is rounded down, and what is left goes in single units to the largest remainders, of equal ones
// to the first. No part exceeds its weight if `total` does not exceed their sum.
//
// `total` and the weights must not be negative, nor all weights zero if `total` is not; the process
// stops otherwise.
std::vector<int64_t> Allocate(int64_t total, absl::Span<const int64_t> weights);

}  // namespace tally
