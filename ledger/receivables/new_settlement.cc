#include "ledger/receivables/new_settlement.h"

#include <algorithm>

#include "ledger/money/money.h"
#include "ledger/money/totals.h"

namespace tally {

v1::InvoiceSettlement NewSettlement(const v1::Invoice& invoice) {
  v1::InvoiceSettlement settlement;
  settlement.set_customer_id(invoice.bill_to().customer_id());
  settlement.set_invoice_number(invoice.number());
  settlement.set_issue_date(invoice.issue_date());
  settlement.set_due_date(invoice.due_date());
  *settlement.mutable_payable() = PayableOf(invoice.totals());
  *settlement.mutable_open() = settlement.payable();
  const v1::Money zero = MakeMoney(0, settlement.payable().currency());
  *settlement.mutable_credited() = zero;
  *settlement.mutable_paid() = zero;
  *settlement.mutable_credit_applied() = zero;
  *settlement.mutable_written_off() = zero;
  if (invoice.base_totals().has_totals()) {
    *settlement.mutable_open_base() = PayableOf(invoice.base_totals().totals());
  }
  settlement.set_grew_on(invoice.issue_date());
  return settlement;
}

}  // namespace tally
