// Roundings: where rounding went, by document.

#pragma once

#include "absl/status/statusor.h"
#include "ledger/ledger.h"
#include "tally/v1/insight.pb.h"

namespace tally {

absl::StatusOr<v1::RoundingPage> ListRoundings(const v1::ListDocumentRoundings& query,
                                               const View& view);

}  // namespace tally
