#include "ledger/books/settlements.h"

#include <algorithm>

#include "ledger/money/money.h"
#include "ledger/receivables/new_settlement.h"

namespace tally {
namespace {

// The row by which open invoices are found, the oldest first.
void Index(Books& books, const std::string& org_id, const v1::InvoiceSettlement& is) {
  if (is.open().minor_units() > 0) {
    books.open_invoices.Put(org_id, is.customer_id(), is.due_date(), is.invoice_number(), {});
  } else {
    books.open_invoices.Delete(org_id, is.customer_id(), is.due_date(), is.invoice_number());
  }
}

// Notes that `less`, which is `less_base` in the books, settles more from `date` on.
void NoteSettledOn(Books& books, const std::string& org_id, const std::string& invoice_number,
                   const v1::Money& less, const v1::Money& less_base, const std::string& date) {
  v1::Allocation day =
      books.settled_on.Find(org_id, date, invoice_number).value_or(v1::Allocation());
  if (day.invoice_number().empty()) {
    day.set_invoice_number(invoice_number);
    day.set_date(date);
    *day.mutable_amount() = MakeMoney(0, less.currency());
    *day.mutable_receivable_base() = MakeMoney(0, less_base.currency());
  }
  *day.mutable_amount() = *Add(day.amount(), less);
  *day.mutable_receivable_base() = *Add(day.receivable_base(), less_base);
  books.settled_on.Put(org_id, date, invoice_number, day);
}

}  // namespace

void ChangeOpen(Books& books, const std::string& org_id, v1::InvoiceSettlement settlement,
                const v1::Money& less, const v1::Money* less_base, const std::string& date) {
  *settlement.mutable_open() = *Subtract(settlement.open(), less);
  if (less_base != nullptr && settlement.has_open_base()) {
    *settlement.mutable_open_base() = *Subtract(settlement.open_base(), *less_base);
    NoteSettledOn(books, org_id, settlement.invoice_number(), less, *less_base, date);
  }
  if (less.minor_units() < 0) settlement.set_grew_on(std::max(settlement.grew_on(), date));
  Index(books, org_id, settlement);
  books.settlements.Put(org_id, settlement.invoice_number(), settlement);
}

void OpenSettlement(Books& books, const std::string& org_id, const v1::Invoice& invoice) {
  const v1::InvoiceSettlement settlement = NewSettlement(invoice);
  Index(books, org_id, settlement);
  books.settlements.Insert(org_id, invoice.number(), settlement);
}

void SettleWithNote(Books& books, const std::string& org_id, const v1::CreditNote& note) {
  v1::InvoiceSettlement settlement = *books.settlements.Find(org_id, note.invoice_number());
  // Notes of before there were payments took all off what was open. Those of an invoice that was
  // rounded to coins could exceed that by the rounding.
  const v1::Money& total = note.totals().total();
  const v1::Money& at_most =
      total.minor_units() < settlement.open().minor_units() ? total : settlement.open();
  const v1::Money amount = note.has_settlement() ? note.settlement().against_open() : at_most;
  if (amount.minor_units() <= 0) return;
  *settlement.mutable_credited() = *Add(settlement.credited(), amount);
  const bool has_base = note.settlement().has_open_base();
  ChangeOpen(books, org_id, settlement, amount, has_base ? &note.settlement().open_base() : nullptr,
             note.issue_date());
}

void SettleWithCredit(Books& books, const std::string& org_id, const v1::Allocation& allocation,
                      bool by_payment) {
  v1::InvoiceSettlement settlement = *books.settlements.Find(org_id, allocation.invoice_number());
  v1::Money& settled =
      by_payment ? *settlement.mutable_paid() : *settlement.mutable_credit_applied();
  settled = *Add(settled, allocation.amount());
  ChangeOpen(books, org_id, settlement, allocation.amount(),
             allocation.has_receivable_base() ? &allocation.receivable_base() : nullptr,
             allocation.date());
}

}  // namespace tally
