// How usage.proto events change the books, and which triggers drafts bill.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::TimeRecorded& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::ChargesRecorded& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::TriggersRecorded& event, const v1::RecordedEvent& recorded);

// Note that the triggers on the lines of `draft` are billed by it, so that no other month bills
// them; and that they are open again. A rejected draft bills none.
void BillTriggers(Books& books, const v1::Draft& draft);
void OpenTriggers(Books& books, const v1::Draft& draft);

}  // namespace tally
