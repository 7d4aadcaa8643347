// CreditNoteSettlement: where what a credit note takes back goes.
//
// Off what is open of the invoice first; the rest is credit of the customer. The notes of an
// invoice together settle exactly what was to be paid of it, coins included. In the books each note
// takes its share of what the invoice is there, so that together they take exactly that.

#pragma once

#include <optional>

#include "ledger/money/rounding.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// Returns the settlement of `note`, which has its totals, on `invoice`, of which `open` is what
// settled it before. Nothing if a figure does not fit.
std::optional<v1::CreditNoteSettlement> SettlementOf(const v1::CreditNote& note,
                                                     const v1::InvoiceView& invoice,
                                                     const v1::InvoiceSettlement& open,
                                                     RoundingMode mode);

}  // namespace tally
