// How quotes.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::QuoteRevised& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::QuoteSent& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::QuoteAccepted& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::QuoteDeclined& event, const v1::RecordedEvent& recorded);

}  // namespace tally
