#include "daemon/services/leaks.h"

#include <string>
#include <utility>
#include <vector>

#include "daemon/services/page.h"
#include "daemon/services/today.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/lookup.h"
#include "ledger/insight/account_meters.h"
#include "ledger/insight/customer_day.h"
#include "ledger/insight/leaks.h"

namespace tally {
namespace {

using Leaks = google::protobuf::RepeatedPtrField<v1::BillingLeak>;

void AddLeaks(const View& view, const v1::Org& org, v1::Customer customer, absl::CivilDay day,
              Leaks& leaks) {
  const CustomerDay on_day(view.books(), org, std::move(customer), day);
  for (v1::BillingLeak& leak : LeaksOf(on_day)) *leaks.Add() = std::move(leak);
}

// What is counted on accounts that are nobody's.
void AddUnmapped(const Books& books, const v1::Org& org, absl::CivilDay day, Leaks& leaks) {
  // Nobody's account has no zone of its own.
  const CustomerDay nobodys(books, org, v1::Customer(), day);
  for (auto rows = books.series.Scan(org.org_id()); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    v1::Account account;
    account.set_source_id(TakeText(key));
    account.set_account(TakeText(key));
    if (books.account_owners.Has(org.org_id(), account.source_id(), account.account())) continue;
    const std::string meter = TakeText(key);
    const auto count = nobodys.LastCount(account, meter);
    if (!count || count->observation().quantity() == "0") continue;
    *leaks.Add() = UnmappedLeak(v1::LEAK_KIND_UNMAPPED_ACCOUNT,
                                CountedMeterOf(account, meter, *count), *count, org);
  }
}

}  // namespace

absl::StatusOr<v1::BillingLeakPage> ListLeaks(const v1::ListBillingLeaks& query, const View& view,
                                              absl::Time now) {
  const absl::StatusOr<v1::Org> org = FindOrg(view.books(), query.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<std::string> date = DayOr(query.date(), query, view, *org, now);
  if (!date.ok()) return date.status();
  const absl::CivilDay day = *ParseDate(*date);
  v1::BillingLeakPage reply;
  reply.set_date(*date);
  if (!query.customer_id().empty()) {
    auto customer = FindCustomer(view.books(), query.org_id(), "customer_id", query.customer_id());
    if (!customer.ok()) return customer.status();
    AddLeaks(view, *org, *std::move(customer), day, *reply.mutable_leaks());
    return reply;
  }
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  reply.set_next_page_token(page->Fill(
      view.books().customers.ScanFrom(page->from(), query.org_id()), [&](const auto& rows) {
        const int before = reply.leaks_size();
        AddLeaks(view, *org, rows.row(), day, *reply.mutable_leaks());
        return reply.leaks_size() > before;
      }));
  if (reply.next_page_token().empty()) {
    AddUnmapped(view.books(), *org, day, *reply.mutable_leaks());
  }
  return reply;
}

}  // namespace tally
