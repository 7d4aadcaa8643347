#include "ledger/books/sources.h"

#include "ledger/books/etag.h"

namespace tally {

void Evolve(Books& books, const v1::SourceDefined& event, const v1::RecordedEvent& recorded) {
  v1::Source source = event.source();
  source.set_etag(EtagOf(recorded));
  books.sources.Put(event.org_id(), source.source_id(), source);
}

}  // namespace tally
