// How drafts.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::DraftGenerated& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DraftRegenerated& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DraftLineOverridden& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DraftFlagsWaived& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DraftHeld& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DraftReleased& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DraftRejected& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::DraftApproved& event, const v1::RecordedEvent& recorded);

}  // namespace tally
