#include "ledger/books/books.h"

#include <memory>

#include "ledger/books/access.h"
#include "ledger/books/accounting_periods.h"
#include "ledger/books/catalog.h"
#include "ledger/books/consumers.h"
#include "ledger/books/counts.h"
#include "ledger/books/customers.h"
#include "ledger/books/drafts.h"
#include "ledger/books/exchange_rates.h"
#include "ledger/books/invoices.h"
#include "ledger/books/late.h"
#include "ledger/books/orgs.h"
#include "ledger/books/payments.h"
#include "ledger/books/plans.h"
#include "ledger/books/postings.h"
#include "ledger/books/projects.h"
#include "ledger/books/quotes.h"
#include "ledger/books/receivables.h"
#include "ledger/books/runs.h"
#include "ledger/books/sources.h"
#include "ledger/books/taxes.h"
#include "ledger/books/trials.h"
#include "ledger/books/usage.h"
#include "ledger/events/visit.h"

namespace tally {
namespace {

// Raise when the same events lead to other rows.
constexpr uint32_t kVersion = 5;

}  // namespace

Books::Books(Store& rows)
    : orgs(rows, "orgs"),
      taxes(rows, "taxes"),
      items(rows, "items"),
      sources(rows, "sources"),
      customers(rows, "customers"),
      account_owners(rows, "account_owners"),
      plans(rows, "plans"),
      counts(rows, "counts"),
      series(rows, "series"),
      runs(rows, "runs"),
      runs_of_months(rows, "runs_of_months"),
      drafts(rows, "drafts"),
      invoices(rows, "invoices"),
      credit_notes(rows, "credit_notes"),
      number_series(rows, "number_series"),
      consumers(rows, "consumers"),
      time_entries(rows, "time_entries"),
      charges(rows, "charges"),
      triggers(rows, "triggers"),
      triggers_by_month(rows, "triggers_by_month"),
      time_entry_ids(rows, "time_entry_ids"),
      charge_ids(rows, "charge_ids"),
      trigger_ids(rows, "trigger_ids"),
      exchange_rates(rows, "exchange_rates"),
      settlements(rows, "settlements"),
      open_invoices(rows, "open_invoices"),
      settled_on(rows, "settled_on"),
      written_off_on(rows, "written_off_on"),
      payments(rows, "payments"),
      credits(rows, "credits"),
      open_credits(rows, "open_credits"),
      refunds(rows, "refunds"),
      granted_credits(rows, "granted_credits"),
      disputes(rows, "disputes"),
      accounting_periods(rows, "accounting_periods"),
      last_closed_months(rows, "last_closed_months"),
      late_news(rows, "late_news"),
      late_settlements(rows, "late_settlements"),
      customer_versions(rows, "customer_versions"),
      projects(rows, "projects"),
      quotes(rows, "quotes"),
      old_invoices(rows, "old_invoices"),
      old_invoice_months(rows, "old_invoice_months"),
      automatic_runs(rows, "automatic_runs"),
      definitions_behind(rows, "definitions_behind"),
      entries_behind(rows, "entries_behind"),
      draft_work(rows, "draft_work"),
      approved_months(rows, "approved_months"),
      conflicts(rows, "conflicts"),
      documents(rows, "documents"),
      postings(rows, "postings"),
      postings_by_state(rows, "postings_by_state"),
      posting_starts(rows, "posting_starts"),
      principals(rows, "principals"),
      access_tokens(rows, "access_tokens"),
      token_owners(rows, "token_owners"),
      certificate_owners(rows, "certificate_owners"),
      subject_owners(rows, "subject_owners"),
      external_ids(rows, "external_ids") {}

void Evolve(Books& books, const v1::RecordedEvent& event) {
  Visit(event.event(), [&](const auto& body) { Evolve(books, body, event); });
}

Fold BooksFold() {
  return {.name = kBooksFold, .version = kVersion, .bind = [](Store& rows) -> Fold::Apply {
            return [books = std::make_shared<Books>(rows)](const v1::RecordedEvent& event) {
              Evolve(*books, event);
            };
          }};
}

}  // namespace tally
