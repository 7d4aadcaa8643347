#include "ledger/deciders/payments.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/deciders/credit_settling.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/movement_date.h"
#include "ledger/money/amount_words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/receivables/base_share.h"

namespace tally {
namespace {

constexpr char kDefaultMethod[] = "bank";

absl::Status CheckIsNew(bool is_used, absl::string_view field, absl::string_view id) {
  if (!is_used) return absl::OkStatus();
  return Refuse(v1::REASON_ID_IN_USE, field, absl::StrCat("\"", id, "\" was used before"));
}

absl::Status CheckAmount(absl::string_view field, const v1::Money& amount,
                         const std::string& currency) {
  if (amount.currency() != currency) {
    return Refuse(v1::REASON_WRONG_CURRENCY, absl::StrCat(field, ".currency"),
                  absl::StrCat("is \"", amount.currency(), "\", but the customer's is ", currency));
  }
  if (amount.minor_units() > 0) return absl::OkStatus();
  return Refuse(v1::REASON_AMOUNT_NOT_POSITIVE, field, absl::StrCat("is ", AmountWords(amount)));
}

absl::Status CheckStands(const v1::PaymentView& payment, absl::string_view field) {
  if (!payment.has_reversal()) return absl::OkStatus();
  return Refuse(v1::REASON_PAYMENT_REVERSED, field,
                absl::StrCat(payment.payment().payment_id(), " was taken back on ",
                             payment.reversal().date()));
}

// The credit that a command names, which has a customer.
template <class C>
absl::StatusOr<v1::CustomerCredit> FindCredit(const C& command, const Books& books) {
  auto customer = FindCustomer(books, command.org_id(), "customer_id", command.customer_id());
  if (!customer.ok()) return customer.status();
  const v1::CreditName& name = command.credit();
  auto credit = OrRefuse(books.credits.Find(command.org_id(), command.customer_id(),
                                            Number{static_cast<uint64_t>(name.kind())}, name.id()),
                         v1::REASON_CREDIT_NOT_FOUND, "credit.id", name.id());
  if (!credit.ok() || name.kind() != v1::CREDIT_KIND_PAYMENT) return credit;
  const v1::PaymentView payment = *books.payments.Find(command.org_id(), name.id());
  if (absl::Status is = CheckStands(payment, "credit.id"); !is.ok()) return is;
  return credit;
}

// The payment as it is recorded: nothing of it is left to be assumed.
absl::StatusOr<v1::Payment> Complete(const v1::RecordPayment& command, const Books& books,
                                     const v1::Org& org, const Context& context) {
  v1::Payment payment = command.payment();
  const auto customer =
      FindCustomer(books, org.org_id(), "payment.customer_id", payment.customer_id());
  if (!customer.ok()) return customer.status();
  absl::Status is = CheckIsNew(books.payments.Has(org.org_id(), payment.payment_id()),
                               "payment.payment_id", payment.payment_id());
  if (!is.ok()) return is;
  is = CheckAmount("payment.amount", payment.amount(), CurrencyOf(org, *customer));
  if (!is.ok()) return is;
  const auto date = MovementDate(books, org, context, "payment.date", payment.date());
  if (!date.ok()) return date.status();
  payment.set_date(*date);
  if (payment.method().empty()) payment.set_method(kDefaultMethod);
  return payment;
}

// What a new payment settles: the oldest invoices, unless it is told otherwise or is a deposit.
absl::StatusOr<std::vector<v1::Allocation>> SettleAsAsked(const v1::RecordPayment& command,
                                                          const Books& books,
                                                          const SettlingRules& rules,
                                                          v1::CustomerCredit& credit) {
  switch (command.settles_case()) {
    case v1::RecordPayment::kNone:
      return std::vector<v1::Allocation>();
    case v1::RecordPayment::kChosen:
      return SettleChosen(books, command.org_id(), rules, command.chosen(), credit);
    case v1::RecordPayment::kOldestFirst:
      return SettleOldest(books, command.org_id(), rules, credit);
    case v1::RecordPayment::SETTLES_NOT_SET:
      break;
  }
  if (command.payment().deposit()) return std::vector<v1::Allocation>();
  return SettleOldest(books, command.org_id(), rules, credit);
}

absl::StatusOr<std::vector<v1::Allocation>> SettleAsAsked(const v1::AllocateCredit& command,
                                                          const Books& books,
                                                          const SettlingRules& rules,
                                                          v1::CustomerCredit& credit) {
  switch (command.settles_case()) {
    case v1::AllocateCredit::kNone:
      return TakeAllBack(books, command.org_id(), rules, credit);
    case v1::AllocateCredit::kChosen:
      return SettleChosen(books, command.org_id(), rules, command.chosen(), credit);
    case v1::AllocateCredit::kOldestFirst:
      return SettleOldest(books, command.org_id(), rules, credit);
    case v1::AllocateCredit::SETTLES_NOT_SET:
      break;
  }
  return Refuse(v1::REASON_FIELD_MISSING, "settles", "says neither oldest_first, chosen nor none");
}

// The last day on which what `credit` settles, or what is left of it, changed for the better.
std::string LastChangeOf(const v1::CustomerCredit& credit) {
  std::string last = credit.grew_on();
  for (const v1::Allocation& each : credit.allocations()) last = std::max(last, each.date());
  return last;
}

absl::StatusOr<v1::Money> AmountOf(const v1::RefundCustomer& command,
                                   const v1::CustomerCredit& credit) {
  const v1::Money amount = command.has_amount() ? command.amount() : credit.left();
  const std::string& currency = credit.left().currency();
  if (command.has_amount()) {
    if (absl::Status is = CheckAmount("amount", amount, currency); !is.ok()) return is;
  }
  const bool is_left =
      amount.minor_units() > 0 && amount.minor_units() <= credit.left().minor_units();
  if (is_left) return amount;
  return Refuse(v1::REASON_EXCEEDS_CREDIT, "amount",
                absl::StrCat("is ", AmountWords(amount), ", but ", AmountWords(credit.left()),
                             " is left of the credit"));
}

// Sets what the refund and its part of the credit are worth, and what they differ by.
absl::Status SetWorth(const Books& books, const v1::Org& org, const v1::CustomerCredit& credit,
                      v1::CustomerRefund& refund) {
  const auto base = BaseValueOf(books, org, refund.amount(), refund.date());
  if (!base.ok()) return base.status();
  if (*base) *refund.mutable_base() = **base;
  if (!credit.has_left_base()) return absl::OkStatus();
  *refund.mutable_credit_base() =
      BaseShare(refund.amount(), credit.left(), credit.left_base(), FromProto(org.rounding()));
  if (!*base) return absl::OkStatus();
  const auto realised = Subtract(refund.credit_base(), refund.base().amount());
  if (!realised) return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "amount", "is worth too much");
  *refund.mutable_realised() = *realised;
  return absl::OkStatus();
}

}  // namespace

Decision<v1::RecordPaymentReply> Decide(const v1::RecordPayment& command, const Books& books,
                                        const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<v1::Payment> payment = Complete(command, books, *org, context);
  if (!payment.ok()) return payment.status();
  const auto base = BaseValueOf(books, *org, payment->amount(), payment->date());
  if (!base.ok()) return base.status();

  v1::CustomerCredit credit =
      NewCredit(v1::CREDIT_KIND_PAYMENT, payment->payment_id(), payment->customer_id(),
                payment->date(), payment->amount(), *base ? &(*base)->amount() : nullptr);
  const auto allocations =
      SettleAsAsked(command, books, RulesFrom(books, *org, payment->date()), credit);
  if (!allocations.ok()) return allocations.status();

  v1::PaymentRecorded recorded;
  recorded.set_org_id(org->org_id());
  *recorded.mutable_payment() = *payment;
  if (*base) *recorded.mutable_base() = **base;

  Outcome<v1::RecordPaymentReply> outcome;
  outcome.events.push_back(Wrap(std::move(recorded)));
  if (!allocations->empty()) {
    outcome.events.push_back(Wrap(AllocatedOf(org->org_id(), credit, *allocations)));
  }
  for (const v1::Allocation& each : *allocations) *outcome.reply.add_allocations() = each;
  *outcome.reply.mutable_left() = credit.left();
  return outcome;
}

Decision<> Decide(const v1::AllocateCredit& command, const Books& books, const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  absl::StatusOr<v1::CustomerCredit> credit = FindCredit(command, books);
  if (!credit.ok()) return credit.status();
  const auto date = MovementDate(books, *org, context, "date", command.date());
  if (!date.ok()) return date.status();
  const auto allocations = SettleAsAsked(command, books, RulesFrom(books, *org, *date), *credit);
  if (!allocations.ok()) return allocations.status();
  if (allocations->empty()) return Emit();
  return Emit(AllocatedOf(org->org_id(), *credit, *allocations));
}

Decision<> Decide(const v1::ReversePayment& command, const Books& books, const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  const auto payment = OrRefuse(books.payments.Find(command.org_id(), command.payment_id()),
                                v1::REASON_PAYMENT_NOT_FOUND, "payment_id", command.payment_id());
  if (!payment.ok()) return payment.status();
  if (absl::Status is = CheckStands(*payment, "payment_id"); !is.ok()) return is;
  if (payment->refunded().minor_units() > 0) {
    return Refuse(v1::REASON_PAYMENT_REFUNDED, "payment_id",
                  absl::StrCat(AmountWords(payment->refunded()), " of it was refunded"));
  }
  const std::string& customer_id = payment->payment().customer_id();
  v1::CustomerCredit credit = *books.credits.Find(
      command.org_id(), customer_id, Number{v1::CREDIT_KIND_PAYMENT}, command.payment_id());
  // Before it was last moved there was less of it left than is taken back now.
  const auto date =
      MovementDate(books, *org, context, "date", command.date(), LastChangeOf(credit));
  if (!date.ok()) return date.status();

  v1::PaymentReversed reversed;
  reversed.set_org_id(command.org_id());
  reversed.set_customer_id(customer_id);
  reversed.set_payment_id(command.payment_id());
  reversed.set_kind(command.kind());
  reversed.set_date(*date);
  reversed.set_reason(command.reason());
  const std::vector<v1::Allocation> taken_back =
      TakeAllBack(books, command.org_id(), RulesFrom(books, *org, *date), credit);
  if (taken_back.empty()) return Emit(std::move(reversed));
  return Emit(AllocatedOf(org->org_id(), credit, taken_back), std::move(reversed));
}

Decision<> Decide(const v1::RefundCustomer& command, const Books& books, const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<v1::CustomerCredit> credit = FindCredit(command, books);
  if (!credit.ok()) return credit.status();
  absl::Status is = CheckIsNew(books.refunds.Has(command.org_id(), command.refund_id()),
                               "refund_id", command.refund_id());
  if (!is.ok()) return is;
  const absl::StatusOr<v1::Money> amount = AmountOf(command, *credit);
  if (!amount.ok()) return amount.status();
  const auto date = MovementDate(books, *org, context, "date", command.date(), credit->grew_on());
  if (!date.ok()) return date.status();

  v1::CustomerRefunded refunded;
  refunded.set_org_id(command.org_id());
  refunded.set_customer_id(command.customer_id());
  v1::CustomerRefund& refund = *refunded.mutable_refund();
  refund.set_refund_id(command.refund_id());
  *refund.mutable_credit() = command.credit();
  *refund.mutable_amount() = *amount;
  refund.set_date(*date);
  refund.set_method(command.method().empty() ? kDefaultMethod : command.method());
  refund.set_reason(command.reason());
  if (is = SetWorth(books, *org, *credit, refund); !is.ok()) return is;
  return Emit(std::move(refunded));
}

Decision<> Decide(const v1::GrantCredit& command, const Books& books, const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  const auto customer = FindCustomer(books, command.org_id(), "customer_id", command.customer_id());
  if (!customer.ok()) return customer.status();
  absl::Status is = CheckIsNew(books.granted_credits.Has(command.org_id(), command.credit_id()),
                               "credit_id", command.credit_id());
  if (!is.ok()) return is;
  is = CheckAmount("amount", command.amount(), CurrencyOf(*org, *customer));
  if (!is.ok()) return is;
  const auto date = MovementDate(books, *org, context, "date", command.date());
  if (!date.ok()) return date.status();
  const auto base = BaseValueOf(books, *org, command.amount(), *date);
  if (!base.ok()) return base.status();

  v1::CreditGranted granted;
  granted.set_org_id(command.org_id());
  granted.set_customer_id(command.customer_id());
  granted.set_credit_id(command.credit_id());
  *granted.mutable_amount() = command.amount();
  granted.set_date(*date);
  granted.set_reason(command.reason());
  if (*base) *granted.mutable_base() = **base;
  return Emit(std::move(granted));
}

}  // namespace tally
