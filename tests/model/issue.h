// Issue: what the model remembers of invoices and credit notes, whatever command issues them.

#pragma once

#include <string>

#include "model/state.h"
#include "model/taken.h"

namespace tally {

// Takes the next invoice: its number follows the last, its figures add up, and the credit that the
// customer has left settles it, the oldest first. Returns it as it was issued.
const v1::Invoice& TakeInvoice(OrgState& org, Taken& taken);

// Takes the next credit note, which takes back `invoice_number`: its number follows the last, it
// takes no more than is left, and what is not open any more becomes credit of the customer.
const v1::CreditNote& TakeCreditNote(OrgState& org, const std::string& invoice_number,
                                     Taken& taken);

// Takes the next CreditAllocated of `key`, which must change what the credit settles by `expected`,
// by invoice.
void TakeAllocation(OrgState& org, const CreditKey& key,
                    const std::map<std::string, int64_t>& expected, Taken& taken);

// What credit settles of the open invoices of its customer, by due date and number, until `left` is
// used up.
std::map<std::string, int64_t> OldestFirst(const OrgState& org, const std::string& customer_id,
                                           const std::string& currency, int64_t left);

// Marks that a draft of the customer may depend on what was taken last.
void NoteInput(OrgState& org, const std::string& customer_id, const Taken& taken);

}  // namespace tally
