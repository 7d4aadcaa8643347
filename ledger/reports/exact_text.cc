#include "ledger/reports/exact_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

// Above this, a rest times ten might not fit.
constexpr __int128 kMaxDenominator = __int128{1} << 120;

// `number` is not negative.
std::string WholeText(__int128 number) {
  std::string text;
  do {
    text.push_back(static_cast<char>('0' + static_cast<int>(number % 10)));
    number /= 10;
  } while (number > 0);
  std::reverse(text.begin(), text.end());
  return text;
}

// Whether the decimals of a number with this denominator, in lowest terms, come to an end.
bool HasDecimal(__int128 denominator) {
  if (denominator > kMaxDenominator) return false;
  while (denominator % 2 == 0) denominator /= 2;
  while (denominator % 5 == 0) denominator /= 5;
  return denominator == 1;
}

}  // namespace

std::string ExactText(const Fraction& number) {
  if (!number.in_range()) return "";
  const Fraction lowest = number.Reduced();
  const __int128 denominator = lowest.denominator();
  const bool is_negative = lowest.numerator() < 0;
  const __int128 size = is_negative ? -lowest.numerator() : lowest.numerator();
  const std::string sign = is_negative ? "-" : "";
  if (!HasDecimal(denominator)) {
    return absl::StrCat(sign, WholeText(size), "/", WholeText(denominator));
  }
  std::string text = absl::StrCat(sign, WholeText(size / denominator));
  __int128 rest = size % denominator;
  if (rest > 0) text.push_back('.');
  while (rest > 0) {
    rest *= 10;
    text.push_back(static_cast<char>('0' + static_cast<int>(rest / denominator)));
    rest %= denominator;
  }
  return text;
}

}  // namespace tally
