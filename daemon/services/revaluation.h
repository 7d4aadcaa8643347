// Revaluation: what the open invoices in other currencies are worth in the org's on a day.

#pragma once

#include "absl/status/statusor.h"
#include "ledger/ledger.h"
#include "tally/v1/exchange_rates.pb.h"

namespace tally {

absl::StatusOr<v1::Revaluation> Revalue(const v1::RevalueInvoices& query, const View& view);

}  // namespace tally
