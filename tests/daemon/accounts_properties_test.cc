// What holds of aging, statements and balances, whatever is billed, paid, credited and given up, on
// any day and as of any position: compared with sums over all events.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/any_business.h"
#include "daemon/event_sums.h"
#include "daemon/services/aging.h"
#include "daemon/services/statement.h"
#include "ledger/deciders/month_end.h"
#include "projections/open_items.h"

namespace tally {
namespace {

// What is asked about.
struct Moment {
  std::string day;
  uint64_t position;
};

Moment AnyMoment(AnyBusiness& business, const std::vector<v1::RecordedEvent>& events) {
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
  AnyBusiness business;
  RC_ASSERT(business.Live() > 0);
  const std::vector<v1::RecordedEvent> events = business.office().Events();
  for (int i = 0; i < 8; ++i) {
    const Moment moment = AnyMoment(business, events);
    const EventSums sums(events, moment.position, moment.day);
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
  AnyBusiness business;
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
    RC_ASSERT(running == EventSums(events, moment.position, moment.day).BalanceOf(customer));
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
  AnyBusiness business;
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
  AnyBusiness business;
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
