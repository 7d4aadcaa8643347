#include "ledger/books/drafts.h"

#include <utility>

#include "ledger/books/conflicts.h"
#include "ledger/books/usage.h"

namespace tally {
namespace {

template <class Event>
v1::Draft DraftOf(const Books& books, const Event& event) {
  return *books.drafts.Find(event.org_id(), event.month(), event.customer_id());
}

void Put(Books& books, v1::Draft draft, const v1::RecordedEvent& recorded) {
  draft.set_changed_position(recorded.position());
  books.drafts.Put(draft.org_id(), draft.month(), draft.customer_id(), draft);
}

// Gives `draft` the content of `event`, and puts it.
template <class Event>
void PutContent(Books& books, const Event& event, v1::Draft draft,
                const v1::RecordedEvent& recorded) {
  *draft.mutable_content() = event.content();
  BillTriggers(books, draft);
  Put(books, std::move(draft), recorded);
}

// Notes who changed what the draft that `event` is about bills.
template <class Event>
void NoteWork(Books& books, const Event& event, v1::ContributionKind kind,
              const std::string& subject, const v1::RecordedEvent& recorded) {
  books.draft_work.Insert(event.org_id(), event.customer_id(), event.month(), recorded.position(),
                          ContributionOf(kind, recorded, subject));
}

}  // namespace

void Evolve(Books& books, const v1::DraftGenerated& event, const v1::RecordedEvent& recorded) {
  v1::Draft draft;
  draft.set_org_id(event.org_id());
  draft.set_customer_id(event.customer_id());
  draft.set_month(event.month());
  draft.set_status(v1::DRAFT_STATUS_IN_REVIEW);
  draft.set_run_id(event.run_id());
  draft.set_made_position(recorded.position());
  PutContent(books, event, std::move(draft), recorded);
}

void Evolve(Books& books, const v1::DraftRegenerated& event, const v1::RecordedEvent& recorded) {
  v1::Draft draft = DraftOf(books, event);
  OpenTriggers(books, draft);
  if (draft.status() == v1::DRAFT_STATUS_REJECTED) {
    draft.set_status(v1::DRAFT_STATUS_IN_REVIEW);
    draft.clear_reason();
  }
  PutContent(books, event, std::move(draft), recorded);
  NoteWork(books, event, v1::CONTRIBUTION_KIND_REGENERATED, "", recorded);
}

void Evolve(Books& books, const v1::DraftLineOverridden& event, const v1::RecordedEvent& recorded) {
  v1::Draft draft = DraftOf(books, event);
  OpenTriggers(books, draft);
  PutContent(books, event, std::move(draft), recorded);
  NoteWork(books, event, v1::CONTRIBUTION_KIND_OVERRIDE, event.line_id(), recorded);
}

void Evolve(Books& books, const v1::DraftFlagsWaived& event, const v1::RecordedEvent& recorded) {
  v1::Draft draft = DraftOf(books, event);
  OpenTriggers(books, draft);
  PutContent(books, event, std::move(draft), recorded);
  NoteWork(books, event, v1::CONTRIBUTION_KIND_WAIVER, event.line_id(), recorded);
}

void Evolve(Books& books, const v1::DraftHeld& event, const v1::RecordedEvent& recorded) {
  v1::Draft draft = DraftOf(books, event);
  draft.set_status(v1::DRAFT_STATUS_HELD);
  draft.set_reason(event.reason());
  Put(books, draft, recorded);
}

void Evolve(Books& books, const v1::DraftReleased& event, const v1::RecordedEvent& recorded) {
  v1::Draft draft = DraftOf(books, event);
  draft.set_status(v1::DRAFT_STATUS_IN_REVIEW);
  draft.clear_reason();
  Put(books, draft, recorded);
}

void Evolve(Books& books, const v1::DraftRejected& event, const v1::RecordedEvent& recorded) {
  v1::Draft draft = DraftOf(books, event);
  OpenTriggers(books, draft);
  draft.set_status(v1::DRAFT_STATUS_REJECTED);
  draft.set_reason(event.reason());
  Put(books, draft, recorded);
}

void Evolve(Books& books, const v1::DraftApproved& event, const v1::RecordedEvent& recorded) {
  v1::Draft draft = DraftOf(books, event);
  NoteApproval(books, event, draft, recorded);
  draft.set_status(v1::DRAFT_STATUS_APPROVED);
  draft.set_invoice_number(event.invoice_number());
  Put(books, draft, recorded);
}

}  // namespace tally
