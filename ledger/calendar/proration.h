// Proration: which part of a period some of its days are.
//
// A part is clamped to the whole first, so that one that ends before it starts is nothing, and none
// is negative or more than the whole. Parts that follow each other from one end of the whole to the
// other add up to it, however it is split. Of an empty whole every part is nothing.

#pragma once

#include <cstdint>

#include "ledger/calendar/period.h"

namespace tally {

// numerator / denominator of a period; the denominator is positive.
struct Share {
  int64_t numerator = 0;
  int64_t denominator = 1;

  friend bool operator==(const Share&, const Share&) = default;
};

// Days over days.
Share ShareByDay(const DaySpan& part, const DaySpan& whole);

// The 30-day convention: every month has 30 days. The days of a part that crosses the end of a
// month are the actual ones less what that month has more than 30, or and what it has less: the
// 31st is nothing to who starts on it, and the last day of February is 2 days or 3.
//
// Where a month is too short for the day on which the other end of the whole is, the end that was
// cut short counts as that day: 31 January to 28 February is 30 days, and 15 February to that 28
// February 16 of them. A whole that is no whole number of months is measured in actual days.
Share ShareByThirtyDays(const DaySpan& part, const DaySpan& whole);

// Seconds over seconds, counted from the start of the whole; fractions of a second are dropped at
// either end of a part.
Share ShareBySecond(const Span& part, const Span& whole);

}  // namespace tally
