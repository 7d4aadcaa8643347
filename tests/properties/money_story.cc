#include "properties/money_story.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/accounting_periods.h"
#include "ledger/deciders/invoices.h"
#include "ledger/deciders/issue.h"
#include "ledger/deciders/payments.h"
#include "ledger/deciders/receivables.h"
#include "ledger/events/wrap.h"
#include "ledger/money/money.h"
#include "ledger/rating/taxes.h"
#include "properties/choice.h"
#include "support/text.h"

namespace tally {
namespace {

struct Someone {
  const char* customer_id;
  const char* currency;
};

constexpr Someone kCustomers[] = {
    {"acme", "GBP"}, {"bolt", "USD"}, {"cube", "JPY"}, {"dent", "CHF"}};

std::string CurrencyOf(const std::string& customer) {
  for (const Someone& someone : kCustomers) {
    if (someone.customer_id == customer) return someone.currency;
  }
  return "";
}

template <class C>
MoneyStory::Step StepOf(C command) {
  command.set_org_id(MoneyStory::kOrg);
  return [command](const Books& books,
                   const Context& context) -> absl::StatusOr<std::vector<v1::Event>> {
    auto decision = Decide(command, books, context);
    if (!decision.ok()) return decision.status();
    return std::move(decision->events);
  };
}

// A part of `amount`, often all of it, and sometimes more.
v1::Money SomeOf(const v1::Money& amount) {
  const auto most = static_cast<int>(std::max<int64_t>(amount.minor_units(), 1));
  if (OneIn(3)) return amount;
  return MakeMoney(OneIn(8) ? most + 1 : Between(1, most), amount.currency());
}

// Lines that are taxed or not, some of which take off.
v1::Invoice AnyInvoice(const v1::Org& org, const std::string& customer) {
  const std::string currency = CurrencyOf(customer);
  v1::Invoice invoice;
  invoice.mutable_bill_to()->set_customer_id(customer);
  invoice.mutable_terms()->set_days(static_cast<uint32_t>(Between(0, 30)));
  const bool is_negative = OneIn(10);
  for (int i = Between(1, 4); i > 0; --i) {
    v1::Line& line = *invoice.add_lines();
    line.set_line_id(absl::StrCat("line", i));
    line.set_quantity("1");
    if (OneIn(2)) line.set_tax_id("vat");
    const int64_t units = Between(1, 12'000) * (is_negative || OneIn(5) ? -1 : 1);
    *line.mutable_amount() = MakeMoney(units, currency);
    line.set_unit_price(FormatAmount(line.amount()));
  }
  v1::TaxGroup vat;
  vat.set_tax_id("vat");
  vat.set_rate_percent(OneOf({"20", "7.7", "0.5"}));
  google::protobuf::RepeatedPtrField<v1::TaxGroup> known;
  *known.Add() = vat;
  auto groups =
      TaxAgain(known, RulesOf(org, v1::TAX_ROUNDING_UNSPECIFIED), *invoice.mutable_lines());
  EXPECT_TRUE(groups.ok()) << groups.status();
  *invoice.mutable_tax_groups() = *std::move(groups);
  auto totals = AddUp(invoice.tax_groups(), currency);
  EXPECT_TRUE(totals.ok() && SetPayable(org, *totals).ok());
  *invoice.mutable_totals() = *std::move(totals);
  return invoice;
}

v1::Event RateOf(const std::string& currency, absl::string_view date, absl::string_view rate) {
  return Parse<v1::Event>(
      absl::StrCat("exchange_rates_recorded { org_id: 'msp' rates { from_currency: '", currency,
                   "' to_currency: 'GBP' date: '", date, "' rate: '", rate, "' source: 'ecb' } }"));
}

}  // namespace

std::vector<std::string> MoneyStory::Customers() {
  std::vector<std::string> ids;
  for (const Someone& someone : kCustomers) ids.emplace_back(someone.customer_id);
  return ids;
}

MoneyStory::MoneyStory() : now_(InstantOf("2026-02-10T12:00:00Z")) {
  v1::Event org = Parse<v1::Event>(
      absl::StrCat("org_defined { org { org_id: 'msp' name: 'Msp' currency: 'GBP' time_zone: 'UTC' "
                   "  cash_rounding { currency: 'CHF' increment: '0.05' } rounding: ",
                   OneOf({"ROUNDING_HALF_AWAY_FROM_ZERO", "ROUNDING_HALF_EVEN"}), " } }"));
  org.mutable_org_defined()->mutable_org()->set_credit_by_hand(OneIn(4));
  Record(std::move(org));
  for (const Someone& someone : kCustomers) {
    Record(Parse<v1::Event>(
        absl::StrCat("customer_defined { org_id: 'msp' customer { customer_id: '",
                     someone.customer_id, "' name: 'C' currency: '", someone.currency, "' } }")));
    // Before the first rate of a currency nothing is known of it.
    for (const char* date : {"2026-01-01", "2026-03-01", "2026-03-20", "2026-05-01"}) {
      if (someone.currency == std::string("GBP") || OneIn(3)) continue;
      Record(
          RateOf(someone.currency, date, OneOf({"0.6072", "0.6081", "0.0055", "1.5", "0.333333"})));
    }
  }
}

void MoneyStory::Record(v1::Event event) {
  v1::RecordedEvent recorded;
  recorded.set_position(events_.size() + 1);
  *recorded.mutable_recorded_at() = ToProto(now_);
  *recorded.mutable_event() = event;
  Evolve(books_, recorded);
  events_.push_back(std::move(event));
}

std::string MoneyStory::NewId() { return absl::StrCat("x", ++last_id_); }

void MoneyStory::PassDays() { now_ += absl::Hours(24) * Between(0, 6); }

std::string MoneyStory::AnyDate() const {
  if (OneIn(2)) return "";
  const absl::CivilDay today = absl::ToCivilDay(now_, absl::UTCTimeZone());
  return FormatDate(today - Between(0, 40));
}

void MoneyStory::Do(const Step& step) {
  const Context context{.now = now_, .actor = "ann", .position = events_.size()};
  const auto events = step(books_, context);
  if (!events.ok()) {
    RC_ASSERT(RefusalOf(events.status()).has_value());
    return;
  }
  for (const v1::Event& event : *events) Record(event);
}

void MoneyStory::Issue() {
  PassDays();
  const v1::Org org = *books_.orgs.Find(kOrg);
  const v1::Invoice invoice = AnyInvoice(org, AnyOf<std::string>({"acme", "bolt", "cube", "dent"}));
  Do([&](const Books& books, const Context& context) -> absl::StatusOr<std::vector<v1::Event>> {
    const auto next = NextInvoice(books, org, context);
    if (!next.ok()) return next.status();
    return IssueInvoice(books, org, context, *next, invoice);
  });
}

void MoneyStory::DoSomething() {
  PassDays();
  const int what = Between(0, 9);
  if (what < 2) return Issue();
  if (what < 4) return Do(AnyCreditOrVoid());
  if (what < 5 && OneIn(2)) return Do(AnyClosing());
  Do(AnyMovement(AnyOf<std::string>({"acme", "bolt", "cube", "dent"})));
}

MoneyStory::Step MoneyStory::AnyMovement(const std::string& customer) {
  switch (Between(0, 8)) {
    case 0:
    case 1:
      return AnyPayment(customer);
    case 2:
    case 3:
    case 4:
      return AnyAllocation(customer);
    case 5:
      return AnyReversal(customer);
    case 6:
      return AnyRefund(customer);
    case 7:
      return AnyWriteOff(customer);
    default:
      return AnyGrant(customer);
  }
}

MoneyStory::Step MoneyStory::AnyCreditOrVoid() {
  std::vector<v1::InvoiceView> invoices;
  for (auto rows = books_.invoices.Scan(kOrg); rows.Valid(); rows.Next()) {
    invoices.push_back(rows.row());
  }
  if (invoices.empty()) return AnyPayment("acme");
  const v1::InvoiceView& invoice =
      invoices[static_cast<size_t>(Between(0, static_cast<int>(invoices.size()) - 1))];
  const std::string& number = invoice.invoice().number();
  if (OneIn(4)) {
    v1::VoidInvoice command;
    command.set_invoice_number(number);
    return StepOf(std::move(command));
  }
  if (OneIn(5)) {
    v1::CorrectInvoice command;
    command.set_invoice_number(number);
    v1::LineCorrection& line = *command.add_lines();
    line.set_line_id(invoice.invoice().lines(0).line_id());
    line.set_unit_price(NumberUpTo(200, 0));
    return StepOf(std::move(command));
  }
  v1::CreditInvoice command;
  command.set_invoice_number(number);
  switch (Between(0, 2)) {
    case 0:
      command.mutable_whole();
      break;
    case 1:
      *command.mutable_amount()->mutable_total() = SomeOf(invoice.left());
      break;
    default:
      command.mutable_lines()->add_lines()->set_line_id(invoice.invoice().lines(0).line_id());
  }
  return StepOf(std::move(command));
}

std::vector<v1::InvoiceSettlement> MoneyStory::InvoicesOf(const std::string& customer) const {
  std::vector<v1::InvoiceSettlement> invoices;
  for (auto rows = books_.settlements.Scan(kOrg); rows.Valid(); rows.Next()) {
    if (rows.row().customer_id() == customer) invoices.push_back(rows.row());
  }
  return invoices;
}

v1::ChosenInvoices MoneyStory::AnyChoice(const std::string& customer) const {
  v1::ChosenInvoices chosen;
  for (const v1::InvoiceSettlement& invoice : InvoicesOf(customer)) {
    if (OneIn(2)) continue;
    v1::InvoiceShare& share = *chosen.add_invoices();
    share.set_invoice_number(invoice.invoice_number());
    if (OneIn(2)) *share.mutable_amount() = SomeOf(invoice.open());
  }
  return chosen;
}

std::optional<v1::CustomerCredit> MoneyStory::AnyCredit(const std::string& customer) const {
  std::vector<v1::CustomerCredit> credits;
  for (auto rows = books_.credits.Scan(kOrg, customer); rows.Valid(); rows.Next()) {
    credits.push_back(rows.row());
  }
  if (credits.empty()) return std::nullopt;
  return credits[static_cast<size_t>(Between(0, static_cast<int>(credits.size()) - 1))];
}

MoneyStory::Step MoneyStory::AnyPayment(const std::string& customer) {
  v1::RecordPayment command;
  v1::Payment& payment = *command.mutable_payment();
  payment.set_payment_id(NewId());
  payment.set_customer_id(customer);
  *payment.mutable_amount() = MakeMoney(Between(1, 20'000), CurrencyOf(customer));
  payment.set_date(AnyDate());
  payment.set_deposit(OneIn(6));
  if (OneIn(3)) *command.mutable_chosen() = AnyChoice(customer);
  if (OneIn(5)) command.mutable_none();
  return StepOf(std::move(command));
}

MoneyStory::Step MoneyStory::AnyAllocation(const std::string& customer) {
  const auto credit = AnyCredit(customer);
  if (!credit) return AnyGrant(customer);
  v1::AllocateCredit command;
  command.set_customer_id(customer);
  *command.mutable_credit() = credit->credit();
  command.set_date(AnyDate());
  switch (Between(0, 4)) {
    case 0:
      command.mutable_none();
      break;
    case 1:
      command.mutable_oldest_first();
      break;
    default:
      *command.mutable_chosen() = AnyChoice(customer);
  }
  return StepOf(std::move(command));
}

MoneyStory::Step MoneyStory::AnyRefund(const std::string& customer) {
  const auto credit = AnyCredit(customer);
  if (!credit) return AnyGrant(customer);
  v1::RefundCustomer command;
  command.set_customer_id(customer);
  command.set_refund_id(NewId());
  *command.mutable_credit() = credit->credit();
  if (OneIn(2)) *command.mutable_amount() = SomeOf(credit->left());
  command.set_date(AnyDate());
  return StepOf(std::move(command));
}

MoneyStory::Step MoneyStory::AnyGrant(const std::string& customer) {
  v1::GrantCredit command;
  command.set_customer_id(customer);
  command.set_credit_id(NewId());
  *command.mutable_amount() = MakeMoney(Between(1, 5'000), CurrencyOf(customer));
  command.set_date(AnyDate());
  return StepOf(std::move(command));
}

MoneyStory::Step MoneyStory::AnyReversal(const std::string& customer) {
  const auto credit = AnyCredit(customer);
  if (!credit || credit->credit().kind() != v1::CREDIT_KIND_PAYMENT) return AnyGrant(customer);
  v1::ReversePayment command;
  command.set_payment_id(credit->credit().id());
  command.set_kind(v1::REVERSAL_KIND_FAILED);
  command.set_date(AnyDate());
  return StepOf(std::move(command));
}

MoneyStory::Step MoneyStory::AnyWriteOff(const std::string& customer) {
  const std::vector<v1::InvoiceSettlement> invoices = InvoicesOf(customer);
  const bool takes_back = OneIn(2);
  for (const v1::InvoiceSettlement& invoice : invoices) {
    if (!takes_back || invoice.written_off().minor_units() == 0) continue;
    v1::ReverseInvoiceWriteOff command;
    command.set_invoice_number(invoice.invoice_number());
    command.set_date(AnyDate());
    return StepOf(std::move(command));
  }
  if (invoices.empty()) return AnyGrant(customer);
  const v1::InvoiceSettlement& invoice =
      invoices[static_cast<size_t>(Between(0, static_cast<int>(invoices.size()) - 1))];
  v1::WriteOffInvoice command;
  command.set_invoice_number(invoice.invoice_number());
  if (OneIn(2)) *command.mutable_amount() = SomeOf(invoice.open());
  command.set_date(AnyDate());
  return StepOf(std::move(command));
}

MoneyStory::Step MoneyStory::AnyClosing() const {
  const absl::CivilMonth last =
      absl::CivilMonth(absl::ToCivilDay(now_, absl::UTCTimeZone())) - Between(1, 2);
  v1::CloseAccountingPeriod command;
  command.set_month(FormatMonth(last));
  return StepOf(std::move(command));
}

}  // namespace tally
