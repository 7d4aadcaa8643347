// How late.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::LateDifferencesSettled& event,
            const v1::RecordedEvent& recorded);

}  // namespace tally
