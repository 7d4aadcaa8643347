// ReadPlan: reads the plans of a customer.

#pragma once

#include <string>

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

// Adds the plans of the list `field` to the book.
void ReadPlans(const std::string& customer_id, const Field& field, Book& book,
               References& references);

}  // namespace tally
