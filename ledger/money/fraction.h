// Fraction: an exact rational number, for what lies between given figures and printed ones.
//
// Operations chain like those of built-in numbers, and never round or wrap. A result that does not
// fit in 128 bits over 128 bits (a sum: over the least common denominator), and a division by zero,
// are out of range, and so is everything that is made from them. What is out of range equals
// nothing, has no order, and rounds to nothing, so that a formula needs one check at its end:
//
//   const Fraction amount = Fraction(unit_price) * Fraction(days) / Fraction(30);
//   const std::optional<v1::Money> money = RoundToMoney(amount, "EUR", mode);

#pragma once

#include <compare>
#include <cstdint>

#include "ledger/money/decimal.h"

namespace tally {

class Fraction {
 public:
  // Zero.
  constexpr Fraction() = default;
  constexpr explicit Fraction(int64_t whole) : numerator_(whole) {}
  constexpr explicit Fraction(const Decimal& decimal)
      : numerator_(decimal.coefficient()), denominator_(PowerOfTen(decimal.places())) {}
  // Returns what is out of range from the start.
  static constexpr Fraction OutOfRange() { return {0, 0}; }

  // Whether this is a number.
  constexpr bool in_range() const { return denominator_ != 0; }

  // Value is numerator() / denominator(), not always in lowest terms. Either is below 2^127 in
  // size; the denominator is positive, or zero if this is out of range.
  constexpr __int128 numerator() const { return numerator_; }
  constexpr __int128 denominator() const { return denominator_; }

  // The same number in lowest terms.
  Fraction Reduced() const;

  // Whether a result is in range depends on the two values alone, not on how they were reached.
  friend constexpr Fraction operator-(const Fraction& value) {
    return {-value.numerator_, value.denominator_};
  }
  friend Fraction operator+(const Fraction& left, const Fraction& right);
  friend Fraction operator-(const Fraction& left, const Fraction& right) { return left + -right; }
  friend Fraction operator*(const Fraction& left, const Fraction& right);
  friend Fraction operator/(const Fraction& left, const Fraction& right);

  // Exact for any two numbers; unordered if either is out of range.
  friend std::partial_ordering operator<=>(const Fraction& left, const Fraction& right);
  friend bool operator==(const Fraction& left, const Fraction& right) {
    return std::is_eq(left <=> right);
  }

 private:
  constexpr Fraction(__int128 numerator, __int128 denominator)
      : numerator_(numerator), denominator_(denominator) {}

  __int128 numerator_ = 0;
  __int128 denominator_ = 1;
};

}  // namespace tally
