#include "ledger/books/orgs.h"

#include "ledger/books/etag.h"

namespace tally {

void Evolve(Books& books, const v1::OrgDefined& event, const v1::RecordedEvent& recorded) {
  v1::Org org = event.org();
  org.set_etag(EtagOf(recorded));
  books.orgs.Put(org.org_id(), org);
}

}  // namespace tally
