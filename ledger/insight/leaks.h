// Leaks: what is managed and not charged, charged and not managed, or counted twice.
//
// Managed is what the tools count of an item: of several sources of one item the one that counts
// most, but never one that a line only compares with. Charged is what the plan in force charges for
// it: fixed quantities, and counted ones as far as they are billed. Items that no tool counts, such
// as a retainer, cannot leak.

#pragma once

#include <vector>

#include "ledger/insight/customer_day.h"
#include "tally/v1/insight.pb.h"

namespace tally {

// Returns the leaks of one customer on one day, by item; then what is counted twice, unmapped
// meters, and usage that no line takes.
std::vector<v1::BillingLeak> LeaksOf(const CustomerDay& day);

// Returns the leak of a meter with `count` that is billed as nothing: at cost.
v1::BillingLeak UnmappedLeak(v1::LeakKind kind, const v1::CountedMeter& counted,
                             const v1::Count& count, const v1::Org& org);

}  // namespace tally
