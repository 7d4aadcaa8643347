// Project amounts: what the tasks of a project come to before tax.
//
// A task with a rate comes to its rate times its quantity, rounded once. The tasks without one
// share evenly and exactly what those leave of the project's estimate, whatever their quantities
// are: the parts differ by one minor unit at most, and the first ones are larger.

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/money/rounding.h"
#include "tally/v1/money.pb.h"
#include "tally/v1/projects.pb.h"

namespace tally {

// Returns what each billable task comes to, in order. PROJECT_CONTRADICTS_ITSELF if a task has
// neither a rate nor an estimate to share, if the rates exceed the estimate, or if all tasks have
// rates that leave something of it. FIELD_INVALID if the estimate is no amount of `currency`,
// AMOUNT_OUT_OF_RANGE if a figure does not fit. Fields are named from `project` on.
absl::StatusOr<std::vector<v1::TaskAmount>> AmountsOf(const v1::Project& project,
                                                      absl::string_view currency,
                                                      RoundingMode mode);

// Returns the sum of `amounts`, in `currency`; AMOUNT_OUT_OF_RANGE if it does not fit.
absl::StatusOr<v1::Money> NetOf(const std::vector<v1::TaskAmount>& amounts,
                                absl::string_view currency);

}  // namespace tally
