// How customers.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::CustomerDefined& event, const v1::RecordedEvent& recorded);

}  // namespace tally
