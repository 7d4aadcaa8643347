#include "ledger/deciders/invoices.h"

#include "daemon/services/asked.h"
#include "daemon/services/services.h"
#include "projections/invoice_list.h"

namespace tally {
namespace {

absl::StatusOr<v1::InvoiceView> FindInvoice(const View& view, const std::string& org_id,
                                            const std::string& number) {
  return OrRefuse(view.books().invoices.Find(org_id, number), v1::REASON_INVOICE_NOT_FOUND,
                  "invoice_number", number);
}

absl::StatusOr<v1::InvoiceView> Get(const v1::GetInvoice& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  auto invoice = FindInvoice(view, query.org_id(), query.invoice_number());
  if (!invoice.ok()) return invoice.status();
  const auto settlement = view.books().settlements.Find(query.org_id(), query.invoice_number());
  if (settlement) *invoice->mutable_settlement() = *settlement;
  return invoice;
}

// Says what is open of an invoice.
v1::InvoiceSummary WithOpen(const Books& books, const std::string& org_id,
                            v1::InvoiceSummary summary) {
  const auto settlement = books.settlements.Find(org_id, summary.number());
  if (settlement) *summary.mutable_open() = settlement->open();
  return summary;
}

// Takes invoices that another table lists by position.
class ByPosition {
 public:
  ByPosition(const InvoiceList& list, const Books& books, const v1::ListInvoices& query,
             v1::InvoicePage& reply)
      : list_(list), books_(books), query_(query), reply_(reply) {}

  bool operator()(const Rows<google::protobuf::Empty>& rows) const {
    absl::string_view key = rows.rest_of_key();
    v1::InvoiceSummary summary = *list_.invoices.Find(query_.org_id(), TakeNumber(key));
    if (!query_.month().empty() && summary.month() != query_.month()) return false;
    *reply_.add_invoices() = WithOpen(books_, query_.org_id(), std::move(summary));
    return true;
  }

 private:
  const InvoiceList& list_;
  const Books& books_;
  const v1::ListInvoices& query_;
  v1::InvoicePage& reply_;
};

absl::StatusOr<v1::InvoicePage> List(const v1::ListInvoices& query, const View& view) {
  const std::string& org_id = query.org_id();
  if (absl::Status is = CheckOwnerAsked(query, view); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(InvoiceList::kName);
  const InvoiceList list(*store);
  v1::InvoicePage reply;
  const ByPosition take(list, view.books(), query, reply);
  if (!query.customer_id().empty()) {
    reply.set_next_page_token(
        page->Fill(list.by_customer.ScanFrom(page->from(), org_id, query.customer_id()), take));
  } else if (!query.month().empty()) {
    reply.set_next_page_token(
        page->Fill(list.by_month.ScanFrom(page->from(), org_id, query.month()), take));
  } else {
    reply.set_next_page_token(page->Fill(
        list.invoices.ScanFrom(page->from(), org_id), [&](const Rows<v1::InvoiceSummary>& rows) {
          *reply.add_invoices() = WithOpen(view.books(), org_id, rows.row());
          return true;
        }));
  }
  return reply;
}

absl::StatusOr<v1::CreditNote> GetCreditNote(const v1::GetCreditNoteRequest& query,
                                             const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  return OrRefuse(view.books().credit_notes.Find(query.org_id(), query.credit_note_number()),
                  v1::REASON_CREDIT_NOTE_NOT_FOUND, "credit_note_number",
                  query.credit_note_number());
}

absl::StatusOr<v1::CreditNotePage> ListCreditNotes(const v1::ListCreditNotesRequest& query,
                                                   const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  if (!query.invoice_number().empty()) {
    const auto invoice = FindInvoice(view, query.org_id(), query.invoice_number());
    if (!invoice.ok()) return invoice.status();
  }
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(InvoiceList::kName);
  const InvoiceList list(*store);
  v1::CreditNotePage reply;
  reply.set_next_page_token(page->Fill(list.credit_notes.ScanFrom(page->from(), query.org_id()),
                                       [&](const Rows<v1::CreditNote>& rows) {
                                         v1::CreditNote note = rows.row();
                                         const bool wanted =
                                             query.invoice_number().empty() ||
                                             query.invoice_number() == note.invoice_number();
                                         if (wanted) *reply.add_credit_notes() = std::move(note);
                                         return wanted;
                                       }));
  return reply;
}

}  // namespace

ServicePtr ServeInvoices(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Invoice::descriptor()->file(), "Invoices", serving);
  service->Command<v1::CreditInvoice>("Credit");
  service->Command<v1::VoidInvoice>("Void");
  service->Command<v1::CorrectInvoice>("Correct");
  service->Query<v1::GetInvoice, v1::InvoiceView>("Get", &Get);
  service->Query<v1::ListInvoices, v1::InvoicePage>("List", &List);
  service->Query<v1::GetCreditNoteRequest, v1::CreditNote>("GetCreditNote", &GetCreditNote);
  service->Query<v1::ListCreditNotesRequest, v1::CreditNotePage>("ListCreditNotes",
                                                                 &ListCreditNotes);
  return service;
}

}  // namespace tally
