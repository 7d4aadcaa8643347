#include "ledger/audit/payment_conditions.h"

#include <cstdlib>
#include <limits>

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

using Why = std::optional<std::string>;

constexpr char kDoNotFit[] = "the amounts do not fit together";

// Sums of amounts below this, of which there are never more than a log can hold in one row, fit.
constexpr int64_t kMost = std::numeric_limits<int64_t>::max() / 4;

// Whether `amount` can be added to, and taken off, amounts like `sum`.
bool Fits(const v1::Money& sum, const v1::Money& amount) {
  const auto is_small = [](const v1::Money& money) {
    return money.minor_units() < kMost && money.minor_units() > -kMost;
  };
  return sum.currency() == amount.currency() && is_small(sum) && is_small(amount);
}

std::optional<v1::CustomerCredit> Find(const Books& books, const std::string& org_id,
                                       const std::string& customer_id, const v1::CreditName& name) {
  return books.credits.Find(org_id, customer_id, Number{static_cast<uint64_t>(name.kind())},
                            name.id());
}

std::string NoCredit(const std::string& customer_id, const v1::CreditName& name) {
  return absl::StrCat(customer_id, " has no credit ", name.id());
}

// A credit of a payment is shown on the payment.
bool HasPayment(const Books& books, const std::string& org_id, const v1::CreditName& name) {
  return name.kind() != v1::CREDIT_KIND_PAYMENT || books.payments.Has(org_id, name.id());
}

// Whether a worth in the books that a movement has, if it has one, is like the one that is left.
bool BaseFits(bool has_left, const v1::Money& left, bool has_part, const v1::Money& part) {
  return !has_left || !has_part || Fits(left, part);
}

// Whether the worth of what a credit settles already of an invoice is like that of what is added.
bool IsLike(const v1::Allocation& known, const v1::Allocation& more) {
  const auto is_like = [](bool has, const v1::Money& money, bool has_more,
                          const v1::Money& money_more) {
    return !has_more || (has && Fits(money, money_more));
  };
  return Fits(known.amount(), more.amount()) &&
         is_like(known.has_receivable_base(), known.receivable_base(), more.has_receivable_base(),
                 more.receivable_base()) &&
         is_like(known.has_credit_base(), known.credit_base(), more.has_credit_base(),
                 more.credit_base()) &&
         is_like(known.has_realised(), known.realised(), more.has_realised(), more.realised());
}

Why WhyNot(const Books& books, const std::string& org_id, const v1::CustomerCredit& credit,
           const v1::Allocation& allocation) {
  const auto invoice = books.settlements.Find(org_id, allocation.invoice_number());
  if (!invoice) return absl::StrCat("there is no invoice ", allocation.invoice_number());
  const bool fits = Fits(credit.left(), allocation.amount()) &&
                    Fits(invoice->open(), allocation.amount()) &&
                    BaseFits(credit.has_left_base(), credit.left_base(),
                             allocation.has_credit_base(), allocation.credit_base()) &&
                    BaseFits(invoice->has_open_base(), invoice->open_base(),
                             allocation.has_receivable_base(), allocation.receivable_base());
  if (!fits) return kDoNotFit;
  for (const v1::Allocation& known : credit.allocations()) {
    if (known.invoice_number() == allocation.invoice_number() && !IsLike(known, allocation)) {
      return kDoNotFit;
    }
  }
  return std::nullopt;
}

}  // namespace

Why WhyNotPaid(const Books& books, const v1::PaymentRecorded& event) {
  if (!books.payments.Has(event.org_id(), event.payment().payment_id())) return std::nullopt;
  return absl::StrCat("there is a payment ", event.payment().payment_id(), " already");
}

Why WhyNotAllocated(const Books& books, const v1::CreditAllocated& event) {
  const auto credit = Find(books, event.org_id(), event.customer_id(), event.credit());
  if (!credit || !HasPayment(books, event.org_id(), event.credit())) {
    return NoCredit(event.customer_id(), event.credit());
  }
  for (const v1::Allocation& allocation : event.allocations()) {
    if (const Why why = WhyNot(books, event.org_id(), *credit, allocation)) return why;
  }
  return std::nullopt;
}

Why WhyNotReversed(const Books& books, const v1::PaymentReversed& event) {
  v1::CreditName name;
  name.set_kind(v1::CREDIT_KIND_PAYMENT);
  name.set_id(event.payment_id());
  const auto credit = Find(books, event.org_id(), event.customer_id(), name);
  if (!credit || !HasPayment(books, event.org_id(), name)) {
    return absl::StrCat(event.customer_id(), " has no payment ", event.payment_id());
  }
  return Fits(credit->taken_back(), credit->left()) ? std::nullopt : Why(kDoNotFit);
}

Why WhyNotRefunded(const Books& books, const v1::CustomerRefunded& event) {
  const v1::CustomerRefund& refund = event.refund();
  if (books.refunds.Has(event.org_id(), refund.refund_id())) {
    return absl::StrCat("there is a refund ", refund.refund_id(), " already");
  }
  const auto credit = Find(books, event.org_id(), event.customer_id(), refund.credit());
  if (!credit || !HasPayment(books, event.org_id(), refund.credit())) {
    return NoCredit(event.customer_id(), refund.credit());
  }
  const bool fits = Fits(credit->left(), refund.amount()) &&
                    BaseFits(credit->has_left_base(), credit->left_base(), refund.has_credit_base(),
                             refund.credit_base());
  return fits ? std::nullopt : Why(kDoNotFit);
}

Why WhyNotGranted(const Books& books, const v1::CreditGranted& event) {
  if (!books.granted_credits.Has(event.org_id(), event.credit_id())) return std::nullopt;
  return absl::StrCat("there is a credit ", event.credit_id(), " already");
}

Why WhyNotSettled(const Books& books, const v1::CreditNoteIssued& event) {
  const v1::CreditNote& note = event.credit_note();
  if (!note.has_settlement()) return std::nullopt;
  const auto invoice = books.settlements.Find(event.org_id(), note.invoice_number());
  if (!invoice) return absl::StrCat("there is no invoice ", note.invoice_number());
  const v1::CreditNoteSettlement& settlement = note.settlement();
  const bool fits = Fits(invoice->open(), settlement.against_open()) &&
                    Fits(invoice->open(), settlement.to_credit()) &&
                    BaseFits(invoice->has_open_base(), invoice->open_base(),
                             settlement.has_open_base(), settlement.open_base());
  if (!fits) return kDoNotFit;
  if (settlement.against_open().minor_units() >= 0) return std::nullopt;
  v1::CreditName name;
  name.set_kind(v1::CREDIT_KIND_INVOICE);
  name.set_id(note.invoice_number());
  const auto credit = Find(books, event.org_id(), note.bill_to().customer_id(), name);
  if (!credit) return NoCredit(note.bill_to().customer_id(), name);
  return Fits(credit->left(), settlement.against_open()) ? std::nullopt : Why(kDoNotFit);
}

}  // namespace tally
