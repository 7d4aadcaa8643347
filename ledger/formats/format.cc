#include "ledger/formats/format.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/money/currency.h"
#include "ledger/money/decimal.h"

namespace tally {
namespace {

using Problem = std::optional<std::string>;

constexpr size_t kMaxTextBytes = 500;
constexpr size_t kMaxNoteBytes = 4'000;
constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxForeignIdBytes = 256;
constexpr size_t kMaxRequestIdBytes = 128;
constexpr size_t kMaxEmailBytes = 254;
constexpr size_t kMaxPageTokenBytes = 2'048;
constexpr int kMaxMonthYear = 9998;
constexpr size_t kMaxShownBytes = 60;

// What an error repeats of a text: all of it, or its beginning.
std::string Shown(absl::string_view text) {
  if (text.size() <= kMaxShownBytes) return absl::StrCat("\"", text, "\"");
  size_t end = kMaxShownBytes;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat("\"", text.substr(0, end), "…\"");
}

Problem TooLong(absl::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::nullopt;
  return absl::StrCat("is ", text.size(), " bytes long; at most ", max_bytes, " are allowed");
}

// Control characters are those of ASCII and of Latin-1 (U+0080 to U+009F).
Problem HasControlCharacters(absl::string_view text, absl::string_view allowed) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool latin1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    const bool ascii =
        (byte < 0x20 || byte == 0x7F) && allowed.find(text[i]) == absl::string_view::npos;
    if (ascii || latin1) return absl::StrCat("has a control character at byte ", i + 1);
  }
  return std::nullopt;
}

Problem TextProblem(absl::string_view text, size_t max_bytes, absl::string_view allowed = "") {
  if (Problem problem = TooLong(text, max_bytes)) return problem;
  return HasControlCharacters(text, allowed);
}

Problem IdProblem(absl::string_view text) {
  if (Problem problem = TooLong(text, kMaxIdBytes)) return problem;
  const auto allowed = [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' || c == '_' || c == '.';
  };
  const bool starts_well = absl::ascii_islower(text[0]) || absl::ascii_isdigit(text[0]);
  if (starts_well && std::all_of(text.begin(), text.end(), allowed)) return std::nullopt;
  return absl::StrCat("is ", Shown(text),
                      "; an id is made of a-z 0-9 - _ . and starts with a letter or a digit");
}

Problem RequestIdProblem(absl::string_view text) {
  if (Problem problem = TooLong(text, kMaxRequestIdBytes)) return problem;
  if (std::all_of(text.begin(), text.end(), absl::ascii_isgraph)) return std::nullopt;
  return "may hold visible ASCII characters only";
}

Problem EmailProblem(absl::string_view text) {
  if (Problem problem = TextProblem(text, kMaxEmailBytes)) return problem;
  const size_t at = text.find('@');
  const bool ok = at != absl::string_view::npos && at > 0 && at + 1 < text.size() &&
                  text.find('@', at + 1) == absl::string_view::npos &&
                  std::none_of(text.begin(), text.end(), absl::ascii_isspace);
  if (ok) return std::nullopt;
  return absl::StrCat("is ", Shown(text), "; an e-mail address is like ap@example.com");
}

// The first instant after the month must be one that a timestamp can hold.
bool IsMonth(absl::string_view text) {
  const std::optional<absl::CivilMonth> month = ParseMonth(text);
  return month && month->year() <= kMaxMonthYear;
}

// Whether `text` is two digits that say a number up to `max`.
bool IsTwoDigits(absl::string_view text, int max) {
  if (text.size() != 2 || !std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return false;
  return (text[0] - '0') * 10 + (text[1] - '0') <= max;
}

bool IsTimeOfDay(absl::string_view text) {
  if (text.size() != 5 && text.size() != 8) return false;
  if (!IsTwoDigits(text.substr(0, 2), 23) || text[2] != ':') return false;
  if (!IsTwoDigits(text.substr(3, 2), 59)) return false;
  return text.size() == 5 || (text[5] == ':' && IsTwoDigits(text.substr(6), 59));
}

// A range from 0, or from -max if it is signed.
struct Range {
  int64_t max;
  int max_places;
  absl::string_view what;
  bool is_signed = false;
};

Problem BoundsProblem(const Decimal& number, absl::string_view text, const Range& range) {
  if (number > *Decimal::FromParts(range.max, 0)) {
    return absl::StrCat("is ", Shown(text), "; ", range.what, " is at most ", range.max);
  }
  if (!number.IsNegative()) return std::nullopt;
  if (!range.is_signed) return absl::StrCat("is ", Shown(text), "; it must not be negative");
  if (number >= *Decimal::FromParts(-range.max, 0)) return std::nullopt;
  return absl::StrCat("is ", Shown(text), "; ", range.what, " is at least ", -range.max);
}

Problem NumberProblem(absl::string_view text, const Range& range) {
  const std::optional<Decimal> number = Decimal::Parse(text);
  if (!number) {
    return absl::StrCat("is ", Shown(text), "; ", range.what,
                        " is a decimal number like 12 or 12.50, of at most 18 digits");
  }
  if (Problem problem = BoundsProblem(*number, text, range)) return problem;
  if (number->places() > range.max_places) {
    return absl::StrCat("is ", Shown(text), "; ", range.what, " has at most ", range.max_places,
                        " decimals");
  }
  return std::nullopt;
}

Problem Unless(bool ok, absl::string_view text, absl::string_view rule) {
  if (ok) return std::nullopt;
  return absl::StrCat("is ", Shown(text), "; ", rule);
}

}  // namespace

std::optional<std::string> ProblemWith(absl::string_view text, v1::Format format) {
  switch (format) {
    case v1::FORMAT_NOTE:
      return TextProblem(text, kMaxNoteBytes, "\t\n");
    case v1::FORMAT_ID:
      return IdProblem(text);
    case v1::FORMAT_FOREIGN_ID:
      return TextProblem(text, kMaxForeignIdBytes);
    case v1::FORMAT_REQUEST_ID:
      return RequestIdProblem(text);
    case v1::FORMAT_CURRENCY:
      return Unless(MinorUnitDigits(text).has_value(), text,
                    "an ISO 4217 currency code is like EUR");
    case v1::FORMAT_TIME_ZONE:
      return Unless(FindZone(text).has_value(), text,
                    "an IANA time zone name is like Europe/Paris");
    case v1::FORMAT_DATE:
      return Unless(ParseDate(text).has_value(), text,
                    "a date is a day of the calendar, written like 2026-10-31");
    case v1::FORMAT_PAGE_TOKEN:
      return TextProblem(text, kMaxPageTokenBytes);
    case v1::FORMAT_MONTH:
      return Unless(IsMonth(text), text, "a month is written like 2026-10");
    case v1::FORMAT_QUANTITY:
      return NumberProblem(text, {.max = 1'000'000'000, .max_places = 6, .what = "a quantity"});
    case v1::FORMAT_CHANGE:
      return NumberProblem(
          text, {.max = 1'000'000'000, .max_places = 6, .what = "a change", .is_signed = true});
    case v1::FORMAT_TIME_OF_DAY:
      return Unless(IsTimeOfDay(text), text, "a time of day is written like 14:30 or 14:30:00");
    case v1::FORMAT_PRICE:
      return NumberProblem(text, {.max = 1'000'000'000, .max_places = 12, .what = "a price"});
    case v1::FORMAT_PERCENT:
      return NumberProblem(text, {.max = 1'000, .max_places = 6, .what = "a percentage"});
    case v1::FORMAT_EMAIL:
      return EmailProblem(text);
    default:
      return TextProblem(text, kMaxTextBytes);
  }
}

}  // namespace tally
