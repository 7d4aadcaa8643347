// Dunning: what the dunning of an org's customers would do on a day.

#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/ledger.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

absl::StatusOr<v1::DunningPage> PreviewDunning(const v1::PreviewDunningSteps& query,
                                               const View& view, absl::Time now);

}  // namespace tally
