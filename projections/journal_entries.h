// JournalEntries: what each document and movement is as double entry; docs/journal.md lists it.
//
// An amount that is in another currency than the org's has a cost where the event says what it is
// in the books: all such amounts of an entry, or none. Nothing is priced here: what an event says
// is put on accounts, and what it says of a whole document in the org's currency is spread over its
// items and taxes. Position and order of the entries are left to the caller.

#pragma once

#include <string>
#include <vector>

#include "tally/v1/accounting_periods.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/journal.pb.h"
#include "tally/v1/payments.pb.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

using JournalEntries = std::vector<v1::JournalEntry>;

JournalEntries EntriesOf(const v1::InvoiceIssued& event);
// `invoice` is the one that the note takes back: its lines and rate count.
JournalEntries EntriesOf(const v1::CreditNoteIssued& event, const v1::Invoice& invoice);

JournalEntries EntriesOf(const v1::PaymentRecorded& event);
// One entry a day; two if what some of it is in the books is known and of some it is not.
// `is_deposit` tells whether the credit is a deposit.
JournalEntries EntriesOf(const v1::CreditAllocated& event, bool is_deposit);
// `left` is the payment with what is left of it in place of what it was.
JournalEntries EntriesOf(const v1::PaymentReversed& event, const v1::PaymentRecorded& left);
JournalEntries EntriesOf(const v1::CustomerRefunded& event, bool is_deposit);
JournalEntries EntriesOf(const v1::CreditGranted& event);

JournalEntries EntriesOf(const v1::InvoiceWrittenOff& event);
JournalEntries EntriesOf(const v1::InvoiceWriteOffReversed& event);

// The revaluation of the month on its last day, and its reversal on the next.
JournalEntries EntriesOf(const v1::AccountingPeriodClosed& event);
// The opposite, on the same days, of each month that was opened.
JournalEntries EntriesOf(const v1::AccountingPeriodReopened& event);

}  // namespace tally
