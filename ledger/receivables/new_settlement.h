// NewSettlement: how an invoice stands before anything settles it.

#pragma once

#include "tally/v1/invoices.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// Returns the settlement of `invoice` as it is issued: all that is to be paid of it is open.
v1::InvoiceSettlement NewSettlement(const v1::Invoice& invoice);

}  // namespace tally
