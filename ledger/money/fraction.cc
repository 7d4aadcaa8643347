#include "ledger/money/fraction.h"

namespace tally {
namespace {

// The one value whose negative does not fit; no Fraction has it as a member.
constexpr __int128 kLowest = static_cast<__int128>(static_cast<unsigned __int128>(1) << 127);

// Set `result` and return whether it fits.
bool Add(__int128 left, __int128 right, __int128& result) {
  return !__builtin_add_overflow(left, right, &result) && result != kLowest;
}

bool Multiply(__int128 left, __int128 right, __int128& result) {
  return !__builtin_mul_overflow(left, right, &result) && result != kLowest;
}

// Returns the greatest common divisor, at least 1.
__int128 Divisor(__int128 left, __int128 right) {
  while (right != 0) {
    const __int128 rest = left % right;
    left = right;
    right = rest;
  }
  if (left == 0) return 1;
  return left < 0 ? -left : left;
}

// A number split into the greatest whole number that is not above it, and a rest below 1.
struct Parts {
  __int128 whole;
  __int128 rest;  // Over the number's denominator.
};

Parts Split(__int128 numerator, __int128 denominator) {
  Parts parts{numerator / denominator, numerator % denominator};
  if (parts.rest < 0) parts = {parts.whole - 1, parts.rest + denominator};
  return parts;
}

// Compares a/b with c/d by their continued fractions, in which nothing can overflow.
std::strong_ordering Compare(__int128 a, __int128 b, __int128 c, __int128 d) {
  while (true) {
    const Parts left = Split(a, b);
    const Parts right = Split(c, d);
    if (left.whole != right.whole) return left.whole <=> right.whole;
    if (left.rest == 0 || right.rest == 0) return left.rest <=> right.rest;
    // left.rest/b against right.rest/d is as d/right.rest against b/left.rest.
    a = d;
    d = left.rest;
    c = b;
    b = right.rest;
  }
}

}  // namespace

Fraction Fraction::Reduced() const {
  const __int128 divisor = Divisor(numerator_, denominator_);
  return {numerator_ / divisor, denominator_ / divisor};
}

// What is out of range is 0/0, which plain arithmetic carries through. Lowest terms cost a division
// or more, so they are taken only where plain arithmetic does not fit.

Fraction operator+(const Fraction& left, const Fraction& right) {
  Fraction sum;
  __int128 addend = 0;
  if (left.denominator_ == right.denominator_ &&
      Add(left.numerator_, right.numerator_, sum.numerator_)) {
    sum.denominator_ = left.denominator_;
    return sum;
  }
  if (Multiply(left.numerator_, right.denominator_, sum.numerator_) &&
      Multiply(right.numerator_, left.denominator_, addend) &&
      Add(sum.numerator_, addend, sum.numerator_) &&
      Multiply(left.denominator_, right.denominator_, sum.denominator_)) {
    return sum;
  }

  const Fraction a = left.Reduced();
  const Fraction b = right.Reduced();
  const __int128 shared = Divisor(a.denominator_, b.denominator_);
  if (Multiply(a.numerator_, b.denominator_ / shared, sum.numerator_) &&
      Multiply(b.numerator_, a.denominator_ / shared, addend) &&
      Add(sum.numerator_, addend, sum.numerator_) &&
      Multiply(a.denominator_, b.denominator_ / shared, sum.denominator_)) {
    return sum;
  }
  return Fraction::OutOfRange();
}

Fraction operator*(const Fraction& left, const Fraction& right) {
  Fraction product;
  if (Multiply(left.numerator_, right.numerator_, product.numerator_) &&
      Multiply(left.denominator_, right.denominator_, product.denominator_)) {
    return product;
  }

  const Fraction a = left.Reduced();
  const Fraction b = right.Reduced();
  const __int128 first = Divisor(a.numerator_, b.denominator_);
  const __int128 second = Divisor(b.numerator_, a.denominator_);
  if (Multiply(a.numerator_ / first, b.numerator_ / second, product.numerator_) &&
      Multiply(a.denominator_ / second, b.denominator_ / first, product.denominator_)) {
    return product;
  }
  return Fraction::OutOfRange();
}

Fraction operator/(const Fraction& left, const Fraction& right) {
  if (right.numerator_ == 0) return Fraction::OutOfRange();
  if (right.numerator_ < 0) return left * Fraction(-right.denominator_, -right.numerator_);
  return left * Fraction(right.denominator_, right.numerator_);
}

std::partial_ordering operator<=>(const Fraction& left, const Fraction& right) {
  if (!left.in_range() || !right.in_range()) return std::partial_ordering::unordered;

  __int128 a = 0;
  __int128 b = 0;
  if (Multiply(left.numerator_, right.denominator_, a) &&
      Multiply(right.numerator_, left.denominator_, b)) {
    return a <=> b;
  }
  return Compare(left.numerator_, left.denominator_, right.numerator_, right.denominator_);
}

}  // namespace tally
