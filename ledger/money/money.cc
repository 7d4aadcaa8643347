#include "ledger/money/money.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/money/currency.h"
#include "ledger/money/number_text.h"
#include "ledger/money/power_of_ten.h"

namespace tally {

v1::Money MakeMoney(int64_t minor_units, absl::string_view currency) {
  v1::Money money;
  money.set_minor_units(minor_units);
  money.set_currency(std::string(currency));
  return money;
}

std::optional<v1::Money> Add(const v1::Money& left, const v1::Money& right) {
  int64_t sum = 0;
  if (left.currency() != right.currency()) return std::nullopt;
  if (__builtin_add_overflow(left.minor_units(), right.minor_units(), &sum)) return std::nullopt;
  return MakeMoney(sum, left.currency());
}

std::optional<v1::Money> Subtract(const v1::Money& left, const v1::Money& right) {
  int64_t difference = 0;
  if (left.currency() != right.currency()) return std::nullopt;
  if (__builtin_sub_overflow(left.minor_units(), right.minor_units(), &difference)) {
    return std::nullopt;
  }
  return MakeMoney(difference, left.currency());
}

std::optional<v1::Money> Negate(const v1::Money& money) {
  return Subtract(MakeMoney(0, money.currency()), money);
}

std::optional<int64_t> Sum(absl::Span<const int64_t> minor_units) {
  // 128 bits hold more 64-bit numbers than memory does.
  __int128 sum = 0;
  for (const int64_t amount : minor_units) sum += amount;
  if (sum < std::numeric_limits<int64_t>::min()) return std::nullopt;
  if (sum > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return static_cast<int64_t>(sum);
}

std::string FormatAmount(const v1::Money& money) {
  std::string text = absl::StrCat(money.minor_units());
  const size_t digits = static_cast<size_t>(MinorUnitDigits(money.currency()).value_or(0));
  if (digits == 0) return text;

  // At least one digit must stand before the point.
  const size_t sign = money.minor_units() < 0 ? 1 : 0;
  if (text.size() - sign <= digits) text.insert(sign, digits + 1 - (text.size() - sign), '0');
  text.insert(text.size() - digits, 1, '.');
  return text;
}

std::optional<v1::Money> ParseAmount(absl::string_view text, absl::string_view currency) {
  const std::optional<int> digits = MinorUnitDigits(currency);
  const std::optional<NumberText> number = SplitNumber(text);
  if (!digits || !number || number->decimals.size() > static_cast<size_t>(*digits)) {
    return std::nullopt;
  }

  int64_t minor_units = 0;
  const std::string zeros(static_cast<size_t>(*digits) - number->decimals.size(), '0');
  if (!absl::SimpleAtoi(absl::StrCat(number->sign, number->whole, number->decimals, zeros),
                        &minor_units)) {
    return std::nullopt;
  }
  return MakeMoney(minor_units, currency);
}

Fraction MajorUnits(const v1::Money& money) {
  const std::optional<int> digits = MinorUnitDigits(money.currency());
  if (!digits) return Fraction::OutOfRange();
  return Fraction(money.minor_units()) / Fraction(PowerOfTen(*digits));
}

std::optional<v1::Money> RoundToMoney(const Fraction& major_units, absl::string_view currency,
                                      RoundingMode mode) {
  const std::optional<int> digits = MinorUnitDigits(currency);
  if (!digits) return std::nullopt;
  const std::optional<int64_t> minor_units = RoundToUnits(major_units, *digits, mode);
  if (!minor_units) return std::nullopt;
  return MakeMoney(*minor_units, currency);
}

std::vector<int64_t> Allocate(int64_t total, absl::Span<const int64_t> weights) {
  const __int128 sum = std::accumulate(weights.begin(), weights.end(), __int128{0});
  if (total < 0 || (total > 0 && sum == 0)) std::abort();
  if (std::ranges::any_of(weights, [](int64_t weight) { return weight < 0; })) std::abort();

  std::vector<int64_t> parts(weights.size(), 0);
  if (total == 0) return parts;

  std::vector<__int128> remainders(weights.size());
  int64_t left = total;
  for (size_t i = 0; i < weights.size(); ++i) {
    const __int128 share = __int128{total} * weights[i];
    parts[i] = static_cast<int64_t>(share / sum);
    remainders[i] = share % sum;
    left -= parts[i];
  }

  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order,
                           [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  for (size_t i = 0; left > 0; ++i, --left) parts[order[i]] += 1;
  return parts;
}

}  // namespace tally
