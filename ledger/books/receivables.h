// How receivables.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::InvoiceWrittenOff& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::InvoiceWriteOffReversed& event,
            const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DisputeOpened& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DisputeClosed& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DunningStepTaken& event, const v1::RecordedEvent& recorded);

}  // namespace tally
