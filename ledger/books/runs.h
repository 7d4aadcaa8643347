// How runs.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::RunStarted& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::RunAdvanced& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::RunCompleted& event, const v1::RecordedEvent& recorded);

}  // namespace tally
