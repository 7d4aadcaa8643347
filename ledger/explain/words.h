// Words: figures, days and instants as a customer reads them.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "ledger/money/amount_words.h"
#include "ledger/money/fraction.h"
#include "tally/v1/money.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Who did something, and when in words.
struct Deed {
  std::string actor;
  std::string when;
};

// Returns the price with at least the decimals of its currency: `12.50`, `0.00042`, `1200` JPY.
std::string PriceWords(absl::string_view price, absl::string_view currency);

// Returns all decimals of the number, and `…` where there are more than can be told.
std::string ExactWords(const Fraction& number);

// The same of a number whose decimals end; of others 6 of them, and the fraction: `0.333333 (1/3)`.
std::string FractionWords(const Fraction& number);

// Returns `1 Aug 2026` for `2026-08-01`, and what is no day as it is.
std::string DayWords(absl::string_view day);

// Returns `October 2026` for `2026-10`, and what is no month as it is.
std::string MonthWords(absl::string_view month);

// Returns `31 Oct 2026 06:00 MDT`, by the clocks of `zone`.
std::string InstantWords(absl::Time instant, const absl::TimeZone& zone);

// Returns `half away from zero`, `half to even`, `down` or `up`.
std::string RoundingWords(v1::Rounding rounding);

}  // namespace tally
