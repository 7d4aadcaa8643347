// Periods of lines: which parts of which periods a month bills.
//
// A line lives as long as plans that follow each other have a line of its id with the same cadence.
// In arrears a period is billed by the run of the month in which it ends; in advance by the run of
// the month before the one in which it starts. What that run could not know of, the next one bills;
// in arrears only if the run made no document, as others are corrected by late news.
// Lines without proration are billed for whole periods, by the plan on the first day; with
// proration, for the days in which they lived, one part for each plan that changed the line.

#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "ledger/rating/billed_part.h"
#include "ledger/rating/draft.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// What one plan says of a line, and the days for which it says so.
struct LineVersion {
  const v1::Plan& plan;
  const v1::PlanLine& line;
  DaySpan in_force;
};

// One life of a line: its versions, in order and without gap. Versions that are equal are one.
struct LineLife {
  std::vector<LineVersion> versions;
  // The days before this were billed by the life before it: a whole period, without proration.
  absl::CivilDay covered_until;

  const v1::PlanLine& first() const { return versions.front().line; }
  DaySpan days() const { return {versions.front().in_force.start, versions.back().in_force.end}; }
  // The days of it that it bills itself.
  DaySpan billed() const { return {std::max(days().start, covered_until), days().end}; }
  // Returns the version in force on `day`; nothing if the line does not live then.
  const LineVersion* On(absl::CivilDay day) const;
};

// Returns the lives of the lines of all plans, in the order of the document: that of the plan in
// force on the first day of the month, then of later and of earlier plans. They refer to the plans.
std::vector<LineLife> LivesOf(const DraftInput& input);

// Returns the instant from which a plan is in force on its first day.
absl::Time StartOf(const DraftInput& input, const v1::Plan& plan);

bool IsInAdvance(const v1::PlanLine& line);
// Whether a line bills parts of periods. What was worked, bought and reached always is billed from
// the line's first day to its last: it has its own days.
bool IsProrated(const v1::PlanLine& line);

// Returns the parts of periods of `life` that the month bills, in order. Another draft may have
// billed them: see IsBilledElsewhere().
std::vector<BilledPart> PartsDue(const DraftInput& input, const LineLife& life);

// Returns the months of the calendar year over which the quantities of `line` add up, on `day`; the
// line says how many.
DaySpan WindowOn(const v1::PlanLine& line, absl::CivilDay day);

// Whether the draft of another month bills the part under the same line of the plan: its period, or
// a part of it, in advance, where what changed since is corrected (see advance.h); in arrears, days
// that a later month found forgotten.
bool IsBilledElsewhere(const DraftInput& input, const BilledPart& part);

// Returns the part of `period` that `days`, which are `span` as instants, are by `proration`, by
// day if that is none; nothing if it is all of it.
std::optional<v1::PeriodShare> ShareOfPeriod(v1::Proration proration, const DaySpan& days,
                                             const Span& span, const DaySpan& period_days,
                                             const Span& period);

// Returns days of a line as instants. They start where what was billed of it on the first of them
// started, or what was billed before ended, as it was billed: a zone that has changed since makes
// no gap and no overlap.
Span SpanOfDays(const DraftInput& input, const std::string& line_id, const DaySpan& days);

}  // namespace tally
