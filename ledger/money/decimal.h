// Decimal: an exact decimal number, as quantities, unit prices and rates are given.
//
// It is a coefficient times 10^-places. A Decimal is only stored, compared and shown; to calculate
// with it, make a Fraction of it.

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/money/power_of_ten.h"

namespace tally {

class Decimal {
 public:
  // The coefficient has at most this many digits.
  static constexpr int kMaxDigits = 18;
  // And at most this many of them stand behind the point.
  static constexpr int kMaxPlaces = 12;

  // Zero.
  constexpr Decimal() = default;

  // Returns coefficient x 10^-places: (125, 1) is 12.5. Nothing if that takes more than kMaxDigits
  // digits or kMaxPlaces places, or if `places` is negative.
  static constexpr std::optional<Decimal> FromParts(int64_t coefficient, int places);

  // Returns the number that `text` says, such as `12.50` or `-0.05` (number_text.h has the
  // grammar). Nothing if it is not a number, or is written with more than kMaxDigits digits or
  // kMaxPlaces decimals. `-0` is zero.
  static std::optional<Decimal> Parse(absl::string_view text);

  // Returns the shortest text that Parse reads as this number: `12.5`, `-0.05`, `0`.
  std::string ToString() const;

  constexpr bool IsZero() const { return coefficient_ == 0; }
  constexpr bool IsNegative() const { return coefficient_ < 0; }

  // The coefficient, below 10^18 either way; no multiple of ten unless places() is zero.
  constexpr int64_t coefficient() const { return coefficient_; }
  // The number of decimals, 0 to kMaxPlaces.
  constexpr int places() const { return places_; }

  // Equal numbers have equal members, however they were written.
  friend constexpr bool operator==(const Decimal&, const Decimal&) = default;
  friend constexpr std::strong_ordering operator<=>(const Decimal& left, const Decimal& right) {
    return left.At(kMaxPlaces) <=> right.At(kMaxPlaces);
  }

 private:
  constexpr Decimal(int64_t coefficient, int places) : coefficient_(coefficient), places_(places) {}

  // The coefficient as it would be with `places` places, no fewer than it has.
  constexpr __int128 At(int places) const {
    return __int128{coefficient_} * PowerOfTen(places - places_);
  }

  int64_t coefficient_ = 0;
  int places_ = 0;
};

constexpr std::optional<Decimal> Decimal::FromParts(int64_t coefficient, int places) {
  while (places > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    places -= 1;
  }
  const bool fits = places >= 0 && places <= kMaxPlaces && coefficient < PowerOfTen(kMaxDigits) &&
                    coefficient > -PowerOfTen(kMaxDigits);
  if (!fits) return std::nullopt;
  return Decimal(coefficient, places);
}

}  // namespace tally
