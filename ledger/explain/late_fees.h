// Late fees: which invoice, dunning step, open amount and percentage a late fee comes from.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/explain/past.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// What a line charges a late fee for.
struct LateFeeGround {
  std::string line_id;
  // The step, and the event that took it.
  v1::DunningStepTaken taken;
  uint64_t taken_at = 0;
  // Day by which the invoice was to be paid.
  std::string due_date;
};

// Returns what the late fees on `invoice`, issued by the event at `position`, are for. Fails as
// `past` does; DATA_LOSS if the log does not have a step.
absl::StatusOr<std::vector<LateFeeGround>> FindLateFees(const std::string& org_id,
                                                        const v1::Invoice& invoice,
                                                        uint64_t position, Past& past);

// `Late fee for BILL-2026-04-001, which was to be paid by 15 May 2026: dunning step second, 10 days
// later, was taken on 25 May 2026 with 150.00 USD open; 1.5 % of 150.00 USD is 2.25 USD`. `org` is
// as it was when the invoice was issued.
std::string LateFeeWords(const LateFeeGround& ground, const v1::Org& org, const v1::Line& line);

}  // namespace tally
