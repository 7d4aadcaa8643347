// Book check: what is odd in the book on a day.

#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/ledger.h"
#include "tally/v1/insight.pb.h"

namespace tally {

absl::StatusOr<v1::BookFindingPage> CheckBook(const v1::CheckBookRequest& query, const View& view,
                                              absl::Time now);

}  // namespace tally
