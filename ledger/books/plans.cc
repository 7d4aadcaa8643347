#include "ledger/books/plans.h"

#include "ledger/books/conflicts.h"
#include "ledger/books/etag.h"
#include "ledger/books/late_news.h"
#include "ledger/calendar/date.h"

namespace tally {

void Evolve(Books& books, const v1::PlanSet& event, const v1::RecordedEvent& recorded) {
  v1::Plan plan = event.plan();
  plan.set_etag(EtagOf(recorded));
  books.plans.Put(event.org_id(), plan.customer_id(), plan.effective_from(), plan);
  books.definitions_behind.Insert(
      event.org_id(), plan.customer_id(), recorded.position(),
      ContributionOf(v1::CONTRIBUTION_KIND_PLAN, recorded, plan.effective_from()));
  if (const auto day = ParseDate(plan.effective_from())) {
    // What it ends, it ends on the day before.
    MarkLateNews(books, event.org_id(), {{plan.customer_id(), *day - 1}}, recorded);
  }
}

}  // namespace tally
