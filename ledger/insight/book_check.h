// Book check: what is odd in taxes, sources, items, customers and plans.

#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/insight/customer_day.h"
#include "tally/v1/insight.pb.h"

namespace tally {

// Returns what is odd about a customer and its plan in force, in the order of the lines.
std::vector<v1::BookFinding> FindingsOf(const CustomerDay& day);

// Returns what is odd about taxes, items and sources, by id.
std::vector<v1::BookFinding> FindingsOf(const Books& books, const v1::Org& org, absl::CivilDay day);

}  // namespace tally
