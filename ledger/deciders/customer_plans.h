// CustomerPlans: the plans of one customer, from the books.

#pragma once

#include <string>
#include <vector>

#include "ledger/books/books.h"

namespace tally {

// Returns the plans of a customer, by day.
std::vector<v1::Plan> PlansOf(const Books& books, const std::string& org_id,
                              const std::string& customer_id);

}  // namespace tally
