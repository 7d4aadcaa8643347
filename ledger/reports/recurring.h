// Recurring: what the lines of a plan come to a month, by what they were billed.

#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/calendar/period.h"
#include "ledger/money/fraction.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// What an invoice bills of a line of the plan for some days.
struct RecurringBill {
  std::string plan_line_id;
  DaySpan days;
  // Net of a whole period, in minor units: what was billed, with overage, discounts and caps, over
  // the part of the period that it was billed for.
  Fraction amount;
};

// Returns what the invoice bills of lines of plans, in order: what was billed in the first place,
// and what took its place. Minimums, credits and late corrections are not counted.
std::vector<RecurringBill> BillsOf(const v1::Invoice& invoice);

// Whether the line recurs: it has a quantity that is fixed or counted.
bool IsRecurring(const v1::PlanLine& line);

// Returns what the line comes to a month in minor units, as its period that `day` is in was billed;
// of several bills the one for the latest days, of these the last. If that period was not billed,
// as the last one before it was; zero if none was. A week is 12/52 of a month. `bills` are the
// customer's, in the order of issue.
Fraction MonthlyAmount(const v1::PlanLine& line, const std::vector<RecurringBill>& bills,
                       absl::CivilDay day);

}  // namespace tally
