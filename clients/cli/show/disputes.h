// Disputes: what customers object to.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/show/look.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// Returns the disputes, a row each.
std::string DisputeTable(const v1::DisputePage& page, const Look& look);

// How a dispute can end: `upheld`, `rejected`, `withdrawn`.
std::vector<std::string> OutcomeNames();
// Returns the outcome of this name; nothing if there is none.
std::optional<v1::DisputeOutcome> ParseOutcome(absl::string_view name);
// Returns the name of the outcome; `open` of a dispute that has not ended.
std::string OutcomeName(v1::DisputeOutcome outcome);

}  // namespace tally
