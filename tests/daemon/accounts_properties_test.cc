// What holds of aging, statements and balances, whatever is billed, paid, credited and given up, on
// any day and as of any position: compared with sums over all events.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "daemon/services/aging.h"
#include "daemon/services/statement.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/dunning.h"
#include "ledger/deciders/exchange_rates.h"
#include "ledger/deciders/month_end.h"
#include "ledger/deciders/payments.h"
#include "ledger/deciders/receivables.h"
#include "projections/open_items.h"
#include "projections/projections.h"
#include "properties/choice.h"
#include "support/office.h"

namespace tally {
namespace {

constexpr absl::CivilDay kFirstDay(2026, 2, 3);
constexpr int kMostSteps = 30;

// Who is billed in dollars, as the org is, and who in euros.
const std::vector<std::string>& Customers() {
  static const auto& customers = *new std::vector<std::string>{"c0", "c1", "euro"};
  return customers;
}

std::string CurrencyOf(const std::string& customer) { return customer == "euro" ? "EUR" : "USD"; }

// A provider, and money that comes and goes at random.
class Business {
 public:
  Business() : office_(AllProjections()) {
    GoTo(kFirstDay);
    office_.OpenProvider(2);
    office_.Do<v1::DefineCustomer>(
        "org_id: 'msp' customer { customer_id: 'euro' name: 'E' currency: 'EUR' "
        "  payment_terms { kind: TERMS_KIND_NET days: 30 } }");
    Learn("1.09", "2026-01-01");
  }

  // Lives for some days; returns how much of what was tried was done.
  int Live() {
    int done = 0;
    const int steps = Between(5, kMostSteps);
    for (int i = 0; i < steps; ++i) {
      GoTo(today_ + Between(0, 12));
      done += TakeAStep() ? 1 : 0;
    }
    return done;
  }

  Office& office() { return office_; }
  absl::CivilDay today() const { return today_; }
  absl::Time now() { return office_.ledger().Now(); }

 private:
  void GoTo(absl::CivilDay day) {
    today_ = day;
    office_.SetNow(absl::StrCat(FormatDate(day), "T12:00:00Z"));
  }

  void Learn(const std::string& rate, const std::string& date) {
    office_.Do<v1::RecordExchangeRates>(
        absl::StrCat("org_id: 'msp' rates { from_currency: 'EUR' to_currency: 'USD' rate: '", rate,
                     "' date: '", date, "' source: 'ECB' }"));
  }

  // Today, or a day not long before.
  std::string AnyDay() const { return FormatDate(today_ - (OneIn(2) ? 0 : Between(0, 40))); }
  std::string AnyCustomer() const { return Customers()[Index(Customers().size())]; }
  static size_t Index(size_t size) {
    return static_cast<size_t>(Between(0, static_cast<int>(size) - 1));
  }

  static std::string AmountOf(const std::string& customer, int64_t minor_units) {
    return absl::StrCat("amount { minor_units: ", minor_units, " currency: '", CurrencyOf(customer),
                        "' } ");
  }

  std::string NewId() { return absl::StrCat("id", ++last_id_); }

  bool TakeAStep() {
    switch (Between(0, 11)) {
      case 0:
      case 1:
        return Bill();
      case 2:
      case 3:
        return Pay();
      case 4:
        return Allocate();
      case 5:
        return Try<v1::ReversePayment>(
            absl::StrCat("payment_id: 'id", Between(1, last_id_ + 1),
                         "' kind: REVERSAL_KIND_FAILED reason: 'r' date: '", AnyDay(), "'"));
      case 6:
        return Refund();
      case 7:
        return Grant();
      case 8:
        return GiveUp();
      case 9:
        return Credit();
      case 10:
        return Dispute();
      default:
        Learn(absl::StrCat("1.0", Between(1, 9)), FormatDate(today_));
        return true;
    }
  }

  template <class C>
  bool Try(const std::string& text) {
    return office_.Try<C>(absl::StrCat("org_id: 'msp' ", text)).ok();
  }

  // Bills the month before to all customers, at prices that are new.
  bool Bill() {
    const absl::CivilMonth month = absl::CivilMonth(today_) - 1;
    if (month <= billed_) return false;
    billed_ = month;
    for (const std::string& customer : Customers()) {
      office_.Do<v1::SetPlan>(
          absl::StrCat("org_id: 'msp' plan { customer_id: '", customer, "' effective_from: '",
                       FormatMonth(month), "-01' lines { item_id: 'stamp' fixed { quantity: '1' } ",
                       "held { unit_price: '", Between(1, 99), ".", Between(10, 99), "' } } }"));
    }
    office_.RunMonth(FormatMonth(month));
    for (const std::string& customer : Customers()) {
      const auto approved = office_.Try(office_.Approval(customer, FormatMonth(month)));
      EXPECT_TRUE(approved.ok()) << approved.status();
      if (approved.ok()) invoices_.push_back({customer, approved->invoice_number()});
    }
    return true;
  }

  bool Pay() {
    const std::string customer = AnyCustomer();
    const std::string id = NewId();
    credits_.push_back({customer, "PAYMENT", id});
    return Try<v1::RecordPayment>(
        absl::StrCat("payment { payment_id: '", id, "' customer_id: '", customer, "' ",
                     AmountOf(customer, Between(1, 12'000)), "date: '", AnyDay(),
                     "' deposit: ", OneIn(4) ? "true" : "false", " } ", AnySettling(customer)));
  }

  std::string AnySettling(const std::string& customer) const {
    if (invoices_.empty() || OneIn(3)) return OneIn(3) ? "none {}" : "oldest_first {}";
    const auto& [owner, number] = invoices_[Index(invoices_.size())];
    const std::string amount = OneIn(2) ? "" : AmountOf(customer, Between(1, 4'000));
    return absl::StrCat("chosen { invoices { invoice_number: '", number, "' ", amount, "} }");
  }

  bool Allocate() {
    if (credits_.empty()) return false;
    const auto& [customer, kind, id] = credits_[Index(credits_.size())];
    return Try<v1::AllocateCredit>(
        absl::StrCat("customer_id: '", customer, "' credit { kind: CREDIT_KIND_", kind, " id: '",
                     id, "' } ", AnySettling(customer), " date: '", AnyDay(), "'"));
  }

  bool Refund() {
    if (credits_.empty()) return false;
    const auto& [customer, kind, id] = credits_[Index(credits_.size())];
    return Try<v1::RefundCustomer>(absl::StrCat(
        "customer_id: '", customer, "' refund_id: '", NewId(), "' credit { kind: CREDIT_KIND_",
        kind, " id: '", id, "' } ", OneIn(2) ? "" : AmountOf(customer, Between(1, 3'000)),
        "reason: 'r' date: '", AnyDay(), "'"));
  }

  bool Grant() {
    const std::string customer = AnyCustomer();
    const std::string id = NewId();
    credits_.push_back({customer, "GRANTED", id});
    return Try<v1::GrantCredit>(absl::StrCat("customer_id: '", customer, "' credit_id: '", id, "' ",
                                             AmountOf(customer, Between(1, 5'000)),
                                             "reason: 'r' date: '", AnyDay(), "'"));
  }

  bool GiveUp() {
    if (invoices_.empty()) return false;
    const auto& [customer, number] = invoices_[Index(invoices_.size())];
    const std::string what =
        absl::StrCat("invoice_number: '", number, "' reason: 'r' date: '", AnyDay(), "' ");
    if (OneIn(3)) return Try<v1::ReverseInvoiceWriteOff>(what);
    return Try<v1::WriteOffInvoice>(
        absl::StrCat(what, OneIn(3) ? "" : AmountOf(customer, Between(1, 2'000))));
  }

  bool Credit() {
    if (invoices_.empty()) return false;
    const auto& [customer, number] = invoices_[Index(invoices_.size())];
    const std::string extent =
        OneIn(3) ? "whole {}"
                 : absl::StrCat("amount { total { minor_units: ", Between(1, 3'000), " currency: '",
                                CurrencyOf(customer), "' } }");
    const auto credited = office_.Try<v1::CreditInvoice>(
        absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'r' ", extent));
    if (credited.ok())
      credits_.push_back({customer, "CREDIT_NOTE", credited->credit_note_number()});
    return credited.ok();
  }

  bool Dispute() {
    if (invoices_.empty()) return false;
    const std::string& number = invoices_[Index(invoices_.size())].second;
    return Try<v1::OpenInvoiceDispute>(
        absl::StrCat("invoice_number: '", number, "' dispute_id: '", NewId(), "' reason: 'r'"));
  }

  Office office_;
  absl::CivilDay today_;
  absl::CivilMonth billed_ = absl::CivilMonth(2025, 12);
  int last_id_ = 0;
  // Customer and number.
  std::vector<std::pair<std::string, std::string>> invoices_;
  // Customer, kind and id; some were refused.
  std::vector<std::tuple<std::string, std::string, std::string>> credits_;
};

// Sums over all events up to a position, of what took effect by a day.
class Sums {
 public:
  Sums(const std::vector<v1::RecordedEvent>& events, uint64_t position, std::string day)
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

// A day and a position, and the sums for them.
struct Moment {
  std::string day;
  uint64_t position;
};

Moment AnyMoment(Business& business, const std::vector<v1::RecordedEvent>& events) {
  // The provider is set up by the first twenty events or so.
  const auto last = static_cast<int>(events.back().position());
  const int position = OneIn(3) ? last : Between(std::min(25, last), last);
  const int days = static_cast<int>(business.today() - kFirstDay);
  return {.day = FormatDate(kFirstDay + Between(-45, days + 20)),
          .position = static_cast<uint64_t>(position)};
}

template <class Query>
Query At(const Moment& moment, const std::string& customer) {
  Query query;
  query.set_org_id("msp");
  query.set_customer_id(customer);
  query.mutable_as_of()->set_position(moment.position);
  return query;
}

int64_t BucketFor(const v1::AgingBuckets& buckets, int days_overdue) {
  if (days_overdue <= 0) return buckets.current().minor_units();
  if (days_overdue <= 30) return buckets.days_1_to_30().minor_units();
  if (days_overdue <= 60) return buckets.days_31_to_60().minor_units();
  if (days_overdue <= 90) return buckets.days_61_to_90().minor_units();
  return buckets.over_90().minor_units();
}

int64_t SumOfBuckets(const v1::AgingBuckets& buckets) {
  int64_t sum = 0;
  for (const int overdue : {0, 1, 31, 61, 91}) sum += BucketFor(buckets, overdue);
  return sum;
}

// What the aging of all customers says of one; nothing if it leaves it out.
std::optional<v1::CustomerAging> Find(const v1::AgingReport& report, const std::string& customer) {
  for (const v1::CustomerAging& each : report.customers()) {
    if (each.customer_id() == customer) return each;
  }
  return std::nullopt;
}

RC_GTEST_PROP(Accounts, AgingIsTheSumOfEventsOnAnyDayAsOfAnyPosition, ()) {
  Business business;
  RC_ASSERT(business.Live() > 0);
  const std::vector<v1::RecordedEvent> events = business.office().Events();
  for (int i = 0; i < 8; ++i) {
    const Moment moment = AnyMoment(business, events);
    const Sums sums(events, moment.position, moment.day);
    const auto query = [&](const std::string& customer) {
      auto aging = At<v1::GetAgingReport>(moment, customer);
      aging.set_date(moment.day);
      return aging;
    };
    const View view = *business.office().ledger().ReadFor(query(""));
    const auto all = GetAging(query(""), view, business.now());
    RC_ASSERT(all.ok());

    std::map<std::string, int64_t> open_by_currency;
    for (const std::string& customer : Customers()) {
      const auto one = GetAging(query(customer), view, business.now());
      RC_ASSERT(one.ok());
      const auto expected = sums.OpenOf(customer);
      const auto listed = Find(*all, customer);
      RC_ASSERT(listed.has_value() == !expected.empty());
      if (!listed) {
        RC_ASSERT(one->customers().empty());
        continue;
      }
      int64_t open = 0;
      int64_t left = 0;
      std::map<int, int64_t> buckets;
      for (const auto& [item, amount] : expected) {
        RC_ASSERT(amount > 0);
        (item.first == 0 ? open : left) += amount;
        if (item.first != 0) continue;
        const auto overdue =
            static_cast<int>(*ParseDate(moment.day) - *ParseDate(sums.DueOf(item.second)));
        buckets[std::clamp((overdue + 29) / 30, 0, 4)] += amount;
      }
      const v1::AgingBuckets& is = listed->buckets();
      RC_ASSERT(is.SerializeAsString() == one->customers(0).buckets().SerializeAsString());
      RC_ASSERT(is.open().minor_units() == open);
      RC_ASSERT(SumOfBuckets(is) == open);
      for (int bucket = 0; bucket < 5; ++bucket) {
        RC_ASSERT(BucketFor(is, bucket * 30) == buckets[bucket]);
      }
      RC_ASSERT(is.credit().minor_units() + is.deposits().minor_units() == left);
      RC_ASSERT(is.balance().minor_units() == open - left);
      RC_ASSERT(is.balance().minor_units() == sums.BalanceOf(customer));
      int64_t listed_open = 0;
      for (const v1::OpenInvoice& invoice : one->customers(0).invoices()) {
        RC_ASSERT(expected.at({0, invoice.invoice_number()}) == invoice.open().minor_units());
        listed_open += invoice.open().minor_units();
      }
      RC_ASSERT(listed_open == open);
      open_by_currency[CurrencyOf(customer)] += open;
    }
    RC_ASSERT(static_cast<size_t>(all->totals_size()) == open_by_currency.size());
    for (const v1::AgingBuckets& total : all->totals()) {
      RC_ASSERT(total.open().minor_units() == open_by_currency.at(total.open().currency()));
      RC_ASSERT(SumOfBuckets(total) == total.open().minor_units());
    }
  }
}

RC_GTEST_PROP(Accounts, StatementsFitTogetherAndEndWithTheBalance, ()) {
  Business business;
  RC_ASSERT(business.Live() > 0);
  const std::vector<v1::RecordedEvent> events = business.office().Events();
  for (int i = 0; i < 8; ++i) {
    const Moment moment = AnyMoment(business, events);
    const std::string& customer = Customers()[static_cast<size_t>(Between(0, 2))];
    auto query = At<v1::GetAccountStatement>(moment, customer);
    query.set_to(moment.day);
    const View view = *business.office().ledger().ReadFor(query);
    const auto whole = GetStatement(query, view, business.now());
    RC_ASSERT(whole.ok());
    RC_ASSERT(whole->opening_balance().minor_units() == 0);
    int64_t running = 0;
    for (const v1::StatementEntry& entry : whole->entries()) {
      running += entry.amount().minor_units();
      RC_ASSERT(entry.balance().minor_units() == running);
      RC_ASSERT(entry.date() <= moment.day);
    }
    RC_ASSERT(whole->closing_balance().minor_units() == running);
    RC_ASSERT(running == Sums(events, moment.position, moment.day).BalanceOf(customer));
    RC_ASSERT(whole->aging().balance().minor_units() == running);

    // Cut in two on any day, the second part goes on where the first ended.
    const absl::CivilDay first_day = *ParseDate(whole->from());
    const auto days = static_cast<int>(*ParseDate(moment.day) - first_day);
    if (days > 0) {
      const absl::CivilDay cut = first_day + Between(1, days);
      query.set_from(FormatDate(cut));
      const auto later = GetStatement(query, view, business.now());
      query.clear_from();
      query.set_to(FormatDate(cut - 1));
      const auto earlier = GetStatement(query, view, business.now());
      RC_ASSERT(earlier.ok() && later.ok());
      RC_ASSERT(earlier->closing_balance().minor_units() == later->opening_balance().minor_units());
      RC_ASSERT(earlier->entries_size() + later->entries_size() == whole->entries_size());
      RC_ASSERT(later->closing_balance().minor_units() == running);
    }

    auto asked = At<v1::GetCustomerBalance>(moment, customer);
    asked.set_date(moment.day);
    const auto balance = GetBalance(asked, view, business.now());
    RC_ASSERT(balance.ok());
    RC_ASSERT(balance->balance().minor_units() == running);
    RC_ASSERT(balance->open().minor_units() - balance->credit().minor_units() == running);
    RC_ASSERT(balance->invoiced().minor_units() - balance->credited().minor_units() -
                  balance->paid().minor_units() - balance->granted().minor_units() -
                  balance->written_off().minor_units() + balance->refunded().minor_units() ==
              running);
  }
}

// What is open in the books of another currency is what the settlements of the books say.
RC_GTEST_PROP(Accounts, OpenItemsOfTheLastDayAreTheSettlementsOfTheBooks, ()) {
  Business business;
  RC_ASSERT(business.Live() > 0);
  const View view = business.office().ledger().Read();
  const auto store = view.RowsOf(Receivables::kName);
  const Receivables receivables(*store);
  const OpenItems items(receivables, "msp", "9999-12-31");
  for (auto rows = view.books().settlements.Scan("msp"); rows.Valid(); rows.Next()) {
    const v1::InvoiceSettlement settlement = rows.row();
    const auto item = items.Find({.customer_id = settlement.customer_id(),
                                  .kind = kOwed,
                                  .id = settlement.invoice_number()});
    RC_ASSERT(item.has_value() == (settlement.open().minor_units() != 0));
    if (!item) continue;
    RC_ASSERT(item->amount.minor_units() == settlement.open().minor_units());
    RC_ASSERT(item->base.has_value() == settlement.has_open_base());
    if (item->base) RC_ASSERT(item->base->minor_units() == settlement.open_base().minor_units());
  }
  for (auto rows = view.books().credits.Scan("msp"); rows.Valid(); rows.Next()) {
    const v1::CustomerCredit credit = rows.row();
    const auto item = items.Find({.customer_id = credit.customer_id(),
                                  .kind = static_cast<Number>(credit.credit().kind()),
                                  .id = credit.credit().id()});
    RC_ASSERT(item.has_value() == (credit.left().minor_units() != 0));
    if (item) RC_ASSERT(item->amount.minor_units() == credit.left().minor_units());
    if (item && item->base) {
      RC_ASSERT(item->base->minor_units() == credit.left_base().minor_units());
    }
  }
}

// A month that is closed is revalued by what was open at its end, in its currency and in the books.
RC_GTEST_PROP(Accounts, MonthsAreRevaluedByWhatWasOpenAtTheirEnd, ()) {
  Business business;
  RC_ASSERT(business.Live() > 0);
  const View view = business.office().ledger().Read();
  const auto store = view.RowsOf(Receivables::kName);
  const Receivables receivables(*store);
  const v1::Org org = *view.books().orgs.Find("msp");
  const absl::CivilMonth last = absl::CivilMonth(business.today());
  for (absl::CivilMonth month = absl::CivilMonth(kFirstDay); month < last; ++month) {
    const auto revaluations = RevaluationsAt(view.books(), org, month);
    RC_ASSERT(revaluations.ok());
    int64_t open = 0;
    int64_t booked = 0;
    const std::string last_day = FormatDate(absl::CivilDay(month + 1) - 1);
    OpenItems(receivables, "msp", last_day).ForEachOf("euro", [&](const OpenItem& item) {
      if (item.name.kind != kOwed) return;
      open += item.amount.minor_units();
      booked += item.base ? item.base->minor_units() : 0;
    });
    RC_ASSERT(revaluations->size() <= 1);
    if (revaluations->empty()) continue;
    RC_ASSERT(revaluations->at(0).open().minor_units() == open);
    RC_ASSERT(revaluations->at(0).booked().minor_units() == booked);
  }
}

}  // namespace
}  // namespace tally
