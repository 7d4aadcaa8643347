// StoredFolds: where the rows of folds are in the state of a ledger, read as they are on disk; see
// ledger/folds.h.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/store/store.h"

namespace tally {

// Returns what the keys of the fold `name` start with in `state`; nothing if it has no rows.
std::optional<std::string> StoredPrefixOf(absl::string_view name, Store& state);

// Returns the streams that had an event at `position`, as the rows in `state` say: what was in a
// record that cannot be read any more. Looks at every row of the streams.
std::vector<std::string> StreamsStoredAt(Store& state, uint64_t position);

}  // namespace tally
