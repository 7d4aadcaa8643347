#include "projections/invoice_list.h"

#include "ledger/money/money.h"

namespace tally {
namespace {

// Changes the summary of the invoice with `number`.
template <class Change>
void Update(InvoiceList& list, const std::string& org_id, const std::string& number,
            Change change) {
  const uint64_t position = list.positions.Find(org_id, number)->value();
  v1::InvoiceSummary summary = *list.invoices.Find(org_id, position);
  change(summary);
  list.invoices.Put(org_id, position, summary);
}

}  // namespace

InvoiceList::InvoiceList(Store& rows)
    : invoices(rows, "invoices"),
      by_customer(rows, "by_customer"),
      by_month(rows, "by_month"),
      positions(rows, "positions"),
      credit_notes(rows, "credit_notes") {}

void InvoiceList::On(const v1::InvoiceIssued& event, const v1::RecordedEvent& recorded) {
  const v1::Invoice& invoice = event.invoice();
  v1::InvoiceSummary summary;
  summary.set_number(invoice.number());
  summary.set_customer_id(invoice.bill_to().customer_id());
  summary.set_name(invoice.bill_to().name());
  summary.set_month(invoice.period().month());
  summary.set_issue_date(invoice.issue_date());
  summary.set_due_date(invoice.due_date());
  *summary.mutable_totals() = invoice.totals();
  *summary.mutable_credited() = MakeMoney(0, invoice.totals().total().currency());
  summary.set_status(v1::INVOICE_STATUS_ISSUED);
  summary.set_corrects_number(invoice.corrects_number());

  const std::string& org_id = event.org_id();
  invoices.Insert(org_id, recorded.position(), summary);
  by_customer.Insert(org_id, summary.customer_id(), recorded.position(), {});
  by_month.Insert(org_id, summary.month(), recorded.position(), {});
  google::protobuf::UInt64Value position;
  position.set_value(recorded.position());
  positions.Insert(org_id, summary.number(), position);
}

void InvoiceList::On(const v1::CreditNoteIssued& event, const v1::RecordedEvent& recorded) {
  const v1::CreditNote& note = event.credit_note();
  Update(*this, event.org_id(), note.invoice_number(), [&](v1::InvoiceSummary& summary) {
    // Deciding made sure that the notes do not exceed the invoice.
    *summary.mutable_credited() = *Add(summary.credited(), note.totals().total());
    const bool all = summary.credited().minor_units() == summary.totals().total().minor_units();
    summary.set_status(all ? v1::INVOICE_STATUS_CREDITED : v1::INVOICE_STATUS_PARTLY_CREDITED);
  });
  credit_notes.Insert(event.org_id(), recorded.position(), note);
}

void InvoiceList::On(const v1::InvoiceVoided& event, const v1::RecordedEvent&) {
  Update(*this, event.org_id(), event.invoice_number(),
         [](v1::InvoiceSummary& summary) { summary.set_status(v1::INVOICE_STATUS_VOIDED); });
}

}  // namespace tally
