// CountRules: what each quantity rule makes of the counts of one meter on some accounts.
//
// What the rules choose are counts, one of each account that has one. What they figure out comes
// with the counts behind it, by time. A count stands from its instant until the next one of its
// account; before the first, nothing does.

#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/calendar/period.h"
#include "ledger/money/fraction.h"
#include "ledger/rating/facts.h"
#include "tally/v1/counts.pb.h"

namespace tally {

// The counts of one meter, an account each.
using AllSeries = std::vector<std::unique_ptr<CountSeries>>;
// Some counts, of different accounts; they outlive this.
using CountRefs = std::vector<const v1::Count*>;
// Returns how many some counts are together.
using SizeOf = std::function<Fraction(const CountRefs&)>;

// Returns the sum of the quantities.
Fraction SumOf(const CountRefs& counts);

// The last before the start of each account or, without one, its first inside.
std::vector<v1::Count> CountsAtStart(const AllSeries& all, const Span& span);
// The last before the end of each account.
std::vector<v1::Count> CountsAtEnd(const AllSeries& all, const Span& span);
// What stands when `size_of` it is largest: at the start, or at an instant at which some account
// was counted. Of equal ones the first.
std::vector<v1::Count> CountsAtPeak(const AllSeries& all, const Span& span, const SizeOf& size_of);

// A figure, and the counts that it was figured out from, by time. Averages over nothing are what
// stands where it starts.
struct Figure {
  Fraction quantity;
  std::vector<v1::Count> used;
};

// Each count times the seconds that it stood, over those of the span. A count stands from the
// second in which it was made.
Figure AverageOf(const AllSeries& all, const Span& span);
// The sum of the counts inside.
Figure TotalOf(const AllSeries& all, const Span& span);
// The sum of the last count inside of each account.
Figure RunningTotalOf(const AllSeries& all, const Span& span);

// Days, and as an instant where each of them ends.
struct BilledDays {
  DaySpan days;
  Span span;
  std::vector<absl::Time> ends;
};
BilledDays BilledDaysOf(const DaySpan& days, const Span& span, const absl::TimeZone& zone);

// The sum over all days of the last count before the day's end, over the number of days.
Figure SeatDaysOf(const AllSeries& all, const BilledDays& billed);

// What a day adds, and the counts that say so.
struct DayChange {
  absl::CivilDay day;
  Fraction change;
  std::vector<v1::Count> used;
};
// What stands before the days, and what each of them changes.
struct Changes {
  Figure at_start;
  std::vector<DayChange> by_day;
};
Changes ChangesOf(const AllSeries& all, const BilledDays& billed);

}  // namespace tally
