// ConsumerStatus: how far a consumer is, as people are told.

#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "daemon/services/delivery_line.h"
#include "ledger/ledger.h"
#include "tally/v1/consumers.pb.h"

namespace tally {

// Returns how far a consumer is as of `view`. `line` is what it was sent, null if nothing was.
v1::ConsumerStatus StatusOf(const View& view, const std::string& org_id,
                            const v1::Consumer& consumer, const DeliveryLine* line, absl::Time now);

}  // namespace tally
