// Draft: from a plan and what was counted to what a month bills.
//
//   plans -> parts of periods -> rated lines -> discounts, credits, commitments -> late news
//         -> taxes and totals -> deltas and flags -> content hash
//
// The same input gives the same content, byte for byte: a dry run is the run, and an approval can
// tell whether anything behind a draft has changed by making it again.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ledger/calendar/period.h"
#include "ledger/rating/facts.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

struct DraftInput {
  const v1::Org& org;
  const v1::Customer& customer;
  // The customer's plans, by day; each is in force until the next one's day.
  const std::vector<v1::Plan>& plans;
  absl::CivilMonth month;
  // The zone whose midnights bound the customer's days.
  const absl::TimeZone& zone;
  // The month as instants. It starts where the customer's month before ended.
  Span span;
  // The day on which the draft is made, in the org's zone: that of the invoice, as far as is known.
  absl::CivilDay today;
  const Facts& facts;
  // Meters that were counted on the customer's accounts, and are billed as nothing.
  std::vector<v1::UnmappedAccount> unmapped;
  // Whether the org's month before was run; without it there is nothing to compare with.
  bool previous_month_was_run = false;
  // The customer's draft of the month before, if there was one.
  std::optional<v1::DraftContent> previous;
  // The content that people have changed and waived flags on, if the draft is made again.
  std::optional<v1::DraftContent> reviewed;
  // Lines that correct earlier invoices, which this draft is to bill; see late.h.
  std::vector<v1::DraftLine> late = {};
  // Such lines that other documents bill, and that no earlier one knows of: with commitments over
  // several months they count for the month that they correct.
  std::vector<v1::Line> learnt = {};
  // What the month bills, if it was invoiced and is rated again; see as_billed.h.
  const v1::DraftContent* billed = nullptr;
};

// Returns the plan in force on `day`; nothing if none is.
const v1::Plan* PlanOn(const DraftInput& input, absl::CivilDay day);

// Returns what the month bills. AMOUNT_OUT_OF_RANGE if a figure does not fit.
absl::StatusOr<v1::DraftContent> MakeDraft(const DraftInput& input);

// Whether there is anything to bill: a line with a quantity, or one whose count needs a look.
bool IsBillable(const v1::DraftContent& content);

// Whether a flag that is not waived keeps the draft from being approved.
bool IsBlocked(const v1::DraftContent& content);

}  // namespace tally
