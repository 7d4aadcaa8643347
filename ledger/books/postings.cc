#include "ledger/books/postings.h"

#include <algorithm>

namespace tally {
namespace {

Number StateKey(v1::PostingState state) { return static_cast<Number>(state); }

google::protobuf::StringValue RowOf(const std::string& number) {
  google::protobuf::StringValue row;
  row.set_value(number);
  return row;
}

// Where the rows of a state start; from the first if nothing ever left it.
std::string StartOf(v1::PostingState state, const Books& books, const std::string& org_id,
                    const std::string& system) {
  const auto start = books.posting_starts.Find(org_id, system, StateKey(state));
  return start ? KeyOf(start->value()) : "";
}

// Takes the document that came at `position` out of a state. A deleted row leaves its history
// behind, so the scans of the state start at the first row that is still there, or, with none, at
// `now`: what comes later has a later position.
void Leave(v1::PostingState state, Books& books, const std::string& org_id,
           const std::string& system, uint64_t position, uint64_t now) {
  books.postings_by_state.Delete(org_id, system, StateKey(state), position);
  google::protobuf::UInt64Value start;
  start.set_value(now);
  const auto rows = PostingsIn(state, books, org_id, system, "");
  if (rows.Valid()) {
    absl::string_view first = rows.rest_of_key();
    start.set_value(TakeNumber(first));
  }
  books.posting_starts.Put(org_id, system, StateKey(state), start);
}

// Brings the document of `event` into the state of `posting`, which says what is new.
template <class Event>
void Enter(Books& books, const Event& event, v1::DocumentPosting posting,
           const v1::RecordedEvent& recorded) {
  const v1::IssuedDocument document =
      *books.documents.Find(event.org_id(), event.document_number());
  const v1::DocumentPosting before = FindPosting(books, event.org_id(), event.system(), document);
  posting.set_position(recorded.position());
  *posting.mutable_changed_at() = recorded.recorded_at();
  books.postings.Put(event.org_id(), event.system(), event.document_number(), posting);
  books.postings_by_state.Insert(event.org_id(), event.system(), StateKey(posting.state()),
                                 recorded.position(), RowOf(event.document_number()));
  if (before.state() == v1::POSTING_STATE_NOT_WAITING) return;
  Leave(before.state(), books, event.org_id(), event.system(), before.position(),
        recorded.position());
}

template <class Event>
v1::DocumentPosting PostingOf(const Books& books, const Event& event) {
  return books.postings.Find(event.org_id(), event.system(), event.document_number())
      .value_or(v1::DocumentPosting());
}

}  // namespace

void Evolve(Books& books, const v1::PostingBegun& event, const v1::RecordedEvent& recorded) {
  v1::DocumentPosting posting;
  posting.set_system(event.system());
  posting.set_state(v1::POSTING_STATE_IN_DOUBT);
  posting.set_attempts(event.attempt());
  Enter(books, event, posting, recorded);
}

void Evolve(Books& books, const v1::PostingCompleted& event, const v1::RecordedEvent& recorded) {
  v1::DocumentPosting posting = PostingOf(books, event);
  posting.set_state(v1::POSTING_STATE_POSTED);
  posting.set_external_id(event.external_id());
  Enter(books, event, posting, recorded);
  books.external_ids.Put(event.org_id(), event.system(), event.external_id(),
                         RowOf(event.document_number()));
}

void Evolve(Books& books, const v1::PostingFailed& event, const v1::RecordedEvent& recorded) {
  v1::DocumentPosting posting = PostingOf(books, event);
  posting.set_state(v1::POSTING_STATE_FAILED);
  posting.set_failure(event.reason());
  Enter(books, event, posting, recorded);
}

void WaitForPosting(Books& books, const std::string& org_id, const v1::IssuedDocument& document) {
  books.documents.Insert(org_id, document.number(), document);
  const auto org = books.orgs.Find(org_id);
  if (!org) return;
  for (const v1::AccountingSystem& system : org->accounting_systems()) {
    books.postings_by_state.Insert(org_id, system.system(), StateKey(v1::POSTING_STATE_WAITING),
                                   document.position(), RowOf(document.number()));
  }
}

void MarkAsVoid(Books& books, const std::string& org_id, const std::string& number) {
  v1::IssuedDocument document = *books.documents.Find(org_id, number);
  document.set_kind(v1::ISSUED_DOCUMENT_KIND_VOID);
  books.documents.Put(org_id, number, document);
}

v1::DocumentPosting FindPosting(const Books& books, const std::string& org_id,
                                const std::string& system, const v1::IssuedDocument& document) {
  if (auto posting = books.postings.Find(org_id, system, document.number())) {
    return *std::move(posting);
  }
  v1::DocumentPosting posting;
  posting.set_system(system);
  const bool waits = books.postings_by_state.Has(
      org_id, system, StateKey(v1::POSTING_STATE_WAITING), document.position());
  posting.set_state(waits ? v1::POSTING_STATE_WAITING : v1::POSTING_STATE_NOT_WAITING);
  if (waits) posting.set_position(document.position());
  return posting;
}

Rows<google::protobuf::StringValue> PostingsIn(v1::PostingState state, const Books& books,
                                               const std::string& org_id, const std::string& system,
                                               const std::string& from) {
  return books.postings_by_state.ScanFrom(std::max(from, StartOf(state, books, org_id, system)),
                                          org_id, system, StateKey(state));
}

}  // namespace tally
