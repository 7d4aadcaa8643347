// Leaks: what is managed and not charged, charged and not managed, or counted twice on a day.

#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/ledger.h"
#include "tally/v1/insight.pb.h"

namespace tally {

absl::StatusOr<v1::BillingLeakPage> ListLeaks(const v1::ListBillingLeaks& query, const View& view,
                                              absl::Time now);

}  // namespace tally
