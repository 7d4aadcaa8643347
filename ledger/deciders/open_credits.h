// OpenCredits: the credit of a customer of which something is left.

#pragma once

#include <string>
#include <vector>

#include "ledger/books/books.h"

namespace tally {

// Returns all of it, deposits included, by date, kind and id. What was used up is not read.
std::vector<v1::CustomerCredit> OpenCreditsOf(const Books& books, const std::string& org_id,
                                              const std::string& customer_id);

}  // namespace tally
