#include "ledger/books/invoices.h"

#include "ledger/books/payments.h"
#include "ledger/books/postings.h"
#include "ledger/books/settlements.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// Notes that the number of the document that `event` issues is given.
template <class Event>
void CountNumber(Books& books, const Event& event) {
  google::protobuf::UInt64Value last;
  last.set_value(event.number_counter());
  books.number_series.Put(event.org_id(), event.number_series(), last);
}

// Notes on the project that an invoice bills which invoice that is.
void NoteOnProject(Books& books, const v1::InvoiceIssued& event) {
  const std::string& project_id = event.invoice().project_id();
  if (project_id.empty()) return;
  v1::ProjectView project = *books.projects.Find(event.org_id(), project_id);
  project.set_invoice_number(event.invoice().number());
  books.projects.Put(event.org_id(), project_id, project);
}

// What an invoice and a credit note have in common.
template <class Document>
v1::IssuedDocument InShort(const Document& document, v1::IssuedDocumentKind kind,
                           const v1::RecordedEvent& recorded) {
  v1::IssuedDocument issued;
  issued.set_number(document.number());
  issued.set_kind(kind);
  issued.set_customer_id(document.bill_to().customer_id());
  issued.set_issue_date(document.issue_date());
  *issued.mutable_total() = document.totals().total();
  issued.set_position(recorded.position());
  return issued;
}

}  // namespace

void Evolve(Books& books, const v1::InvoiceIssued& event, const v1::RecordedEvent& recorded) {
  v1::InvoiceView view;
  *view.mutable_invoice() = event.invoice();
  view.set_status(v1::INVOICE_STATUS_ISSUED);
  *view.mutable_left() = event.invoice().totals().total();
  *view.mutable_issued_at() = recorded.recorded_at();
  view.set_position(recorded.position());
  books.invoices.Insert(event.org_id(), event.invoice().number(), view);
  CountNumber(books, event);
  OpenSettlement(books, event.org_id(), event.invoice());
  GiveCredit(books, event.org_id(), event.invoice());
  NoteOnProject(books, event);
  WaitForPosting(books, event.org_id(),
                 InShort(event.invoice(), v1::ISSUED_DOCUMENT_KIND_INVOICE, recorded));
}

void Evolve(Books& books, const v1::CreditNoteIssued& event, const v1::RecordedEvent& recorded) {
  const v1::CreditNote& note = event.credit_note();
  v1::InvoiceView view = *books.invoices.Find(event.org_id(), note.invoice_number());
  *view.add_credit_notes() = note;
  *view.mutable_left() = *Subtract(view.left(), note.totals().total());
  view.set_status(view.left().minor_units() == 0 ? v1::INVOICE_STATUS_CREDITED
                                                 : v1::INVOICE_STATUS_PARTLY_CREDITED);
  books.invoices.Put(event.org_id(), note.invoice_number(), view);
  books.credit_notes.Insert(event.org_id(), note.number(), note);
  CountNumber(books, event);
  SettleWithNote(books, event.org_id(), note);
  GiveCredit(books, event.org_id(), note);
  v1::IssuedDocument document = InShort(note, v1::ISSUED_DOCUMENT_KIND_CREDIT_NOTE, recorded);
  document.set_invoice_number(note.invoice_number());
  WaitForPosting(books, event.org_id(), document);
}

void Evolve(Books& books, const v1::InvoiceVoided& event, const v1::RecordedEvent&) {
  v1::InvoiceView view = *books.invoices.Find(event.org_id(), event.invoice_number());
  view.set_status(v1::INVOICE_STATUS_VOIDED);
  books.invoices.Put(event.org_id(), event.invoice_number(), view);
  MarkAsVoid(books, event.org_id(), event.credit_note_number());
}

}  // namespace tally
