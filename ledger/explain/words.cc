#include "ledger/explain/words.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/calendar/date.h"
#include "ledger/money/currency.h"
#include "ledger/money/number_text.h"
#include "ledger/money/rounding.h"

namespace tally {
namespace {

// More decimals than any product of two given figures has.
constexpr int kMaxDecimals = 26;
// Decimals of a number that has no end of them.
constexpr int kShownDecimals = 6;

// Not asked of the C library, which would answer in the language of the machine.
constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                   "May",       "June",     "July",     "August",
                                   "September", "October",  "November", "December"};

std::string DayText(absl::CivilDay day) {
  return absl::StrCat(day.day(), " ", absl::string_view(kMonths[day.month() - 1]).substr(0, 3), " ",
                      day.year());
}

std::string WholeText(__int128 whole) {
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(whole % 10)));
    whole /= 10;
  } while (whole > 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace

std::string PriceWords(absl::string_view price, absl::string_view currency) {
  std::string text(price);
  const auto number = SplitNumber(price);
  const auto digits = static_cast<size_t>(MinorUnitDigits(currency).value_or(0));
  if (!number || number->decimals.size() >= digits) return text;
  if (number->decimals.empty()) text.push_back('.');
  return text.append(digits - number->decimals.size(), '0');
}

std::string ExactWords(const Fraction& number) {
  if (!number.in_range()) return "more than can be told";
  const __int128 size = number.numerator() < 0 ? -number.numerator() : number.numerator();
  std::string text =
      absl::StrCat(number.numerator() < 0 ? "-" : "", WholeText(size / number.denominator()));
  __int128 rest = size % number.denominator();
  for (int i = 0; rest != 0; ++i) {
    if (i == 0) text.push_back('.');
    if (i == kMaxDecimals || __builtin_mul_overflow(rest, 10, &rest)) return text + "…";
    text.push_back(static_cast<char>('0' + static_cast<int>(rest / number.denominator())));
    rest %= number.denominator();
  }
  return text;
}

std::string FractionWords(const Fraction& number) {
  const std::string exact = ExactWords(number);
  const auto units = RoundToUnits(number, kShownDecimals, RoundingMode::kHalfAwayFromZero);
  const auto shown = units ? Decimal::FromParts(*units, kShownDecimals) : std::nullopt;
  if (!absl::EndsWith(exact, "…") || !shown) return exact;
  const Fraction reduced = number.Reduced();
  const bool is_less = reduced.numerator() < 0;
  return absl::StrCat(shown->ToString(), " (", is_less ? "-" : "",
                      WholeText(is_less ? -reduced.numerator() : reduced.numerator()), "/",
                      WholeText(reduced.denominator()), ")");
}

std::string DayWords(absl::string_view day) {
  const auto parsed = ParseDate(day);
  return parsed ? DayText(*parsed) : std::string(day);
}

std::string MonthWords(absl::string_view month) {
  const auto parsed = ParseMonth(month);
  if (!parsed) return std::string(month);
  return absl::StrCat(kMonths[parsed->month() - 1], " ", parsed->year());
}

std::string InstantWords(absl::Time instant, const absl::TimeZone& zone) {
  const absl::TimeZone::CivilInfo local = zone.At(instant);
  return absl::StrCat(DayText(absl::CivilDay(local.cs)),
                      absl::StrFormat(" %02d:%02d ", local.cs.hour(), local.cs.minute()),
                      local.zone_abbr);
}

std::string RoundingWords(v1::Rounding rounding) {
  switch (FromProto(rounding)) {
    case RoundingMode::kHalfAwayFromZero:
      return "half away from zero";
    case RoundingMode::kHalfEven:
      return "half to even";
    case RoundingMode::kDown:
      return "down";
    case RoundingMode::kUp:
      return "up";
  }
  return "";
}

}  // namespace tally
