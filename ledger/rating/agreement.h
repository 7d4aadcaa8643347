// Agreement: whom a document of a customer is for, and when it is due.

#pragma once

#include "tally/v1/customers.pb.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns the customer as documents name it.
v1::BillTo BillToOf(const v1::Customer& customer);

// Returns the customer's own terms, or those of `org`.
v1::Terms TermsOf(const v1::Org& org, const v1::Customer& customer);

}  // namespace tally
