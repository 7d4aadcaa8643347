// Coverage: which lines bill what is counted on a day.

#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/ledger.h"
#include "tally/v1/insight.pb.h"

namespace tally {

absl::StatusOr<v1::MeterCoveragePage> ListCoverage(const v1::ListMeterCoverage& query,
                                                   const View& view, absl::Time now);

}  // namespace tally
