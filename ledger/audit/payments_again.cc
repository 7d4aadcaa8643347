#include "ledger/audit/payments_again.h"

#include <algorithm>
#include <map>
#include <string>

#include "ledger/audit/repeat.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/movement_date.h"
#include "ledger/deciders/payments.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

void Choose(const std::string& invoice_number, const v1::Money& amount,
            v1::ChosenInvoices& chosen) {
  v1::InvoiceShare& share = *chosen.add_invoices();
  share.set_invoice_number(invoice_number);
  *share.mutable_amount() = amount;
}

v1::RecordPayment PaymentOf(const v1::PaymentRecorded& event, const DecidedCommit& decided) {
  v1::RecordPayment command;
  command.set_org_id(event.org_id());
  *command.mutable_payment() = event.payment();
  command.mutable_none();
  for (const v1::RecordedEvent& further : decided.events) {
    if (!further.event().has_credit_allocated()) continue;
    for (const v1::Allocation& each : further.event().credit_allocated().allocations()) {
      Choose(each.invoice_number(), each.amount(), *command.mutable_chosen());
    }
  }
  return command;
}

// A day that leads to the days of `event`: the earliest of them, or today if they are later since
// one of the sides was not there yet.
std::string DayOf(const v1::CreditAllocated& event, const v1::Org& org, const Context& context) {
  std::string day = FormatDate(Today(org, context));
  for (const v1::Allocation& each : event.allocations()) day = std::min(day, each.date());
  return day;
}

// What the credit settles after `event`: what it settled before it, and the difference.
v1::AllocateCredit AllocationOf(const v1::CreditAllocated& event, const Books& books,
                                const v1::Org& org, const Context& context) {
  v1::AllocateCredit command;
  command.set_org_id(event.org_id());
  command.set_customer_id(event.customer_id());
  *command.mutable_credit() = event.credit();
  command.set_date(DayOf(event, org, context));
  const auto credit =
      books.credits.Find(event.org_id(), event.customer_id(),
                         Number{static_cast<uint64_t>(event.credit().kind())}, event.credit().id());
  std::map<std::string, int64_t> more;
  for (const v1::Allocation& each : event.allocations()) {
    more[each.invoice_number()] = each.amount().minor_units();
  }
  command.mutable_chosen();
  if (!credit) return command;
  std::map<std::string, int64_t> settled;
  for (const v1::Allocation& each : credit->allocations()) {
    settled[each.invoice_number()] = each.amount().minor_units();
  }
  const std::string& currency = credit->amount().currency();
  const auto choose = [&](const std::string& number) {
    const auto units = Sum({settled[number], more[number]});
    if (units && *units != 0) {
      Choose(number, MakeMoney(*units, currency), *command.mutable_chosen());
    }
  };
  for (const v1::Allocation& each : event.allocations()) choose(each.invoice_number());
  for (const v1::Allocation& each : credit->allocations()) {
    if (!more.contains(each.invoice_number())) choose(each.invoice_number());
  }
  return command;
}

v1::ReversePayment ReversalOf(const v1::PaymentReversed& event) {
  v1::ReversePayment command;
  command.set_org_id(event.org_id());
  command.set_payment_id(event.payment_id());
  command.set_kind(event.kind());
  command.set_date(event.date());
  command.set_reason(event.reason());
  return command;
}

v1::RefundCustomer RefundOf(const v1::CustomerRefunded& event) {
  const v1::CustomerRefund& refund = event.refund();
  v1::RefundCustomer command;
  command.set_org_id(event.org_id());
  command.set_customer_id(event.customer_id());
  command.set_refund_id(refund.refund_id());
  *command.mutable_credit() = refund.credit();
  *command.mutable_amount() = refund.amount();
  command.set_date(refund.date());
  command.set_method(refund.method());
  command.set_reason(refund.reason());
  return command;
}

v1::GrantCredit GrantOf(const v1::CreditGranted& event) {
  v1::GrantCredit command;
  command.set_org_id(event.org_id());
  command.set_customer_id(event.customer_id());
  command.set_credit_id(event.credit_id());
  *command.mutable_amount() = event.amount();
  command.set_date(event.date());
  command.set_reason(event.reason());
  return command;
}

// What is taken back before a payment is reversed, or an allocation by itself.
std::optional<DecidedAgain> DecideAllocationAgain(const v1::CreditAllocated& event,
                                                  const DecidedCommit& decided,
                                                  const Books& books) {
  const v1::Event& last = decided.events.back().event();
  if (last.has_payment_reversed()) {
    return Repeat(ReversalOf(last.payment_reversed()), decided, books);
  }
  const auto org = books.orgs.Find(event.org_id());
  if (!org) return std::nullopt;
  return Repeat(AllocationOf(event, books, *org, decided.context), decided, books);
}

}  // namespace

std::optional<DecidedAgain> DecidePaymentsAgain(const DecidedCommit& decided, const Books& books) {
  const v1::Event& first = decided.events.front().event();
  switch (first.body_case()) {
    case v1::Event::kPaymentRecorded:
      return Repeat(PaymentOf(first.payment_recorded(), decided), decided, books);
    case v1::Event::kCreditAllocated:
      return DecideAllocationAgain(first.credit_allocated(), decided, books);
    case v1::Event::kPaymentReversed:
      return Repeat(ReversalOf(first.payment_reversed()), decided, books);
    case v1::Event::kCustomerRefunded:
      return Repeat(RefundOf(first.customer_refunded()), decided, books);
    case v1::Event::kCreditGranted:
      return Repeat(GrantOf(first.credit_granted()), decided, books);
    default:
      return std::nullopt;
  }
}

}  // namespace tally
