// WritePlan: writes a plan as a book has it.

#pragma once

#include <string>

#include "clients/cli/book/book.h"

namespace tally {

// Returns the plan as an item of a customer's list `plan`.
std::string PlanText(const v1::Plan& plan);

}  // namespace tally
