// Disputes: what customers object to.

#pragma once

#include "absl/status/statusor.h"
#include "ledger/ledger.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

absl::StatusOr<v1::DisputePage> ListDisputes(const v1::ListInvoiceDisputes& query,
                                             const View& view);

}  // namespace tally
