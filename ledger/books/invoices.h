// How invoices.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::InvoiceIssued& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::CreditNoteIssued& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::InvoiceVoided& event, const v1::RecordedEvent& recorded);

}  // namespace tally
