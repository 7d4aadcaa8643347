// Coverage: which lines bill what is counted.

#pragma once

#include <string>

#include "ledger/insight/account_meters.h"
#include "tally/v1/insight.pb.h"

namespace tally {

// Says how `meter` of `customer_id` is covered.
v1::MeterCoverage CoverageOf(const AccountMeter& meter, const std::string& customer_id);

// Says that what is counted is nobody's.
v1::MeterCoverage NobodysCoverage(const v1::CountedMeter& counted);

}  // namespace tally
