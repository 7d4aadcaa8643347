// Usage: what was worked, bought and reached for customers, as tables.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/usage.pb.h"

namespace tally {

std::string TimeTable(const v1::TimeEntryPage& page, const Look& look);
std::string ChargeTable(const v1::ChargePage& page, const Look& look);
std::string TriggerTable(const v1::TriggerPage& page, const Look& look);

}  // namespace tally
