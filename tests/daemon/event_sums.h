// EventSums: what is open and owed, as the plain sum of all events: the reference of properties.

#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tally/v1/events.pb.h"

namespace tally {

// Sums over all events up to a position, of what took effect by a day.
class EventSums {
 public:
  EventSums(const std::vector<v1::RecordedEvent>& events, uint64_t position, std::string day)
      : day_(std::move(day)) {
    for (const v1::RecordedEvent& event : events) {
      if (event.position() <= position) Take(event.event());
    }
  }

  // What is open, by kind (zero for invoices) and id; without what is nothing.
  std::map<std::pair<int, std::string>, int64_t> OpenOf(const std::string& customer) const {
    auto open = items_.contains(customer) ? items_.at(customer)
                                          : std::map<std::pair<int, std::string>, int64_t>();
    std::erase_if(open, [](const auto& item) { return item.second == 0; });
    return open;
  }
  // Invoices less notes, payments, grants and write-offs, and refunds.
  int64_t BalanceOf(const std::string& customer) const {
    return balances_.contains(customer) ? balances_.at(customer) : 0;
  }
  const std::string& DueOf(const std::string& number) const { return due_.at(number); }

 private:
  void Add(const std::string& day, const std::string& customer, int kind, const std::string& id,
           int64_t amount) {
    if (day <= day_) items_[customer][{kind, id}] += amount;
  }
  void Book(const std::string& day, const std::string& customer, int64_t amount) {
    if (day <= day_) balances_[customer] += amount;
  }

  void Take(const v1::Event& event) {
    if (event.has_invoice_issued()) Take(event.invoice_issued().invoice());
    if (event.has_credit_note_issued()) Take(event.credit_note_issued().credit_note());
    if (event.has_payment_recorded()) Take(event.payment_recorded().payment());
    if (event.has_credit_allocated()) Take(event.credit_allocated());
    if (event.has_payment_reversed()) {
      const v1::PaymentReversed& reversed = event.payment_reversed();
      const int64_t amount = payments_.at(reversed.payment_id());
      Add(reversed.date(), reversed.customer_id(), v1::CREDIT_KIND_PAYMENT, reversed.payment_id(),
          -amount);
      Book(reversed.date(), reversed.customer_id(), amount);
    }
    if (event.has_customer_refunded()) {
      const auto& [refund, customer] =
          std::tie(event.customer_refunded().refund(), event.customer_refunded().customer_id());
      const int64_t amount = refund.amount().minor_units();
      Add(refund.date(), customer, refund.credit().kind(), refund.credit().id(), -amount);
      Book(refund.date(), customer, amount);
    }
    if (event.has_credit_granted()) {
      const v1::CreditGranted& granted = event.credit_granted();
      const int64_t amount = granted.amount().minor_units();
      Add(granted.date(), granted.customer_id(), v1::CREDIT_KIND_GRANTED, granted.credit_id(),
          amount);
      Book(granted.date(), granted.customer_id(), -amount);
    }
    if (event.has_invoice_written_off()) Take(event.invoice_written_off(), -1);
    if (event.has_invoice_write_off_reversed()) Take(event.invoice_write_off_reversed(), 1);
  }

  void Take(const v1::Invoice& invoice) {
    const int64_t amount = invoice.totals().total().minor_units();
    Add(invoice.issue_date(), invoice.bill_to().customer_id(), 0, invoice.number(), amount);
    Book(invoice.issue_date(), invoice.bill_to().customer_id(), amount);
    due_[invoice.number()] = invoice.due_date();
  }

  void Take(const v1::CreditNote& note) {
    const std::string& customer = note.bill_to().customer_id();
    Add(note.issue_date(), customer, 0, note.invoice_number(),
        -note.settlement().against_open().minor_units());
    Add(note.issue_date(), customer, v1::CREDIT_KIND_CREDIT_NOTE, note.number(),
        note.settlement().to_credit().minor_units());
    Book(note.issue_date(), customer, -note.totals().total().minor_units());
  }

  void Take(const v1::Payment& payment) {
    const int64_t amount = payment.amount().minor_units();
    payments_[payment.payment_id()] = amount;
    Add(payment.date(), payment.customer_id(), v1::CREDIT_KIND_PAYMENT, payment.payment_id(),
        amount);
    Book(payment.date(), payment.customer_id(), -amount);
  }

  void Take(const v1::CreditAllocated& event) {
    for (const v1::Allocation& each : event.allocations()) {
      const int64_t amount = each.amount().minor_units();
      Add(each.date(), event.customer_id(), 0, each.invoice_number(), -amount);
      Add(each.date(), event.customer_id(), event.credit().kind(), event.credit().id(), -amount);
    }
  }

  template <class GivenUp>
  void Take(const GivenUp& event, int sign) {
    const int64_t amount = sign * event.amount().minor_units();
    Add(event.date(), event.customer_id(), 0, event.invoice_number(), amount);
    Book(event.date(), event.customer_id(), amount);
  }

  const std::string day_;
  std::map<std::string, std::map<std::pair<int, std::string>, int64_t>> items_;
  std::map<std::string, int64_t> balances_;
  std::map<std::string, int64_t> payments_;
  std::map<std::string, std::string> due_;
};

}  // namespace tally
