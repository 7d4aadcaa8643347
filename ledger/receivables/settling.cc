#include "ledger/receivables/settling.h"

#include <algorithm>
#include <utility>

#include "ledger/money/money.h"
#include "ledger/receivables/base_share.h"

namespace tally {
namespace {

// Amounts that settle each other are parts of amounts that fit: so do their sums and differences.

void TakeOff(v1::Money& left, const v1::Money& part) { left = *Subtract(left, part); }

// A gain or a loss is known where the worth of both sides is.
void SetRealised(v1::Allocation& allocation) {
  if (!allocation.has_credit_base() || !allocation.has_receivable_base()) return;
  *allocation.mutable_realised() =
      *Subtract(allocation.credit_base(), allocation.receivable_base());
}

// Takes what `allocation` settles off both sides; what it takes back, it adds.
void TakeOffBoth(const v1::Allocation& allocation, v1::CustomerCredit& credit,
                 v1::InvoiceSettlement& invoice) {
  TakeOff(*credit.mutable_left(), allocation.amount());
  TakeOff(*invoice.mutable_open(), allocation.amount());
  if (allocation.has_credit_base()) {
    TakeOff(*credit.mutable_left_base(), allocation.credit_base());
  }
  if (allocation.has_receivable_base()) {
    TakeOff(*invoice.mutable_open_base(), allocation.receivable_base());
  }
  if (allocation.amount().minor_units() > 0) return;
  credit.set_grew_on(std::max(credit.grew_on(), allocation.date()));
  invoice.set_grew_on(std::max(invoice.grew_on(), allocation.date()));
}

// What `part` of what was settled was in the books, with the other sign.
v1::Money Back(const v1::Money& part, const v1::Money& settled, const v1::Money& base,
               RoundingMode mode) {
  return *Negate(BaseShare(part, settled, base, mode));
}

}  // namespace

v1::Allocation Settle(const SettlingRules& rules, const v1::Money& amount,
                      v1::CustomerCredit& credit, v1::InvoiceSettlement& invoice) {
  v1::Allocation allocation;
  allocation.set_invoice_number(invoice.invoice_number());
  *allocation.mutable_amount() = amount;
  allocation.set_date(std::max({rules.not_before, credit.date(), credit.grew_on(),
                                invoice.issue_date(), invoice.grew_on()}));
  if (invoice.has_open_base()) {
    *allocation.mutable_receivable_base() =
        BaseShare(amount, invoice.open(), invoice.open_base(), rules.mode);
  }
  if (credit.has_left_base()) {
    *allocation.mutable_credit_base() =
        BaseShare(amount, credit.left(), credit.left_base(), rules.mode);
  }
  SetRealised(allocation);
  TakeOffBoth(allocation, credit, invoice);
  return allocation;
}

v1::Allocation TakeBack(const SettlingRules& rules, const v1::Money& amount,
                        const v1::Allocation& settled, v1::CustomerCredit& credit,
                        v1::InvoiceSettlement& invoice) {
  v1::Allocation allocation;
  allocation.set_invoice_number(invoice.invoice_number());
  *allocation.mutable_amount() = *Negate(amount);
  allocation.set_date(std::max(rules.not_before, settled.date()));
  if (settled.has_receivable_base()) {
    *allocation.mutable_receivable_base() =
        Back(amount, settled.amount(), settled.receivable_base(), rules.mode);
  }
  if (settled.has_credit_base()) {
    *allocation.mutable_credit_base() =
        Back(amount, settled.amount(), settled.credit_base(), rules.mode);
  }
  SetRealised(allocation);
  TakeOffBoth(allocation, credit, invoice);
  return allocation;
}

v1::Money MostOf(const v1::CustomerCredit& credit, const v1::InvoiceSettlement& invoice) {
  const std::string& currency = credit.left().currency();
  if (invoice.open().currency() != currency) return MakeMoney(0, currency);
  return MakeMoney(std::min(credit.left().minor_units(), invoice.open().minor_units()), currency);
}

std::vector<v1::Allocation> SettleInOrder(const SettlingRules& rules, v1::CustomerCredit& credit,
                                          std::vector<v1::InvoiceSettlement>& invoices) {
  std::vector<v1::Allocation> allocations;
  for (v1::InvoiceSettlement& invoice : invoices) {
    const v1::Money amount = MostOf(credit, invoice);
    if (amount.minor_units() > 0) {
      allocations.push_back(Settle(rules, amount, credit, invoice));
    }
  }
  return allocations;
}

const v1::Allocation* SettledOf(const v1::CustomerCredit& credit, const std::string& number) {
  for (const v1::Allocation& each : credit.allocations()) {
    if (each.invoice_number() == number) return &each;
  }
  return nullptr;
}

v1::CustomerCredit NewCredit(v1::CreditKind kind, const std::string& id,
                             const std::string& customer_id, const std::string& date,
                             const v1::Money& amount, const v1::Money* base) {
  v1::CustomerCredit credit;
  credit.mutable_credit()->set_kind(kind);
  credit.mutable_credit()->set_id(id);
  credit.set_customer_id(customer_id);
  credit.set_date(date);
  *credit.mutable_amount() = amount;
  const v1::Money zero = MakeMoney(0, amount.currency());
  *credit.mutable_allocated() = zero;
  *credit.mutable_refunded() = zero;
  *credit.mutable_taken_back() = zero;
  *credit.mutable_left() = amount;
  if (base != nullptr) *credit.mutable_left_base() = *base;
  credit.set_grew_on(date);
  return credit;
}

}  // namespace tally
