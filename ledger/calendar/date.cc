#include "ledger/calendar/date.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace tally {
namespace {

constexpr int kFirstYear = 1900;

// Returns the number that `text` consists of, or nothing if it is not all digits.
std::optional<int> Digits(absl::string_view text) {
  int number = 0;
  if (!std::ranges::all_of(text, absl::ascii_isdigit)) return std::nullopt;
  if (!absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

}  // namespace

std::optional<absl::CivilMonth> ParseMonth(absl::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const std::optional<int> year = Digits(text.substr(0, 4));
  const std::optional<int> month = Digits(text.substr(5));
  if (!year || *year < kFirstYear || !month || *month < 1 || *month > 12) return std::nullopt;
  return absl::CivilMonth(*year, *month);
}

std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  if (text.size() != 10 || text[7] != '-') return std::nullopt;
  const std::optional<absl::CivilMonth> month = ParseMonth(text.substr(0, 7));
  const std::optional<int> number = Digits(text.substr(8));
  if (!month || !number) return std::nullopt;

  // A number that the month does not have would lead into another month.
  const absl::CivilDay day(month->year(), month->month(), *number);
  if (absl::CivilMonth(day) != *month) return std::nullopt;
  return day;
}

std::string FormatDate(absl::CivilDay day) { return absl::FormatCivilTime(day); }

std::string FormatMonth(absl::CivilMonth month) { return absl::FormatCivilTime(month); }

}  // namespace tally
