#include "ledger/books/consumers.h"

namespace tally {

void Evolve(Books& books, const v1::ConsumerDefined& event, const v1::RecordedEvent&) {
  books.consumers.Put(event.org_id(), event.consumer().consumer_id(), event.consumer());
}

void Evolve(Books& books, const v1::ConsumerRemoved& event, const v1::RecordedEvent&) {
  books.consumers.Delete(event.org_id(), event.consumer_id());
}

}  // namespace tally
