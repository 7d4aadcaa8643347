#include "ledger/books/payments.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "ledger/books/settlements.h"
#include "ledger/money/money.h"
#include "ledger/receivables/settling.h"

namespace tally {
namespace {

// Deciding made sure that all sums fit.
void AddTo(v1::Money& sum, const v1::Money& amount) { sum = *Add(sum, amount); }

std::optional<v1::CustomerCredit> FindCredit(const Books& books, const std::string& org_id,
                                             const std::string& customer_id,
                                             const v1::CreditName& name) {
  return books.credits.Find(org_id, customer_id, Number{static_cast<uint64_t>(name.kind())},
                            name.id());
}

// The order of credits in a row of open_credits.
std::tuple<absl::string_view, v1::CreditKind, absl::string_view> Age(
    const v1::CustomerCredit& credit) {
  return {credit.date(), credit.credit().kind(), credit.credit().id()};
}

// Lists `credit` among those of which something is left, or not any more.
void Index(Books& books, const std::string& org_id, const v1::CustomerCredit& credit) {
  v1::CustomerCreditPage row =
      books.open_credits.Find(org_id, credit.customer_id()).value_or(v1::CustomerCreditPage());
  auto& open = *row.mutable_credits();
  const auto place = std::ranges::lower_bound(open, Age(credit), {}, Age);
  const bool is_listed = place != open.end() && Age(*place) == Age(credit);
  const bool is_open = credit.left().minor_units() > 0;
  if (is_listed == is_open) return;
  if (is_listed) {
    open.erase(place);
  } else {
    const auto index = place - open.begin();
    v1::CustomerCredit& added = *row.add_credits();
    *added.mutable_credit() = credit.credit();
    added.set_date(credit.date());
    std::rotate(open.begin() + index, open.end() - 1, open.end());
  }
  books.open_credits.Put(org_id, credit.customer_id(), row);
}

void PutCredit(Books& books, const std::string& org_id, const v1::CustomerCredit& credit) {
  Index(books, org_id, credit);
  books.credits.Put(org_id, credit.customer_id(),
                    Number{static_cast<uint64_t>(credit.credit().kind())}, credit.credit().id(),
                    credit);
}

// Adds what `change` says to what `credit` settles of the same invoice; an entry that comes to
// nothing is left out.
void AddAllocation(v1::CustomerCredit& credit, const v1::Allocation& change) {
  auto& known = *credit.mutable_allocations();
  const auto same = std::find_if(known.begin(), known.end(), [&](const v1::Allocation& each) {
    return each.invoice_number() == change.invoice_number();
  });
  if (same == known.end()) {
    *credit.add_allocations() = change;
    return;
  }
  AddTo(*same->mutable_amount(), change.amount());
  if (change.has_receivable_base()) {
    AddTo(*same->mutable_receivable_base(), change.receivable_base());
  }
  if (change.has_credit_base()) AddTo(*same->mutable_credit_base(), change.credit_base());
  if (change.has_realised()) AddTo(*same->mutable_realised(), change.realised());
  same->set_date(std::max(same->date(), change.date()));
  if (same->amount().minor_units() == 0) known.erase(same);
}

// Takes `amount`, which is `base` in the books, off what is left of `credit`.
void TakeOffLeft(v1::CustomerCredit& credit, const v1::Money& amount, const v1::Money* base,
                 const std::string& date) {
  *credit.mutable_left() = *Subtract(credit.left(), amount);
  if (base != nullptr && credit.has_left_base()) {
    *credit.mutable_left_base() = *Subtract(credit.left_base(), *base);
  }
  if (amount.minor_units() < 0) credit.set_grew_on(std::max(credit.grew_on(), date));
}

// The view of a payment shows what its credit does.
void ShowOnPayment(Books& books, const std::string& org_id, const v1::CustomerCredit& credit) {
  if (credit.credit().kind() != v1::CREDIT_KIND_PAYMENT) return;
  v1::PaymentView view = *books.payments.Find(org_id, credit.credit().id());
  *view.mutable_allocations() = credit.allocations();
  *view.mutable_refunded() = credit.refunded();
  *view.mutable_left() = credit.left();
  books.payments.Put(org_id, credit.credit().id(), view);
}

}  // namespace

void Evolve(Books& books, const v1::PaymentRecorded& event, const v1::RecordedEvent& recorded) {
  const v1::Payment& payment = event.payment();
  v1::CustomerCredit credit = NewCredit(v1::CREDIT_KIND_PAYMENT, payment.payment_id(),
                                        payment.customer_id(), payment.date(), payment.amount(),
                                        event.has_base() ? &event.base().amount() : nullptr);
  credit.set_deposit(payment.deposit());
  PutCredit(books, event.org_id(), credit);

  v1::PaymentView view;
  *view.mutable_payment() = payment;
  *view.mutable_refunded() = credit.refunded();
  *view.mutable_left() = credit.left();
  *view.mutable_recorded_at() = recorded.recorded_at();
  view.set_position(recorded.position());
  books.payments.Insert(event.org_id(), payment.payment_id(), view);
}

void Evolve(Books& books, const v1::CreditAllocated& event, const v1::RecordedEvent&) {
  v1::CustomerCredit credit =
      *FindCredit(books, event.org_id(), event.customer_id(), event.credit());
  for (const v1::Allocation& each : event.allocations()) {
    AddAllocation(credit, each);
    AddTo(*credit.mutable_allocated(), each.amount());
    TakeOffLeft(credit, each.amount(), each.has_credit_base() ? &each.credit_base() : nullptr,
                each.date());
    SettleWithCredit(books, event.org_id(), each, event.credit().kind() == v1::CREDIT_KIND_PAYMENT);
  }
  PutCredit(books, event.org_id(), credit);
  ShowOnPayment(books, event.org_id(), credit);
}

void Evolve(Books& books, const v1::PaymentReversed& event, const v1::RecordedEvent&) {
  v1::CreditName name;
  name.set_kind(v1::CREDIT_KIND_PAYMENT);
  name.set_id(event.payment_id());
  v1::CustomerCredit credit = *FindCredit(books, event.org_id(), event.customer_id(), name);
  AddTo(*credit.mutable_taken_back(), credit.left());
  *credit.mutable_left() = MakeMoney(0, credit.left().currency());
  if (credit.has_left_base()) {
    *credit.mutable_left_base() = MakeMoney(0, credit.left_base().currency());
  }
  PutCredit(books, event.org_id(), credit);
  ShowOnPayment(books, event.org_id(), credit);

  v1::PaymentView view = *books.payments.Find(event.org_id(), event.payment_id());
  view.mutable_reversal()->set_kind(event.kind());
  view.mutable_reversal()->set_date(event.date());
  view.mutable_reversal()->set_reason(event.reason());
  books.payments.Put(event.org_id(), event.payment_id(), view);
}

void Evolve(Books& books, const v1::CustomerRefunded& event, const v1::RecordedEvent&) {
  const v1::CustomerRefund& refund = event.refund();
  v1::CustomerCredit credit =
      *FindCredit(books, event.org_id(), event.customer_id(), refund.credit());
  AddTo(*credit.mutable_refunded(), refund.amount());
  TakeOffLeft(credit, refund.amount(), refund.has_credit_base() ? &refund.credit_base() : nullptr,
              refund.date());
  PutCredit(books, event.org_id(), credit);
  ShowOnPayment(books, event.org_id(), credit);
  books.refunds.Insert(event.org_id(), refund.refund_id(), refund);
}

void Evolve(Books& books, const v1::CreditGranted& event, const v1::RecordedEvent&) {
  PutCredit(books, event.org_id(),
            NewCredit(v1::CREDIT_KIND_GRANTED, event.credit_id(), event.customer_id(), event.date(),
                      event.amount(), event.has_base() ? &event.base().amount() : nullptr));
  google::protobuf::StringValue owner;
  owner.set_value(event.customer_id());
  books.granted_credits.Insert(event.org_id(), event.credit_id(), owner);
}

void GiveCredit(Books& books, const std::string& org_id, const v1::Invoice& invoice) {
  if (!invoice.totals().has_customer_credit()) return;
  const v1::Totals& base = invoice.base_totals().totals();
  PutCredit(books, org_id,
            NewCredit(v1::CREDIT_KIND_INVOICE, invoice.number(), invoice.bill_to().customer_id(),
                      invoice.issue_date(), invoice.totals().customer_credit(),
                      base.has_customer_credit() ? &base.customer_credit() : nullptr));
}

void GiveCredit(Books& books, const std::string& org_id, const v1::CreditNote& note) {
  const v1::CreditNoteSettlement& settlement = note.settlement();
  const std::string& customer_id = note.bill_to().customer_id();
  if (settlement.to_credit().minor_units() > 0) {
    PutCredit(books, org_id,
              NewCredit(v1::CREDIT_KIND_CREDIT_NOTE, note.number(), customer_id, note.issue_date(),
                        settlement.to_credit(),
                        settlement.has_credit_base() ? &settlement.credit_base() : nullptr));
  }
  if (settlement.against_open().minor_units() >= 0) return;
  v1::CreditName name;
  name.set_kind(v1::CREDIT_KIND_INVOICE);
  name.set_id(note.invoice_number());
  v1::CustomerCredit credit = *FindCredit(books, org_id, customer_id, name);
  const v1::Money amount = *Negate(settlement.against_open());
  AddTo(*credit.mutable_taken_back(), amount);
  *credit.mutable_left() = *Subtract(credit.left(), amount);
  if (credit.left().minor_units() == 0) credit.clear_left_base();
  PutCredit(books, org_id, credit);
}

}  // namespace tally
