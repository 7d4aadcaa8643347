#include "ledger/books/trials.h"

namespace tally {

void Evolve(Books& books, const v1::OldInvoicesRecorded& event, const v1::RecordedEvent&) {
  google::protobuf::StringValue month;
  for (const v1::OldInvoice& invoice : event.invoices()) {
    books.old_invoices.Insert(event.org_id(), invoice.month(), invoice.customer_id(),
                              invoice.number(), invoice);
    month.set_value(invoice.month());
    books.old_invoice_months.Insert(event.org_id(), invoice.customer_id(), invoice.number(), month);
  }
}

}  // namespace tally
