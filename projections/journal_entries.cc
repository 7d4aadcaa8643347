#include "projections/journal_entries.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/calendar/date.h"
#include "ledger/money/money.h"
#include "ledger/money/totals.h"
#include "projections/balanced_entry.h"
#include "projections/spread.h"

namespace tally {
namespace {

const AccountName kRounding = {v1::JOURNAL_ACCOUNT_ROUNDING, ""};
const AccountName kExchange = {v1::JOURNAL_ACCOUNT_EXCHANGE, ""};

AccountName Receivable(const std::string& customer_id) {
  return {v1::JOURNAL_ACCOUNT_RECEIVABLE, customer_id};
}

AccountName Cash(const std::string& method) {
  return {v1::JOURNAL_ACCOUNT_CASH, method.empty() ? "bank" : method};
}

AccountName CustomerCredit(const std::string& customer_id) {
  return {v1::JOURNAL_ACCOUNT_CUSTOMER_CREDIT, customer_id};
}

// Where a credit of the customer stands.
AccountName CreditOrDeposit(const std::string& customer_id, bool is_deposit) {
  if (!is_deposit) return CustomerCredit(customer_id);
  return {v1::JOURNAL_ACCOUNT_DEPOSIT, customer_id};
}

BalancedEntry Begin(const std::string& date, const std::string& document,
                    absl::string_view description, const std::string& customer_id) {
  v1::JournalEntry header;
  header.set_date(date);
  header.set_document(document);
  header.set_description(std::string(description));
  header.set_customer_id(customer_id);
  return BalancedEntry(std::move(header));
}

// Returns the entry with what is missing on `rest`; nothing if it comes to nothing.
JournalEntries End(BalancedEntry entry, const AccountName& rest) {
  auto finished = std::move(entry).Finish(rest);
  JournalEntries entries;
  if (finished) entries.push_back(*std::move(finished));
  return entries;
}

// Whether `base` is what an amount is in another currency.
bool IsCost(const v1::Money& base, const v1::Money& amount) {
  return !base.currency().empty() && base.currency() != amount.currency();
}

void Debit(BalancedEntry& entry, const AccountName& account, const v1::Money& amount,
           const v1::Money* cost) {
  if (cost == nullptr) return entry.Debit(account, amount);
  entry.Debit(account, amount, *cost);
}

void Credit(BalancedEntry& entry, const AccountName& account, const v1::Money& amount,
            const v1::Money* cost) {
  if (cost == nullptr) return entry.Credit(account, amount);
  entry.Credit(account, amount, *cost);
}

template <class Groups>
std::vector<Share> TaxesOf(const Groups& groups) {
  std::vector<Share> taxes;
  for (const v1::TaxGroup& group : groups) {
    if (group.tax().minor_units() != 0) AddShare(taxes, group.tax_id(), group.tax());
  }
  return taxes;
}

std::vector<Share> ItemsOf(const v1::Invoice& invoice) {
  std::vector<Share> items;
  for (const v1::Line& line : invoice.lines()) AddShare(items, line.item_id(), line.amount());
  return items;
}

std::vector<Share> ItemsOf(const v1::CreditNote& note, const v1::Invoice& invoice) {
  std::map<std::string, std::string> item_of_line;
  for (const v1::Line& line : invoice.lines()) item_of_line[line.line_id()] = line.item_id();
  std::vector<Share> items;
  for (const v1::CreditLine& line : note.lines()) {
    AddShare(items, item_of_line[line.line_id()], line.amount());
  }
  return items;
}

// What a document bills, or takes back.
struct Billed {
  std::vector<Share> items;
  std::vector<Share> taxes;
};

// The same in the books, where all of it is `whole`.
Billed InBooks(const Billed& billed, const v1::Totals& whole, const v1::ExchangeUse& exchange) {
  return {InBooks(billed.items, whole.net(), exchange),
          InBooks(billed.taxes, whole.tax(), exchange)};
}

void Earn(BalancedEntry& entry, const Billed& billed) {
  for (const Share& item : billed.items) {
    entry.Credit({v1::JOURNAL_ACCOUNT_REVENUE, item.subject}, item.amount);
  }
  for (const Share& tax : billed.taxes) {
    entry.Credit({v1::JOURNAL_ACCOUNT_TAX, tax.subject}, tax.amount);
  }
}

void TakeBack(BalancedEntry& entry, const Billed& billed) {
  for (const Share& item : billed.items) {
    entry.Debit({v1::JOURNAL_ACCOUNT_REVENUE, item.subject}, item.amount);
  }
  for (const Share& tax : billed.taxes) {
    entry.Debit({v1::JOURNAL_ACCOUNT_TAX, tax.subject}, tax.amount);
  }
}

// Where what a note takes back goes. Notes of before there were payments took all off what was
// open.
v1::CreditNoteSettlement SettlementOf(const v1::CreditNote& note) {
  if (note.has_settlement()) return note.settlement();
  v1::CreditNoteSettlement settlement;
  *settlement.mutable_against_open() = note.totals().total();
  return settlement;
}

// Whether it is known what all of a note is in the books.
bool IsInBooks(const v1::CreditNoteSettlement& settlement) {
  if (!settlement.has_base()) return false;
  const bool knows_open =
      settlement.against_open().minor_units() == 0 || settlement.has_open_base();
  const bool knows_credit =
      settlement.to_credit().minor_units() == 0 || settlement.has_credit_base();
  return knows_open && knows_credit;
}

// `payment p1`, `credit note CREDIT-7`, …
std::string CreditWords(const v1::CreditName& credit) {
  switch (credit.kind()) {
    case v1::CREDIT_KIND_PAYMENT:
      return absl::StrCat("payment ", credit.id());
    case v1::CREDIT_KIND_CREDIT_NOTE:
      return absl::StrCat("credit note ", credit.id());
    case v1::CREDIT_KIND_INVOICE:
      return absl::StrCat("invoice ", credit.id());
    case v1::CREDIT_KIND_GRANTED:
      return absl::StrCat("granted credit ", credit.id());
    default:
      return credit.id();
  }
}

std::string AllocationWords(const v1::CreditName& credit,
                            const std::vector<const v1::Allocation*>& allocations) {
  return absl::StrCat("Allocation of ", CreditWords(credit), " to ",
                      allocations.size() == 1 ? allocations[0]->invoice_number()
                                              : absl::StrCat(allocations.size(), " invoices"));
}

// Whether it is known what both sides of an allocation are in the books.
bool IsInBooks(const v1::Allocation& allocation) {
  return IsCost(allocation.receivable_base(), allocation.amount()) &&
         IsCost(allocation.credit_base(), allocation.amount());
}

// What `event` gives up of an invoice, or, with `sign` -1, what is open again.
template <class Event>
JournalEntries WriteOff(const Event& event, absl::string_view description, int sign) {
  const v1::Money& base = event.receivable_base();
  const bool is_foreign = IsCost(base, event.amount());
  const v1::Money given_up =
      MakeMoney(sign * event.amount().minor_units(), event.amount().currency());
  const v1::Money cost = MakeMoney(sign * base.minor_units(), base.currency());
  BalancedEntry entry =
      Begin(event.date(), event.invoice_number(), description, event.customer_id());
  Credit(entry, Receivable(event.customer_id()), given_up, is_foreign ? &cost : nullptr);
  return End(std::move(entry), {v1::JOURNAL_ACCOUNT_BAD_DEBT, ""});
}

// The days on which a month is revalued, and on which that is reversed.
struct RevaluationDays {
  std::string last_day;
  std::string next_day;
};

RevaluationDays DaysOf(const std::string& month) {
  const absl::CivilMonth next = ParseMonth(month).value_or(absl::CivilMonth()) + 1;
  return {FormatDate(absl::CivilDay(next) - 1), FormatDate(absl::CivilDay(next))};
}

using Revaluations = google::protobuf::RepeatedPtrField<v1::CurrencyRevaluation>;

// The one customer that is revalued; empty if there are several.
std::string CustomerOf(const Revaluations& revaluations) {
  std::string customer_id;
  for (const v1::CurrencyRevaluation& each : revaluations) {
    if (!customer_id.empty() && customer_id != each.customer_id()) return "";
    customer_id = each.customer_id();
  }
  return customer_id;
}

const AccountName kRevaluation = {v1::JOURNAL_ACCOUNT_REVALUATION, ""};
const AccountName kUnrealised = {v1::JOURNAL_ACCOUNT_UNREALISED_EXCHANGE, ""};

JournalEntries Revalue(const std::string& date, const std::string& month,
                       absl::string_view description, const Revaluations& revaluations) {
  BalancedEntry entry = Begin(date, month, description, CustomerOf(revaluations));
  for (const v1::CurrencyRevaluation& each : revaluations) {
    entry.Debit(kRevaluation, each.unrealised());
  }
  return End(std::move(entry), kUnrealised);
}

JournalEntries TakeBackRevaluation(const std::string& date, const std::string& month,
                                   absl::string_view description,
                                   const Revaluations& revaluations) {
  BalancedEntry entry = Begin(date, month, description, CustomerOf(revaluations));
  for (const v1::CurrencyRevaluation& each : revaluations) {
    entry.Credit(kRevaluation, each.unrealised());
  }
  return End(std::move(entry), kUnrealised);
}

void Append(JournalEntries more, JournalEntries& entries) {
  for (v1::JournalEntry& entry : more) entries.push_back(std::move(entry));
}

}  // namespace

JournalEntries EntriesOf(const v1::InvoiceIssued& event) {
  const v1::Invoice& invoice = event.invoice();
  const std::string& customer_id = invoice.bill_to().customer_id();
  const Billed billed = {ItemsOf(invoice), TaxesOf(invoice.tax_groups())};
  const v1::BaseTotals& books = invoice.base_totals();
  BalancedEntry entry = Begin(invoice.issue_date(), invoice.number(),
                              absl::StrCat("Invoice ", invoice.number()), customer_id);
  if (books.has_totals()) {
    entry.Debit(Receivable(customer_id), PayableOf(invoice.totals()), PayableOf(books.totals()));
    entry.Credit(CustomerCredit(customer_id), invoice.totals().customer_credit(),
                 books.totals().customer_credit());
    Earn(entry, InBooks(billed, books.totals(), books.exchange()));
  } else {
    entry.Debit(Receivable(customer_id), PayableOf(invoice.totals()));
    entry.Credit(CustomerCredit(customer_id), invoice.totals().customer_credit());
    Earn(entry, billed);
  }
  return End(std::move(entry), kRounding);
}

JournalEntries EntriesOf(const v1::CreditNoteIssued& event, const v1::Invoice& invoice) {
  const v1::CreditNote& note = event.credit_note();
  const std::string& customer_id = note.bill_to().customer_id();
  const v1::CreditNoteSettlement settlement = SettlementOf(note);
  const Billed billed = {ItemsOf(note, invoice), TaxesOf(note.tax_groups())};
  BalancedEntry entry = Begin(
      note.issue_date(), note.number(),
      absl::StrCat("Credit note ", note.number(), " on ", note.invoice_number()), customer_id);
  // An invoice below zero has nothing open, but gave credit.
  const AccountName open = settlement.against_open().minor_units() < 0 ? CustomerCredit(customer_id)
                                                                       : Receivable(customer_id);
  if (IsInBooks(settlement)) {
    TakeBack(entry, InBooks(billed, settlement.base(), invoice.base_totals().exchange()));
    entry.Credit(open, settlement.against_open(), settlement.open_base());
    entry.Credit(CustomerCredit(customer_id), settlement.to_credit(), settlement.credit_base());
  } else {
    TakeBack(entry, billed);
    entry.Credit(open, settlement.against_open());
    entry.Credit(CustomerCredit(customer_id), settlement.to_credit());
  }
  return End(std::move(entry), kRounding);
}

JournalEntries EntriesOf(const v1::PaymentRecorded& event) {
  const v1::Payment& payment = event.payment();
  const v1::Money& base = event.base().amount();
  const v1::Money* cost = IsCost(base, payment.amount()) ? &base : nullptr;
  const AccountName cash = Cash(payment.method());
  BalancedEntry entry = Begin(payment.date(), payment.payment_id(),
                              absl::StrCat(payment.deposit() ? "Deposit " : "Payment ",
                                           payment.payment_id(), " by ", cash.subject),
                              payment.customer_id());
  Debit(entry, cash, payment.amount(), cost);
  Credit(entry, CreditOrDeposit(payment.customer_id(), payment.deposit()), payment.amount(), cost);
  return End(std::move(entry), kExchange);
}

JournalEntries EntriesOf(const v1::CreditAllocated& event, bool is_deposit) {
  std::map<std::pair<std::string, bool>, std::vector<const v1::Allocation*>> by_day;
  for (const v1::Allocation& each : event.allocations()) {
    by_day[{each.date(), IsInBooks(each)}].push_back(&each);
  }
  JournalEntries entries;
  for (const auto& [day, allocations] : by_day) {
    const auto& [date, is_in_books] = day;
    BalancedEntry entry = Begin(date, event.credit().id(),
                                AllocationWords(event.credit(), allocations), event.customer_id());
    for (const v1::Allocation* each : allocations) {
      Debit(entry, CreditOrDeposit(event.customer_id(), is_deposit), each->amount(),
            is_in_books ? &each->credit_base() : nullptr);
      Credit(entry, Receivable(event.customer_id()), each->amount(),
             is_in_books ? &each->receivable_base() : nullptr);
    }
    Append(End(std::move(entry), kExchange), entries);
  }
  return entries;
}

JournalEntries EntriesOf(const v1::PaymentReversed& event, const v1::PaymentRecorded& left) {
  const v1::Payment& payment = left.payment();
  const v1::Money& base = left.base().amount();
  const v1::Money* cost = IsCost(base, payment.amount()) ? &base : nullptr;
  BalancedEntry entry =
      Begin(event.date(), event.payment_id(),
            absl::StrCat("Reversal of payment ", event.payment_id()), event.customer_id());
  Debit(entry, CreditOrDeposit(event.customer_id(), payment.deposit()), payment.amount(), cost);
  Credit(entry, Cash(payment.method()), payment.amount(), cost);
  return End(std::move(entry), kExchange);
}

JournalEntries EntriesOf(const v1::CustomerRefunded& event, bool is_deposit) {
  const v1::CustomerRefund& refund = event.refund();
  const bool is_in_books = IsCost(refund.base().amount(), refund.amount()) &&
                           IsCost(refund.credit_base(), refund.amount());
  BalancedEntry entry =
      Begin(refund.date(), refund.refund_id(),
            absl::StrCat("Refund ", refund.refund_id(), " of ", CreditWords(refund.credit())),
            event.customer_id());
  Debit(entry, CreditOrDeposit(event.customer_id(), is_deposit), refund.amount(),
        is_in_books ? &refund.credit_base() : nullptr);
  Credit(entry, Cash(refund.method()), refund.amount(),
         is_in_books ? &refund.base().amount() : nullptr);
  return End(std::move(entry), kExchange);
}

JournalEntries EntriesOf(const v1::CreditGranted& event) {
  const v1::Money& base = event.base().amount();
  BalancedEntry entry =
      Begin(event.date(), event.credit_id(), absl::StrCat("Granted credit ", event.credit_id()),
            event.customer_id());
  Credit(entry, CustomerCredit(event.customer_id()), event.amount(),
         IsCost(base, event.amount()) ? &base : nullptr);
  return End(std::move(entry), {v1::JOURNAL_ACCOUNT_GRANTED_CREDIT, ""});
}

JournalEntries EntriesOf(const v1::InvoiceWrittenOff& event) {
  return WriteOff(event, absl::StrCat("Write-off of ", event.invoice_number()), 1);
}

JournalEntries EntriesOf(const v1::InvoiceWriteOffReversed& event) {
  return WriteOff(event, absl::StrCat("Write-off of ", event.invoice_number(), " taken back"), -1);
}

JournalEntries EntriesOf(const v1::AccountingPeriodClosed& event) {
  const RevaluationDays days = DaysOf(event.month());
  JournalEntries entries =
      Revalue(days.last_day, event.month(), absl::StrCat("Revaluation of ", event.month()),
              event.revaluations());
  Append(TakeBackRevaluation(days.next_day, event.month(),
                             absl::StrCat("Revaluation of ", event.month(), " reversed"),
                             event.revaluations()),
         entries);
  return entries;
}

JournalEntries EntriesOf(const v1::AccountingPeriodReopened& event) {
  JournalEntries entries;
  for (const v1::RevaluedMonth& opened : event.taken_back()) {
    const RevaluationDays days = DaysOf(opened.month());
    Append(TakeBackRevaluation(days.last_day, opened.month(),
                               absl::StrCat("Revaluation of ", opened.month(), " taken back"),
                               opened.revaluations()),
           entries);
    Append(Revalue(days.next_day, opened.month(),
                   absl::StrCat("Reversal of the revaluation of ", opened.month(), " taken back"),
                   opened.revaluations()),
           entries);
  }
  return entries;
}

}  // namespace tally
