// Count columns: what CSV files of counts say: observed_at (RFC 3339), account, meter, what was
// counted, and where they are known unit_cost and currency. What was counted stands under quantity,
// change (`+3`, `-2`) or members (ids with `;` between them), of which a file has one or more.

#pragma once

#include <cstddef>
#include <vector>

#include "clients/cli/csv/entries_file.h"
#include "tally/v1/counts.pb.h"

namespace tally {

// Fields of such a file have room for as many members as the ledger takes, each with a separator.
inline constexpr size_t kMaxCountFieldBytes = size_t{10'000} * (256 + 1);

std::vector<EntryColumn<v1::Observation>> CountColumns();

}  // namespace tally
