#include "ledger/books/late.h"

namespace tally {

void Evolve(Books& books, const v1::LateDifferencesSettled& event, const v1::RecordedEvent&) {
  v1::LateSettlements known =
      books.late_settlements.Find(event.org_id(), event.customer_id(), event.month())
          .value_or(v1::LateSettlements());
  *known.add_decisions() = event;
  books.late_settlements.Put(event.org_id(), event.customer_id(), event.month(), known);
}

}  // namespace tally
