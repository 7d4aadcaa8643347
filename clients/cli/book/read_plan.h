// ReadPlan: reads the plans of a customer.

#pragma once

#include <cstddef>
#include <string>

#include "clients/cli/book/book.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

// Adds the plans of the list `field` to the book.
void ReadPlans(const std::string& customer_id, const Field& field, Book& book,
               References& references);

// Complains of what the ledger would refuse of `plan`, which was read from `field`, but for what
// has been complained of since there were `problems_before`.
void RefuseWhatTheLedgerRefuses(const Field& field, const v1::Plan& plan, size_t problems_before);

}  // namespace tally
