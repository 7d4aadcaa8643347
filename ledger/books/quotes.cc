#include "ledger/books/quotes.h"

namespace tally {
namespace {

// Notes on the project that a revision offers which quote that is.
void NoteOnProject(Books& books, const v1::QuoteRevised& event) {
  const std::string& project_id = event.revision().project_id();
  if (project_id.empty()) return;
  v1::ProjectView project = *books.projects.Find(event.org_id(), project_id);
  project.set_quote_id(event.quote_id());
  books.projects.Put(event.org_id(), project_id, project);
}

}  // namespace

void Evolve(Books& books, const v1::QuoteRevised& event, const v1::RecordedEvent&) {
  v1::QuoteView quote =
      books.quotes.Find(event.org_id(), event.quote_id()).value_or(v1::QuoteView());
  quote.set_quote_id(event.quote_id());
  quote.set_customer_id(event.revision().bill_to().customer_id());
  quote.set_status(v1::QUOTE_STATUS_DRAFT);
  quote.clear_sent_on();
  quote.clear_sent_revision();
  *quote.add_revisions() = event.revision();
  books.quotes.Put(event.org_id(), event.quote_id(), quote);
  NoteOnProject(books, event);
}

void Evolve(Books& books, const v1::QuoteSent& event, const v1::RecordedEvent&) {
  v1::QuoteView quote = *books.quotes.Find(event.org_id(), event.quote_id());
  quote.set_status(v1::QUOTE_STATUS_SENT);
  quote.set_sent_revision(event.revision());
  quote.set_sent_on(event.date());
  books.quotes.Put(event.org_id(), event.quote_id(), quote);
}

void Evolve(Books& books, const v1::QuoteAccepted& event, const v1::RecordedEvent&) {
  v1::QuoteView quote = *books.quotes.Find(event.org_id(), event.quote_id());
  quote.set_status(v1::QUOTE_STATUS_ACCEPTED);
  quote.set_decided_on(event.date());
  quote.set_invoice_number(event.invoice_number());
  quote.set_plan_effective_from(event.plan_effective_from());
  books.quotes.Put(event.org_id(), event.quote_id(), quote);
}

void Evolve(Books& books, const v1::QuoteDeclined& event, const v1::RecordedEvent&) {
  v1::QuoteView quote = *books.quotes.Find(event.org_id(), event.quote_id());
  quote.set_status(v1::QUOTE_STATUS_DECLINED);
  quote.set_decided_on(event.date());
  quote.set_reason(event.reason());
  books.quotes.Put(event.org_id(), event.quote_id(), quote);
}

}  // namespace tally
