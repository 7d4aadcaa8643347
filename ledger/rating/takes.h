// Takes: whether a line of a plan is for something that was recorded.

#pragma once

#include "tally/v1/plans.pb.h"
#include "tally/v1/usage.pb.h"

namespace tally {

// Whether a line bills work like `entry`, which must be billable.
bool Takes(const v1::TimeQuantity& wanted, const v1::TimeEntry& entry);
// Whether a line passes a cost like `charge` on.
bool Takes(const v1::PassThroughQuantity& wanted, const v1::Charge& charge);
// Whether something that happens bills a line.
bool Takes(const v1::TriggeredQuantity& wanted, const v1::Trigger& trigger);
// Whether something that happens gives a credit.
bool Takes(const v1::CreditQuantity& wanted, const v1::Trigger& trigger);

}  // namespace tally
