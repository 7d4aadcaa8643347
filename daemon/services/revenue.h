// Revenue: what was billed and what recurs, by month.

#pragma once

#include "absl/status/statusor.h"
#include "ledger/ledger.h"
#include "tally/v1/insight.pb.h"

namespace tally {

absl::StatusOr<v1::RevenueReport> GetRevenue(const v1::GetRevenueReport& query, const View& view);

}  // namespace tally
