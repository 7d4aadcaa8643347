// How payments.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::PaymentRecorded& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::CreditAllocated& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::PaymentReversed& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::CustomerRefunded& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::CreditGranted& event, const v1::RecordedEvent& recorded);

// Notes the credit that `invoice` gives because it is below zero.
void GiveCredit(Books& books, const std::string& org_id, const v1::Invoice& invoice);
// Notes the credit that `note` gives, or, of an invoice below zero, takes back.
void GiveCredit(Books& books, const std::string& org_id, const v1::CreditNote& note);

}  // namespace tally
