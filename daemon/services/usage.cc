#include "ledger/deciders/usage.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

// Calls `take` with the rows that `query` asks for of `table`, which is ordered by org and
// customer. Returns the token of the next page.
template <class Query, class Table, class Take>
absl::StatusOr<std::string> Fill(const Query& query, const View& view, const Table& table,
                                 Take take) {
  const std::string& org_id = query.org_id();
  if (absl::Status is = CheckOrg(view.books(), org_id); !is.ok()) return is;
  const bool is_of_one = !query.customer_id().empty();
  if (is_of_one) {
    const auto customer = FindCustomer(view.books(), org_id, "customer_id", query.customer_id());
    if (!customer.ok()) return customer.status();
  }
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto take_row = [&](const auto& rows) {
    take(rows.row());
    return true;
  };
  return is_of_one ? page->Fill(table.ScanFrom(page->from(), org_id, query.customer_id()), take_row)
                   : page->Fill(table.ScanFrom(page->from(), org_id), take_row);
}

absl::StatusOr<v1::TimeEntryPage> ListTime(const v1::ListTimeEntries& query, const View& view) {
  v1::TimeEntryPage reply;
  const auto next = Fill(query, view, view.books().time_entries,
                         [&](v1::RecordedTime row) { *reply.add_entries() = std::move(row); });
  if (!next.ok()) return next.status();
  reply.set_next_page_token(*next);
  return reply;
}

absl::StatusOr<v1::ChargePage> ListCharges(const v1::ListChargeEntries& query, const View& view) {
  v1::ChargePage reply;
  const auto next = Fill(query, view, view.books().charges,
                         [&](v1::RecordedCharge row) { *reply.add_charges() = std::move(row); });
  if (!next.ok()) return next.status();
  reply.set_next_page_token(*next);
  return reply;
}

absl::StatusOr<v1::TriggerPage> ListTriggers(const v1::ListTriggerEntries& query,
                                             const View& view) {
  v1::TriggerPage reply;
  const auto next = Fill(query, view, view.books().triggers,
                         [&](v1::RecordedTrigger row) { *reply.add_triggers() = std::move(row); });
  if (!next.ok()) return next.status();
  reply.set_next_page_token(*next);
  return reply;
}

}  // namespace

ServicePtr ServeUsage(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::TimeEntry::descriptor()->file(), "Usage", serving);
  service->Command<v1::RecordTimeEntries>("RecordTime");
  service->Command<v1::RecordChargeEntries>("RecordCharges");
  service->Command<v1::RecordTriggerEntries>("RecordTriggers");
  service->Query<v1::ListTimeEntries, v1::TimeEntryPage>("ListTime", &ListTime);
  service->Query<v1::ListChargeEntries, v1::ChargePage>("ListCharges", &ListCharges);
  service->Query<v1::ListTriggerEntries, v1::TriggerPage>("ListTriggers", &ListTriggers);
  return service;
}

}  // namespace tally
