#include "ledger/books/accounting_periods.h"

namespace tally {
namespace {

void PutLastClosed(Books& books, const std::string& org_id, const std::string& month) {
  if (month.empty()) {
    books.last_closed_months.Delete(org_id);
    return;
  }
  google::protobuf::StringValue last;
  last.set_value(month);
  books.last_closed_months.Put(org_id, last);
}

}  // namespace

void Evolve(Books& books, const v1::AccountingPeriodClosed& event, const v1::RecordedEvent&) {
  v1::AccountingPeriod period;
  period.set_month(event.month());
  period.set_closed(true);
  *period.mutable_revaluations() = event.revaluations();
  books.accounting_periods.Put(event.org_id(), event.month(), period);
  PutLastClosed(books, event.org_id(), event.month());
}

void Evolve(Books& books, const v1::AccountingPeriodReopened& event, const v1::RecordedEvent&) {
  for (const v1::RevaluedMonth& opened : event.taken_back()) {
    v1::AccountingPeriod period = *books.accounting_periods.Find(event.org_id(), opened.month());
    period.set_closed(false);
    period.clear_revaluations();
    period.set_reopened_because(event.reason());
    books.accounting_periods.Put(event.org_id(), opened.month(), period);
  }
  PutLastClosed(books, event.org_id(), event.closed_month());
}

}  // namespace tally
