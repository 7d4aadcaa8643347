#include "ledger/books/counts.h"

#include "ledger/books/late_news.h"

namespace tally {

void Evolve(Books& books, const v1::CountsRecorded& event, const v1::RecordedEvent& recorded) {
  v1::Count count;
  count.set_position(recorded.position());
  for (const v1::Observation& seen : event.observations()) {
    *count.mutable_observation() = seen;
    books.counts.Insert(event.org_id(), event.source_id(), seen.account(), seen.meter(),
                        seen.observed_at(), count);
    books.series.Put(event.org_id(), event.source_id(), seen.account(), seen.meter(), {});
  }
  MarkLateCounts(books, event, recorded);
}

}  // namespace tally
