// How accounting_periods.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::AccountingPeriodClosed& event,
            const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::AccountingPeriodReopened& event,
            const v1::RecordedEvent& recorded);

}  // namespace tally
