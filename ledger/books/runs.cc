#include "ledger/books/runs.h"

#include <cstdlib>

#include "ledger/money/totals.h"

namespace tally {

void Evolve(Books& books, const v1::RunStarted& event, const v1::RecordedEvent& recorded) {
  v1::Run run;
  run.set_run_id(event.run_id());
  run.set_org_id(event.org_id());
  run.set_month(event.month());
  run.set_status(v1::RUN_STATUS_UNDER_WAY);
  *run.mutable_customer_ids() = event.customer_ids();
  *run.mutable_started_at() = recorded.recorded_at();
  run.set_started_by(recorded.actor());
  run.set_automatic(event.automatic());
  if (event.automatic()) books.automatic_runs.Put(event.org_id(), event.month(), {});
  books.runs.Insert(event.org_id(), event.run_id(), run);

  auto runs = books.runs_of_months.Find(event.org_id(), event.month());
  if (!runs) runs.emplace();
  runs->set_started(runs->started() + 1);
  runs->set_run_id_under_way(event.run_id());
  books.runs_of_months.Put(event.org_id(), event.month(), *runs);
}

void Evolve(Books& books, const v1::RunAdvanced& event, const v1::RecordedEvent&) {
  v1::Run run = *books.runs.Find(event.org_id(), event.run_id());
  run.set_last_customer_id(event.last_customer_id());
  for (const v1::RunOutcome& outcome : event.outcomes()) {
    if (outcome.created()) {
      run.set_drafted(run.drafted() + 1);
      // Deciding made sure that the sums fit.
      if (!AddTotals(*run.mutable_totals(), outcome.totals())) std::abort();
    } else {
      run.set_skipped(run.skipped() + 1);
    }
  }
  books.runs.Put(event.org_id(), event.run_id(), run);
}

void Evolve(Books& books, const v1::RunCompleted& event, const v1::RecordedEvent& recorded) {
  v1::Run run = *books.runs.Find(event.org_id(), event.run_id());
  run.set_status(v1::RUN_STATUS_COMPLETED);
  *run.mutable_unmapped_accounts() = event.unmapped_accounts();
  *run.mutable_completed_at() = recorded.recorded_at();
  books.runs.Put(event.org_id(), event.run_id(), run);

  v1::RunsOfMonth runs = *books.runs_of_months.Find(event.org_id(), run.month());
  runs.clear_run_id_under_way();
  books.runs_of_months.Put(event.org_id(), run.month(), runs);
}

}  // namespace tally
