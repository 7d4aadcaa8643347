#include "ledger/books/catalog.h"

#include "ledger/books/etag.h"

namespace tally {

void Evolve(Books& books, const v1::ItemDefined& event, const v1::RecordedEvent& recorded) {
  v1::Item item = event.item();
  item.set_etag(EtagOf(recorded));
  books.items.Put(event.org_id(), item.item_id(), item);
}

}  // namespace tally
