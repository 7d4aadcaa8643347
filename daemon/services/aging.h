// Aging: what is owed by age on a day.

#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/ledger.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

absl::StatusOr<v1::AgingReport> GetAging(const v1::GetAgingReport& query, const View& view,
                                         absl::Time now);

}  // namespace tally
