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

CustomerOutcome RunFor(const Books& books, const MonthDrafter& drafter,
                       const v1::Customer& customer);

// Adds `totals` to the sum of its currency in `sums`. False, changing nothing, if it does not fit.
bool AddToTotals(google::protobuf::RepeatedPtrField<v1::Totals>& sums, const v1::Totals& totals);

}  // namespace tally
