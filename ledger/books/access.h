// How access.proto events change the books.

#pragma once

#include "ledger/books/books.h"

namespace tally {

void Evolve(Books& books, const v1::PrincipalDefined& event, const v1::RecordedEvent& recorded);
// Its tokens stay, revoked, so that none of them is ever taken again.
void Evolve(Books& books, const v1::PrincipalRemoved& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::AccessTokenAdded& event, const v1::RecordedEvent& recorded);
void Evolve(Books& books, const v1::AccessTokenRevoked& event, const v1::RecordedEvent& recorded);

}  // namespace tally
