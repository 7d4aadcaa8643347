// Settlements: how what settles an invoice changes the books.

#pragma once

#include <string>

#include "ledger/books/books.h"

namespace tally {

// Notes that `invoice` is to be paid.
void OpenSettlement(Books& books, const std::string& org_id, const v1::Invoice& invoice);
// Notes what `note` took off what was open.
void SettleWithNote(Books& books, const std::string& org_id, const v1::CreditNote& note);
// Notes what a credit settles more, or less; `by_payment` tells payments from other credit.
void SettleWithCredit(Books& books, const std::string& org_id, const v1::Allocation& allocation,
                      bool by_payment);

// Takes `less`, which is `less_base` in the books, off what is open of `settlement`, and puts it. A
// negative amount is open again from `date` on.
void ChangeOpen(Books& books, const std::string& org_id, v1::InvoiceSettlement settlement,
                const v1::Money& less, const v1::Money* less_base, const std::string& date);

}  // namespace tally
