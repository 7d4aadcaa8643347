#include "properties/movements.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/events/wrap.h"
#include "ledger/money/exchange.h"
#include "ledger/money/money.h"
#include "properties/choice.h"

namespace tally {
namespace {

constexpr char kOrg[] = "msp";
constexpr char kBase[] = "GBP";

struct Someone {
  const char* customer_id;
  const char* currency;
};

// One pays in the org's currency; one in a currency without decimals.
constexpr Someone kCustomers[] = {{"acme", "GBP"}, {"bolt", "USD"}, {"cube", "JPY"}};

Someone AnyCustomer() { return kCustomers[Between(0, 2)]; }

v1::Money Of(int64_t minor_units, const v1::Money& like) {
  return MakeMoney(minor_units, like.currency());
}

// A part of `amount` that is not nothing, often all of it.
v1::Money PartOf(const v1::Money& amount) {
  const auto most = static_cast<int>(amount.minor_units());
  return OneIn(3) ? amount : Of(Between(1, most), amount);
}

// What `part` of `whole` is of `base`, which all of it is; all of it for the whole.
v1::Money Proportion(const v1::Money& base, const v1::Money& part, const v1::Money& whole) {
  const __int128 product = __int128{base.minor_units()} * part.minor_units();
  return Of(static_cast<int64_t>(product / whole.minor_units()), base);
}

std::string AnyDay() {
  return absl::StrCat("2026-", AnyOf<absl::string_view>({"01", "02", "03", "11", "12"}), "-",
                      AnyOf<absl::string_view>({"01", "15", "28"}));
}

// The amounts of a document: lines of three items, and what they are taxed.
struct Amounts {
  std::vector<int64_t> lines;
  std::vector<int64_t> taxes;
};

Amounts AnyAmounts() {
  Amounts amounts;
  for (int i = Between(1, 4); i > 0; --i) {
    amounts.lines.push_back(OneIn(4) ? -Between(0, 9'000) : Between(0, 20'000));
  }
  int64_t net = 0;
  for (const int64_t line : amounts.lines) net += line;
  for (int i = Between(0, 2); i > 0; --i) amounts.taxes.push_back(net * Between(1, 20) / 100);
  return amounts;
}

int64_t SumOf(const std::vector<int64_t>& amounts) {
  int64_t sum = 0;
  for (const int64_t amount : amounts) sum += amount;
  return sum;
}

v1::Totals TotalsOf(const Amounts& amounts, int64_t rounding, const std::string& currency) {
  const int64_t net = SumOf(amounts.lines);
  const int64_t tax = SumOf(amounts.taxes);
  const int64_t due = net + tax + rounding;
  v1::Totals totals;
  *totals.mutable_net() = MakeMoney(net, currency);
  *totals.mutable_tax() = MakeMoney(tax, currency);
  *totals.mutable_total() = MakeMoney(net + tax, currency);
  if (rounding != 0) *totals.mutable_rounding() = MakeMoney(rounding, currency);
  if (rounding != 0 || due < 0) {
    *totals.mutable_payable() = MakeMoney(std::max<int64_t>(due, 0), currency);
  }
  if (due < 0) *totals.mutable_customer_credit() = MakeMoney(-due, currency);
  return totals;
}

template <class Document>
void SetTaxes(const std::vector<int64_t>& taxes, const std::string& currency, Document& document) {
  for (size_t i = 0; i < taxes.size(); ++i) {
    v1::TaxGroup& group = *document.add_tax_groups();
    group.set_tax_id(absl::StrCat("tax", i));
    *group.mutable_tax() = MakeMoney(taxes[i], currency);
  }
}

// What `less` of what is open, or left, is in the books.
void SetBases(const v1::InvoiceSettlement& invoice, const v1::CustomerCredit& credit,
              v1::Allocation& allocation) {
  if (invoice.has_open_base()) {
    *allocation.mutable_receivable_base() =
        Proportion(invoice.open_base(), allocation.amount(), invoice.open());
  }
  if (credit.has_left_base()) {
    *allocation.mutable_credit_base() =
        Proportion(credit.left_base(), allocation.amount(), credit.left());
  }
  if (!invoice.has_open_base() || !credit.has_left_base()) return;
  *allocation.mutable_realised() =
      *Subtract(allocation.credit_base(), allocation.receivable_base());
}

// The opposite of what `credit` settles of one invoice, or of a part of it.
v1::Allocation Opposite(const v1::Allocation& settled, const v1::Money& part,
                        const std::string& date) {
  v1::Allocation opposite;
  opposite.set_invoice_number(settled.invoice_number());
  opposite.set_date(date);
  *opposite.mutable_amount() = *Negate(part);
  const auto take = [&](const v1::Money& base) {
    return *Negate(Proportion(base, part, settled.amount()));
  };
  if (settled.has_receivable_base()) {
    *opposite.mutable_receivable_base() = take(settled.receivable_base());
  }
  if (settled.has_credit_base()) *opposite.mutable_credit_base() = take(settled.credit_base());
  if (settled.has_realised()) {
    *opposite.mutable_realised() = *Subtract(opposite.credit_base(), opposite.receivable_base());
  }
  return opposite;
}

v1::CreditAllocated AllocatedOf(const v1::CustomerCredit& credit) {
  v1::CreditAllocated allocated;
  allocated.set_org_id(kOrg);
  allocated.set_customer_id(credit.customer_id());
  *allocated.mutable_credit() = credit.credit();
  return allocated;
}

}  // namespace

void Movements::MakeOne() {
  switch (Between(0, 13)) {
    case 0:
    case 1:
    case 2:
      return Issue();
    case 3:
      return Credit();
    case 4:
    case 5:
      return Pay();
    case 6:
    case 7:
      return Allocate();
    case 8:
      return TakeBackAllocation();
    case 9:
      return Reverse();
    case 10:
      return Refund();
    case 11:
      return OneIn(2) ? WriteOff() : ReverseWriteOff();
    case 12:
      return OneIn(2) ? ClosePeriod() : ReopenPeriod();
    default:
      return Grant();
  }
}

void Movements::Record(v1::Event event) {
  v1::RecordedEvent recorded;
  recorded.set_position(events_.size() + 1);
  *recorded.mutable_event() = event;
  Evolve(books_, recorded);
  Apply(journal_, recorded);
  events_.push_back(std::move(event));
}

std::string Movements::NewName(absl::string_view what) { return absl::StrCat(what, ++names_); }

std::optional<v1::ExchangeUse> Movements::AnyRate(const std::string& currency) {
  const bool is_known = rates_ == Rates::kSometimesKnown && currency != kBase && !OneIn(4);
  if (!is_known) return std::nullopt;
  v1::ExchangeUse rate;
  rate.set_from_currency(currency);
  rate.set_to_currency(kBase);
  rate.set_rate(OneOf({"0.6072", "0.6081", "0.0055", "1.5", "0.333333"}));
  return rate;
}

std::optional<v1::BaseValue> Movements::Worth(const v1::Money& amount) {
  const auto rate = AnyRate(amount.currency());
  if (!rate) return std::nullopt;
  v1::BaseValue worth;
  *worth.mutable_exchange() = *rate;
  *worth.mutable_amount() = *Convert(amount, *rate, RoundingMode::kHalfAwayFromZero);
  return worth;
}

std::vector<v1::CustomerCredit> Movements::CreditsLeft() const {
  std::vector<v1::CustomerCredit> credits;
  for (auto rows = books_.credits.Scan(kOrg); rows.Valid(); rows.Next()) {
    if (rows.row().left().minor_units() > 0) credits.push_back(rows.row());
  }
  return credits;
}

std::vector<v1::InvoiceSettlement> Movements::Settlements() const {
  std::vector<v1::InvoiceSettlement> settlements;
  for (auto rows = books_.settlements.Scan(kOrg); rows.Valid(); rows.Next()) {
    settlements.push_back(rows.row());
  }
  return settlements;
}

void Movements::Issue() {
  const Someone customer = AnyCustomer();
  const Amounts amounts = AnyAmounts();
  v1::InvoiceIssued issued;
  issued.set_org_id(kOrg);
  v1::Invoice& invoice = *issued.mutable_invoice();
  invoice.set_number(NewName("B-"));
  invoice.mutable_bill_to()->set_customer_id(customer.customer_id);
  invoice.set_issue_date(AnyDay());
  invoice.set_due_date(invoice.issue_date());
  for (size_t i = 0; i < amounts.lines.size(); ++i) {
    v1::Line& line = *invoice.add_lines();
    line.set_line_id(absl::StrCat("line", i));
    line.set_item_id(absl::StrCat("item", i % 3));
    *line.mutable_amount() = MakeMoney(amounts.lines[i], customer.currency);
  }
  SetTaxes(amounts.taxes, customer.currency, invoice);
  const int rounding = OneIn(4) ? Between(-3, 3) : 0;
  *invoice.mutable_totals() = TotalsOf(amounts, rounding, customer.currency);
  if (const auto rate = AnyRate(customer.currency)) {
    *invoice.mutable_base_totals()->mutable_exchange() = *rate;
    *invoice.mutable_base_totals()->mutable_totals() =
        *Convert(invoice.totals(), *rate, RoundingMode::kHalfAwayFromZero);
  }
  Record(Wrap(std::move(issued)));
}

// Takes back all of an invoice that nothing was taken back of.
void Movements::Credit() {
  const std::vector<v1::InvoiceSettlement> settlements = Settlements();
  if (settlements.empty()) return;
  const v1::InvoiceSettlement& settlement =
      *(settlements.begin() + Between(0, static_cast<int>(settlements.size()) - 1));
  const auto view = *books_.invoices.Find(kOrg, settlement.invoice_number());
  const v1::Invoice& invoice = view.invoice();
  const v1::Totals& totals = invoice.totals();
  if (!view.credit_notes().empty()) return;
  const auto given = books_.credits.Find(kOrg, settlement.customer_id(),
                                         Number{v1::CREDIT_KIND_INVOICE}, invoice.number());
  if (given && given->left().minor_units() != given->amount().minor_units()) return;

  v1::CreditNoteIssued issued;
  issued.set_org_id(kOrg);
  v1::CreditNote& note = *issued.mutable_credit_note();
  note.set_number(NewName("N-"));
  note.set_invoice_number(invoice.number());
  *note.mutable_bill_to() = invoice.bill_to();
  note.set_issue_date(AnyDay());
  for (const v1::Line& line : invoice.lines()) {
    v1::CreditLine& taken = *note.add_lines();
    taken.set_line_id(line.line_id());
    *taken.mutable_amount() = line.amount();
  }
  *note.mutable_tax_groups() = invoice.tax_groups();
  *note.mutable_totals() = totals;
  const bool is_all_open =
      !given && settlement.open().minor_units() == totals.total().minor_units();
  if (is_all_open && OneIn(4)) return Record(Wrap(std::move(issued)));

  v1::CreditNoteSettlement& settles = *note.mutable_settlement();
  const v1::Money rounding = totals.has_rounding() ? totals.rounding() : Of(0, totals.total());
  *settles.mutable_amount() = *Add(totals.total(), rounding);
  *settles.mutable_rounding() = rounding;
  *settles.mutable_against_open() = given ? settles.amount() : settlement.open();
  *settles.mutable_to_credit() = *Subtract(settles.amount(), settles.against_open());
  if (settlement.has_open_base()) {
    const v1::Totals& whole = invoice.base_totals().totals();
    const v1::Money due =
        *Add(whole.total(), whole.has_rounding() ? whole.rounding() : Of(0, whole.total()));
    *settles.mutable_base() = whole;
    *settles.mutable_open_base() = given ? due : settlement.open_base();
    *settles.mutable_credit_base() = *Subtract(due, settles.open_base());
  }
  Record(Wrap(std::move(issued)));
}

void Movements::Pay() {
  const Someone customer = AnyCustomer();
  v1::PaymentRecorded recorded;
  recorded.set_org_id(kOrg);
  v1::Payment& payment = *recorded.mutable_payment();
  payment.set_payment_id(NewName("p"));
  payment.set_customer_id(customer.customer_id);
  *payment.mutable_amount() = MakeMoney(Between(1, 30'000), customer.currency);
  payment.set_date(AnyDay());
  payment.set_method(OneOf({"bank", "card"}));
  payment.set_deposit(OneIn(4));
  if (const auto worth = Worth(payment.amount())) *recorded.mutable_base() = *worth;
  Record(Wrap(std::move(recorded)));
}

void Movements::Grant() {
  const Someone customer = AnyCustomer();
  v1::CreditGranted granted;
  granted.set_org_id(kOrg);
  granted.set_customer_id(customer.customer_id);
  granted.set_credit_id(NewName("g"));
  *granted.mutable_amount() = MakeMoney(Between(1, 5'000), customer.currency);
  granted.set_date(AnyDay());
  if (const auto worth = Worth(granted.amount())) *granted.mutable_base() = *worth;
  Record(Wrap(std::move(granted)));
}

void Movements::Allocate() {
  const std::vector<v1::CustomerCredit> credits = CreditsLeft();
  if (credits.empty()) return;
  const v1::CustomerCredit& credit =
      *(credits.begin() + Between(0, static_cast<int>(credits.size()) - 1));
  v1::CreditAllocated allocated = AllocatedOf(credit);
  v1::CustomerCredit rest = credit;
  for (const v1::InvoiceSettlement& invoice : Settlements()) {
    const bool fits =
        invoice.customer_id() == credit.customer_id() && invoice.open().minor_units() > 0;
    if (!fits || rest.left().minor_units() == 0 || OneIn(3)) continue;
    const int64_t most = std::min(invoice.open().minor_units(), rest.left().minor_units());
    v1::Allocation& allocation = *allocated.add_allocations();
    allocation.set_invoice_number(invoice.invoice_number());
    *allocation.mutable_amount() = PartOf(Of(most, rest.left()));
    allocation.set_date(AnyDay());
    SetBases(invoice, rest, allocation);
    *rest.mutable_left() = *Subtract(rest.left(), allocation.amount());
    if (rest.has_left_base()) {
      *rest.mutable_left_base() = *Subtract(rest.left_base(), allocation.credit_base());
    }
  }
  if (!allocated.allocations().empty()) Record(Wrap(std::move(allocated)));
}

void Movements::TakeBackAllocation() {
  for (auto rows = books_.credits.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::CustomerCredit credit = rows.row();
    if (credit.allocations().empty() || OneIn(2)) continue;
    v1::CreditAllocated allocated = AllocatedOf(credit);
    const v1::Allocation& settled = credit.allocations(0);
    *allocated.add_allocations() = Opposite(settled, PartOf(settled.amount()), AnyDay());
    return Record(Wrap(std::move(allocated)));
  }
}

void Movements::Reverse() {
  for (auto rows = books_.payments.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::PaymentView view = rows.row();
    if (view.has_reversal() || view.refunded().minor_units() > 0 || OneIn(2)) continue;
    const v1::Payment& payment = view.payment();
    const auto credit = *books_.credits.Find(kOrg, payment.customer_id(),
                                             Number{v1::CREDIT_KIND_PAYMENT}, payment.payment_id());
    const std::string date = AnyDay();
    v1::CreditAllocated allocated = AllocatedOf(credit);
    for (const v1::Allocation& settled : credit.allocations()) {
      *allocated.add_allocations() = Opposite(settled, settled.amount(), date);
    }
    if (!allocated.allocations().empty()) Record(Wrap(std::move(allocated)));
    v1::PaymentReversed reversed;
    reversed.set_org_id(kOrg);
    reversed.set_customer_id(payment.customer_id());
    reversed.set_payment_id(payment.payment_id());
    reversed.set_date(date);
    return Record(Wrap(std::move(reversed)));
  }
}

void Movements::Refund() {
  const std::vector<v1::CustomerCredit> credits = CreditsLeft();
  if (credits.empty()) return;
  const v1::CustomerCredit& credit =
      *(credits.begin() + Between(0, static_cast<int>(credits.size()) - 1));
  v1::CustomerRefunded refunded;
  refunded.set_org_id(kOrg);
  refunded.set_customer_id(credit.customer_id());
  v1::CustomerRefund& refund = *refunded.mutable_refund();
  refund.set_refund_id(NewName("r"));
  *refund.mutable_credit() = credit.credit();
  *refund.mutable_amount() = PartOf(credit.left());
  refund.set_date(AnyDay());
  refund.set_method(OneOf({"bank", "card"}));
  if (const auto worth = Worth(refund.amount())) *refund.mutable_base() = *worth;
  if (credit.has_left_base()) {
    *refund.mutable_credit_base() = Proportion(credit.left_base(), refund.amount(), credit.left());
  }
  if (refund.has_base() && refund.has_credit_base()) {
    *refund.mutable_realised() = *Subtract(refund.credit_base(), refund.base().amount());
  }
  Record(Wrap(std::move(refunded)));
}

void Movements::WriteOff() {
  for (const v1::InvoiceSettlement& invoice : Settlements()) {
    if (invoice.open().minor_units() <= 0 || OneIn(2)) continue;
    v1::InvoiceWrittenOff given_up;
    given_up.set_org_id(kOrg);
    given_up.set_customer_id(invoice.customer_id());
    given_up.set_invoice_number(invoice.invoice_number());
    *given_up.mutable_amount() = PartOf(invoice.open());
    if (invoice.has_open_base()) {
      *given_up.mutable_receivable_base() =
          Proportion(invoice.open_base(), given_up.amount(), invoice.open());
    }
    given_up.set_date(AnyDay());
    return Record(Wrap(std::move(given_up)));
  }
}

void Movements::ReverseWriteOff() {
  for (const v1::InvoiceSettlement& invoice : Settlements()) {
    if (invoice.written_off().minor_units() == 0) continue;
    v1::InvoiceWriteOffReversed reversed;
    reversed.set_org_id(kOrg);
    reversed.set_customer_id(invoice.customer_id());
    reversed.set_invoice_number(invoice.invoice_number());
    *reversed.mutable_amount() = invoice.written_off();
    if (invoice.has_written_off_base()) {
      *reversed.mutable_receivable_base() = invoice.written_off_base();
    }
    reversed.set_date(AnyDay());
    return Record(Wrap(std::move(reversed)));
  }
}

void Movements::ClosePeriod() {
  v1::AccountingPeriodClosed closed;
  closed.set_org_id(kOrg);
  closed.set_month(OneOf({"2026-01", "2026-02", "2026-12"}));
  if (books_.accounting_periods.Find(kOrg, closed.month())
          .value_or(v1::AccountingPeriod())
          .closed()) {
    return;
  }
  for (int i = Between(0, 2); i > 0; --i) {
    v1::CurrencyRevaluation& revaluation = *closed.add_revaluations();
    revaluation.set_customer_id(kCustomers[i].customer_id);
    *revaluation.mutable_unrealised() = MakeMoney(Between(-500, 500), kBase);
  }
  Record(Wrap(std::move(closed)));
}

void Movements::ReopenPeriod() {
  for (auto rows = books_.accounting_periods.Scan(kOrg); rows.Valid(); rows.Next()) {
    const v1::AccountingPeriod period = rows.row();
    if (!period.closed()) continue;
    v1::AccountingPeriodReopened reopened;
    reopened.set_org_id(kOrg);
    reopened.set_month(period.month());
    v1::RevaluedMonth& month = *reopened.add_taken_back();
    month.set_month(period.month());
    *month.mutable_revaluations() = period.revaluations();
    return Record(Wrap(std::move(reopened)));
  }
}

}  // namespace tally
