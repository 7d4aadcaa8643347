#include "ledger/books/taxes.h"

#include "ledger/books/etag.h"

namespace tally {

void Evolve(Books& books, const v1::TaxDefined& event, const v1::RecordedEvent& recorded) {
  v1::Tax tax = event.tax();
  tax.set_etag(EtagOf(recorded));
  books.taxes.Put(event.org_id(), tax.tax_id(), tax);
}

}  // namespace tally
