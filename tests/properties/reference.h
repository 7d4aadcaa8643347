// Reference: what documents must come to, in a few lines of exact arithmetic.

#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/money/currency.h"
#include "ledger/money/fraction.h"
#include "ledger/money/power_of_ten.h"
#include "properties/story.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// The number that a text says, which may be a fraction like `529/30`; zero if it is empty.
inline Fraction Exactly(absl::string_view text) {
  if (text.empty()) return Fraction();
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  const Fraction whole(*Decimal::Parse(parts[0]));
  return parts.size() == 1 ? whole : whole / Fraction(*Decimal::Parse(parts[1]));
}

// Rounds to units of 10^-digits.
inline int64_t Rounded(const Fraction& value, int digits, v1::Rounding rounding) {
  const Fraction units = (value * Fraction(PowerOfTen(digits))).Reduced();
  RC_ASSERT(units.in_range());
  const __int128 below = units.numerator() / units.denominator();
  const __int128 rest = units.numerator() % units.denominator();
  const __int128 twice = 2 * (rest < 0 ? -rest : rest);
  bool away = twice >= units.denominator();
  if (rounding == v1::ROUNDING_HALF_EVEN && twice == units.denominator()) away = below % 2 != 0;
  if (rounding == v1::ROUNDING_DOWN) away = false;
  if (rounding == v1::ROUNDING_UP) away = rest != 0;
  return static_cast<int64_t>(below + (away ? (units.numerator() < 0 ? -1 : 1) : 0));
}

inline int DigitsOf(const Story& story) { return *MinorUnitDigits(story.currency()); }

// The exact quantity, and the part of a period that it is for.
inline Fraction QuantityIn(const v1::Line& line) {
  return Exactly(line.exact_quantity().empty() ? line.quantity() : line.exact_quantity());
}
inline Fraction ShareIn(const v1::Line& line) {
  if (!line.has_share()) return Fraction(1);
  return Fraction(line.share().numerator()) / Fraction(line.share().denominator());
}

// What it comes to as its price says it, in minor units.
inline int64_t PricedIn(const v1::Line& line) {
  return (line.has_amount_with_tax() ? line.amount_with_tax() : line.amount()).minor_units();
}

// The line of the plan that it comes from.
inline const std::string& OfPlanLine(const v1::Line& line) {
  return line.plan_line_id().empty() ? line.line_id() : line.plan_line_id();
}

// Whether it was split off a line because the rate of its tax changes.
inline bool IsSplitOff(const v1::Line& line) { return absl::StrContains(line.line_id(), ".rate-"); }

// The days and instants that a line of a document is for.
inline DaySpan DaysIn(const v1::DraftContent& content, const v1::Line& line) {
  if (!line.has_service()) return DaysOf(*ParseMonth(content.period().month()));
  return {*ParseDate(line.service().first_day()), *ParseDate(line.service().end_day())};
}
inline Span SpanIn(const v1::DraftContent& content, const v1::Line& line) {
  const v1::Period& period = line.has_service() ? line.service() : content.period();
  return {FromProto(period.start()), FromProto(period.end())};
}

// How far a sum of so many rounded amounts may be from the exact one, in minor units.
inline Fraction Slack(const Story& story, int64_t amounts) {
  const v1::Rounding rounding = story.org.rounding();
  const bool is_half = rounding != v1::ROUNDING_DOWN && rounding != v1::ROUNDING_UP;
  return Fraction(amounts) / Fraction(is_half ? 2 : 1);
}

inline bool IsWithin(const Fraction& left, const Fraction& right, const Fraction& slack) {
  const Fraction difference = left - right;
  return difference <= slack && -difference <= slack;
}

}  // namespace tally
