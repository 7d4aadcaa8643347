// BilledPart: the part of a period that one line of a document bills.

#pragma once

#include <optional>

#include "ledger/calendar/period.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

struct BilledPart {
  // The plan that prices it, and its line.
  const v1::Plan& plan;
  const v1::PlanLine& line;
  // The whole period of the line's cadence.
  DaySpan period_days;
  Span period;
  // What is billed of it: all of it, or the days in which the plan was in force.
  DaySpan days;
  Span span;
  // Which part of the period that is; unset if it is all of it.
  std::optional<v1::PeriodShare> share;
  // The first day from which plans have had the line without interruption.
  absl::CivilDay line_since;
  // 1 for the first line of the document that the plan's line gives, 2 for the second, and so on.
  int nth = 1;
};

}  // namespace tally
