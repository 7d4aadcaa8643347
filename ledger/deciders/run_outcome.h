// Run outcome: what a run does for one customer, and a dry run shows.

#pragma once

#include <optional>

#include "ledger/books/books.h"
#include "ledger/deciders/month_drafter.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/runs.pb.h"

namespace tally {

struct CustomerOutcome {
  v1::RunOutcome outcome;
  // The draft to be made; nothing if the customer is skipped.
  std::optional<v1::DraftContent> content;
};

// A customer on trial is skipped.
CustomerOutcome RunFor(const Books& books, const MonthDrafter& drafter,
                       const v1::Customer& customer);

// The same, though the customer may be on trial: what a run would do if it were not.
CustomerOutcome RunInSpiteOfTrial(const Books& books, const MonthDrafter& drafter,
                                  const v1::Customer& customer);

// What the month bills the customer, drafted or not: why nothing, if nothing.
CustomerOutcome BillingOf(const MonthDrafter& drafter, const v1::Customer& customer);

// Adds what `done` drafts to the sum of its currency in `sums`, which is what the run comes to. If
// that does not fit, the customer is skipped.
void SkipIfSumIsOutOfRange(google::protobuf::RepeatedPtrField<v1::Totals>& sums,
                           CustomerOutcome& done);

}  // namespace tally
