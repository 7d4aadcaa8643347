// How consumer.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::ConsumerDefined& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::ConsumerRemoved& event, const v1::RecordedEvent& recorded);

}  // namespace tally
