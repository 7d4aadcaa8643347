// The model's rules of money in and out: payments, credit, and what it settles.

#include <algorithm>
#include <set>

#include "model/issue.h"
#include "model/rules.h"

namespace tally {
namespace {

const std::string& CurrencyOf(const OrgState& org, const std::string& customer_id) {
  const auto customer = org.customers.find(customer_id);
  const bool has_own = customer != org.customers.end() && !customer->second.is.currency().empty();
  return has_own ? customer->second.is.currency() : org.org.is.currency();
}

// Judges a day that somebody asked for; today if it is empty.
void JudgeDate(const OrgState& org, const std::string& date, const std::string& not_before,
               Verdict& verdict) {
  if (date.empty()) return;
  verdict.If(date >= "2900" || date < not_before, v1::REASON_DATE_OUT_OF_RANGE)
      .If(date.substr(0, 7) <= org.closed_month, v1::REASON_PERIOD_CLOSED);
}

void JudgeAmount(const v1::Money& amount, const std::string& currency, Verdict& verdict) {
  verdict.If(amount.currency() != currency, v1::REASON_WRONG_CURRENCY)
      .If(amount.minor_units() <= 0, v1::REASON_AMOUNT_NOT_POSITIVE);
}

std::string DateOf(const std::string& asked, const Taken& taken) {
  return asked.empty() ? taken.today() : asked;
}

const CreditState* CreditOf(const OrgState& org, const CreditKey& key) {
  const auto found = org.credits.find(key);
  return found == org.credits.end() ? nullptr : &found->second;
}

template <class C>
CreditKey KeyOf(const C& command) {
  return {command.customer_id(), command.credit().kind(), command.credit().id()};
}

// What a credit is to settle of each chosen invoice, in all, until the first thing that is wrong
// with them. `left` is what it could settle.
std::map<std::string, int64_t> Choose(const OrgState& org, const v1::ChosenInvoices& chosen,
                                      const std::string& customer_id, const CreditState& credit,
                                      int64_t left, Verdict& verdict) {
  std::map<std::string, int64_t> units;
  std::set<std::string> named;
  for (const v1::InvoiceShare& share : chosen.invoices()) {
    if (!named.insert(share.invoice_number()).second) verdict.If(true, v1::REASON_LISTED_TWICE);
  }
  for (const v1::InvoiceShare& share : chosen.invoices()) {
    const auto invoice = org.invoices.find(share.invoice_number());
    Verdict of_share;
    if (invoice == org.invoices.end()) {
      of_share.If(true, v1::REASON_INVOICE_NOT_FOUND);
    } else {
      const auto settled = credit.allocations.find(share.invoice_number());
      const int64_t open =
          invoice->second.open() + (settled == credit.allocations.end() ? 0 : settled->second);
      const int64_t asked = share.amount().minor_units();
      of_share.If(invoice->second.currency() != credit.currency, v1::REASON_WRONG_CURRENCY)
          .If(invoice->second.customer_id() != customer_id, v1::REASON_ANOTHER_CUSTOMER);
      if (share.has_amount()) {
        JudgeAmount(share.amount(), credit.currency, of_share);
        of_share.If(asked > open, v1::REASON_EXCEEDS_OPEN)
            .If(asked > left, v1::REASON_EXCEEDS_CREDIT);
      }
      units[share.invoice_number()] = share.has_amount() ? asked : std::min(open, left);
      left -= units[share.invoice_number()];
    }
    verdict.must.insert(of_share.must.begin(), of_share.must.end());
    if (!of_share.must.empty()) return units;
  }
  return units;
}

// What `credit` settles more, and less, to come to `units`.
std::map<std::string, int64_t> ChangesTo(std::map<std::string, int64_t> units,
                                         const CreditState& credit) {
  for (const auto& [number, settled] : credit.allocations) units[number] -= settled;
  for (auto each = units.begin(); each != units.end();) {
    each = each->second == 0 ? units.erase(each) : std::next(each);
  }
  return units;
}

// Payments.

CreditState CreditOf(const v1::Payment& payment) {
  const v1::Money& amount = payment.amount();
  CreditState credit = NewCredit(payment.date(), amount.currency(), amount.minor_units());
  credit.deposit = payment.deposit();
  return credit;
}

Verdict JudgePayment(const OrgState& org, const v1::RecordPayment& command) {
  const v1::Payment& payment = command.payment();
  Verdict verdict;
  verdict.If(org.customers.count(payment.customer_id()) == 0, v1::REASON_CUSTOMER_NOT_FOUND)
      .If(org.payers.count(payment.payment_id()) > 0, v1::REASON_ID_IN_USE);
  if (org.customers.count(payment.customer_id()) == 0) return verdict;
  JudgeAmount(payment.amount(), CurrencyOf(org, payment.customer_id()), verdict);
  JudgeDate(org, payment.date(), "", verdict);
  if (verdict.must.empty() && command.has_chosen()) {
    Choose(org, command.chosen(), payment.customer_id(), CreditOf(payment),
           payment.amount().minor_units(), verdict);
  }
  return verdict;
}

void TakePayment(OrgState& org, const v1::RecordPayment& command, Taken& taken) {
  const v1::Payment& wanted = command.payment();
  const v1::Payment& payment = taken.Next<v1::PaymentRecorded>().payment();
  v1::Payment whole = wanted;
  whole.set_date(DateOf(wanted.date(), taken));
  if (whole.method().empty()) whole.set_method("bank");
  taken.ExpectMessage(whole, payment, "the payment");

  const CreditKey key = {payment.customer_id(), v1::CREDIT_KIND_PAYMENT, payment.payment_id()};
  org.payers[payment.payment_id()] = payment.customer_id();
  org.credits[key] = CreditOf(payment);
  const int64_t units = payment.amount().minor_units();
  std::map<std::string, int64_t> settles;
  const bool by_default =
      command.settles_case() == v1::RecordPayment::SETTLES_NOT_SET && !wanted.deposit();
  if (command.has_oldest_first() || by_default) {
    settles = OldestFirst(org, payment.customer_id(), payment.amount().currency(), units);
  } else if (command.has_chosen()) {
    Verdict verdict;
    settles = ChangesTo(
        Choose(org, command.chosen(), payment.customer_id(), org.credits[key], units, verdict),
        org.credits[key]);
  }
  if (!settles.empty()) TakeAllocation(org, key, settles, taken);
  if (const auto reply = taken.reply<v1::RecordPaymentReply>()) {
    taken.ExpectSame(org.credits[key].left(), reply->left().minor_units(), "left");
  }
}

// Allocations.

template <class C>
Verdict JudgeNamed(const OrgState& org, const C& command) {
  const CreditState* credit = CreditOf(org, KeyOf(command));
  return Verdict()
      .If(org.customers.count(command.customer_id()) == 0, v1::REASON_CUSTOMER_NOT_FOUND)
      .If(credit == nullptr, v1::REASON_CREDIT_NOT_FOUND)
      .If(credit != nullptr && credit->reversed, v1::REASON_PAYMENT_REVERSED);
}

Verdict JudgeAllocation(const OrgState& org, const v1::AllocateCredit& command) {
  Verdict verdict = JudgeNamed(org, command);
  JudgeDate(org, command.date(), "", verdict);
  verdict.If(command.settles_case() == v1::AllocateCredit::SETTLES_NOT_SET,
             v1::REASON_FIELD_MISSING);
  if (verdict.must.empty() && command.has_chosen()) {
    const CreditState& credit = *CreditOf(org, KeyOf(command));
    Choose(org, command.chosen(), command.customer_id(), credit, credit.left() + credit.allocated(),
           verdict);
  }
  return verdict;
}

void TakeAllocate(OrgState& org, const v1::AllocateCredit& command, Taken& taken) {
  const CreditKey key = KeyOf(command);
  const CreditState& credit = org.credits[key];
  std::map<std::string, int64_t> changes;
  if (command.has_oldest_first()) {
    changes = OldestFirst(org, command.customer_id(), credit.currency, credit.left());
  } else {
    Verdict verdict;
    changes = ChangesTo(Choose(org, command.chosen(), command.customer_id(), credit,
                               credit.left() + credit.allocated(), verdict),
                        credit);
  }
  if (!changes.empty()) TakeAllocation(org, key, changes, taken);
}

// Reversals.

Verdict JudgeReversal(const OrgState& org, const v1::ReversePayment& command) {
  const auto payer = org.payers.find(command.payment_id());
  Verdict verdict;
  if (payer == org.payers.end()) return verdict.If(true, v1::REASON_PAYMENT_NOT_FOUND);
  const CreditState& credit =
      org.credits.at({payer->second, v1::CREDIT_KIND_PAYMENT, command.payment_id()});
  std::string last_change = credit.grew_on;
  for (const auto& [number, date] : credit.allocated_on) last_change = std::max(last_change, date);
  JudgeDate(org, command.date(), last_change, verdict);
  return verdict.If(credit.reversed, v1::REASON_PAYMENT_REVERSED)
      .If(credit.refunded > 0, v1::REASON_PAYMENT_REFUNDED);
}

void TakeReversal(OrgState& org, const v1::ReversePayment& command, Taken& taken) {
  const CreditKey key = {org.payers[command.payment_id()], v1::CREDIT_KIND_PAYMENT,
                         command.payment_id()};
  const std::map<std::string, int64_t> taken_back = ChangesTo({}, org.credits[key]);
  if (!taken_back.empty()) TakeAllocation(org, key, taken_back, taken);
  const auto& reversed = taken.Next<v1::PaymentReversed>();
  taken.ExpectSame(command.payment_id(), reversed.payment_id(), "the payment");
  taken.ExpectSame(DateOf(command.date(), taken), reversed.date(), "the day");
  CreditState& credit = org.credits[key];
  credit.reversed = true;
  credit.taken_back += credit.left();
}

// Refunds.

Verdict JudgeRefund(const OrgState& org, const v1::RefundCustomer& command) {
  Verdict verdict = JudgeNamed(org, command);
  verdict.If(org.refunds.count(command.refund_id()) > 0, v1::REASON_ID_IN_USE);
  const CreditState* credit = CreditOf(org, KeyOf(command));
  if (credit == nullptr) return verdict;
  JudgeDate(org, command.date(), credit->grew_on, verdict);
  if (command.has_amount()) JudgeAmount(command.amount(), credit->currency, verdict);
  const int64_t amount = command.has_amount() ? command.amount().minor_units() : credit->left();
  return verdict.If(amount > credit->left() || credit->left() == 0, v1::REASON_EXCEEDS_CREDIT);
}

void TakeRefund(OrgState& org, const v1::RefundCustomer& command, Taken& taken) {
  CreditState& credit = org.credits[KeyOf(command)];
  const int64_t amount = command.has_amount() ? command.amount().minor_units() : credit.left();
  const v1::CustomerRefund& refund = taken.Next<v1::CustomerRefunded>().refund();
  taken.ExpectSame(command.refund_id(), refund.refund_id(), "the refund");
  taken.ExpectSame(amount, refund.amount().minor_units(), "the amount");
  taken.ExpectSame(DateOf(command.date(), taken), refund.date(), "the day");
  credit.refunded += amount;
  org.refunds.insert(command.refund_id());
}

// Granted credit.

Verdict JudgeGrant(const OrgState& org, const v1::GrantCredit& command) {
  Verdict verdict;
  verdict.If(org.customers.count(command.customer_id()) == 0, v1::REASON_CUSTOMER_NOT_FOUND)
      .If(org.granted.count(command.credit_id()) > 0, v1::REASON_ID_IN_USE);
  if (org.customers.count(command.customer_id()) == 0) return verdict;
  JudgeAmount(command.amount(), CurrencyOf(org, command.customer_id()), verdict);
  JudgeDate(org, command.date(), "", verdict);
  return verdict;
}

void TakeGrant(OrgState& org, const v1::GrantCredit& command, Taken& taken) {
  const auto& granted = taken.Next<v1::CreditGranted>();
  const std::string date = DateOf(command.date(), taken);
  taken.ExpectSame(command.credit_id(), granted.credit_id(), "the credit");
  taken.ExpectMessage(command.amount(), granted.amount(), "the amount");
  taken.ExpectSame(date, granted.date(), "the day");
  org.granted.insert(command.credit_id());
  org.credits[{command.customer_id(), v1::CREDIT_KIND_GRANTED, command.credit_id()}] =
      NewCredit(date, command.amount().currency(), command.amount().minor_units());
}

// What is given up.

const InvoiceState* InvoiceOf(const OrgState& org, const std::string& number) {
  const auto found = org.invoices.find(number);
  return found == org.invoices.end() ? nullptr : &found->second;
}

Verdict JudgeWriteOff(const OrgState& org, const v1::WriteOffInvoice& command) {
  const InvoiceState* invoice = InvoiceOf(org, command.invoice_number());
  if (invoice == nullptr) return Verdict().If(true, v1::REASON_INVOICE_NOT_FOUND);
  Verdict verdict;
  verdict.If(invoice->open() == 0, v1::REASON_NOTHING_OPEN);
  if (command.has_amount()) {
    JudgeAmount(command.amount(), invoice->currency(), verdict);
    verdict.If(command.amount().minor_units() > invoice->open(), v1::REASON_EXCEEDS_OPEN);
  }
  JudgeDate(org, command.date(), invoice->grew_on, verdict);
  return verdict;
}

void TakeWriteOff(OrgState& org, const v1::WriteOffInvoice& command, Taken& taken) {
  InvoiceState& invoice = org.invoices[command.invoice_number()];
  const int64_t units = command.has_amount() ? command.amount().minor_units() : invoice.open();
  const auto& written_off = taken.Next<v1::InvoiceWrittenOff>();
  taken.ExpectSame(command.invoice_number(), written_off.invoice_number(), "the invoice");
  taken.ExpectSame(units, written_off.amount().minor_units(), "what is given up");
  taken.ExpectSame(DateOf(command.date(), taken), written_off.date(), "the day");
  invoice.written_off += units;
  invoice.written_off_on = std::max(invoice.written_off_on, written_off.date());
}

Verdict JudgeWriteOffReversal(const OrgState& org, const v1::ReverseInvoiceWriteOff& command) {
  const InvoiceState* invoice = InvoiceOf(org, command.invoice_number());
  if (invoice == nullptr) return Verdict().If(true, v1::REASON_INVOICE_NOT_FOUND);
  Verdict verdict;
  JudgeDate(org, command.date(), invoice->written_off_on, verdict);
  return verdict.If(invoice->written_off == 0, v1::REASON_NOTHING_WRITTEN_OFF);
}

void TakeWriteOffReversal(OrgState& org, const v1::ReverseInvoiceWriteOff& command, Taken& taken) {
  InvoiceState& invoice = org.invoices[command.invoice_number()];
  const auto& reversed = taken.Next<v1::InvoiceWriteOffReversed>();
  taken.ExpectSame(command.invoice_number(), reversed.invoice_number(), "the invoice");
  taken.ExpectSame(invoice.written_off, reversed.amount().minor_units(), "what is open again");
  invoice.written_off = 0;
  invoice.grew_on = std::max(invoice.grew_on, reversed.date());
}

// Accounting periods.

Verdict JudgeClosing(const OrgState& org, const v1::CloseAccountingPeriod& command) {
  return Verdict()
      .If(command.month() >= "2900", v1::REASON_MONTH_NOT_OVER)
      .If(command.month() <= org.closed_month, v1::REASON_PERIOD_IS_CLOSED);
}

void TakeClosing(OrgState& org, const v1::CloseAccountingPeriod& command, Taken& taken) {
  taken.ExpectSame(command.month(), taken.Next<v1::AccountingPeriodClosed>().month(), "the month");
  org.closed_month = command.month();
}

Verdict JudgeReopening(const OrgState& org, const v1::ReopenAccountingPeriod& command) {
  return Verdict().If(command.month() > org.closed_month, v1::REASON_PERIOD_NOT_CLOSED);
}

void TakeReopening(OrgState& org, const v1::ReopenAccountingPeriod& command, Taken& taken) {
  const auto& reopened = taken.Next<v1::AccountingPeriodReopened>();
  taken.ExpectSame(command.month(), reopened.month(), "the month");
  taken.Expect(reopened.closed_month() < command.month(), "the month is not closed any more");
  org.closed_month = reopened.closed_month();
}

}  // namespace

void AddMoneyRules(Rules& rules) {
  AddRule<v1::RecordPayment>(rules, JudgePayment, TakePayment);
  AddRule<v1::AllocateCredit>(rules, JudgeAllocation, TakeAllocate);
  AddRule<v1::ReversePayment>(rules, JudgeReversal, TakeReversal);
  AddRule<v1::RefundCustomer>(rules, JudgeRefund, TakeRefund);
  AddRule<v1::GrantCredit>(rules, JudgeGrant, TakeGrant);
  AddRule<v1::WriteOffInvoice>(rules, JudgeWriteOff, TakeWriteOff);
  AddRule<v1::ReverseInvoiceWriteOff>(rules, JudgeWriteOffReversal, TakeWriteOffReversal);
  AddRule<v1::CloseAccountingPeriod>(rules, JudgeClosing, TakeClosing);
  AddRule<v1::ReopenAccountingPeriod>(rules, JudgeReopening, TakeReopening);
}

}  // namespace tally
