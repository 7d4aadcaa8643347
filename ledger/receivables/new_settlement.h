// NewSettlement: how an invoice stands before anything settles it.

#pragma once

#include "tally/v1/invoices.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// Returns the settlement of `invoice` as it is issued: all that is to be paid of it is open.
v1::InvoiceSettlement NewSettlement(const v1::Invoice& invoice);

// What is to be paid of a document; nothing if it is below zero.
v1::Money PayableOf(const v1::Totals& totals);

}  // namespace tally
