#include "ledger/deciders/accounting_periods.h"

#include <string>
#include <utility>
#include <vector>

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

// The last day on or before which nothing is dated; empty if no month is closed.
std::string ClosedThrough(const Books& books, const std::string& org_id) {
  const auto last = books.last_closed_months.Find(org_id);
  const auto month = last ? ParseMonth(last->value()) : std::nullopt;
  return month ? FormatDate(DaysOf(*month).end - 1) : "";
}

// The months that were ever closed by their own names, the latest first. One that was opened again
// may be closed with a later one since.
std::vector<v1::AccountingPeriod> PeriodsOf(const Books& books, const std::string& org_id) {
  const auto last = books.last_closed_months.Find(org_id);
  std::vector<v1::AccountingPeriod> periods;
  for (auto rows = books.accounting_periods.Scan(org_id); rows.Valid(); rows.Next()) {
    v1::AccountingPeriod& period = periods.emplace_back(rows.row());
    period.set_closed(last && period.month() <= last->value());
  }
  return {periods.rbegin(), periods.rend()};
}

absl::StatusOr<v1::AccountingPeriodPage> List(const v1::ListAccountingPeriods& query,
                                              const View& view) {
  const Books& books = view.books();
  if (absl::Status is = CheckOrg(books, query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::AccountingPeriodPage reply;
  reply.set_closed_through(ClosedThrough(books, query.org_id()));
  for (v1::AccountingPeriod& period : PeriodsOf(books, query.org_id())) {
    const bool is_before = !page->after().empty() && period.month() >= page->after();
    if (is_before) continue;
    if (static_cast<size_t>(reply.periods_size()) == page->size()) {
      reply.set_next_page_token(page->TokenAfter(reply.periods(reply.periods_size() - 1).month()));
      return reply;
    }
    *reply.add_periods() = std::move(period);
  }
  return reply;
}

}  // namespace

ServicePtr ServeAccountingPeriods(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::AccountingPeriod::descriptor()->file(),
                                              "AccountingPeriods", serving);
  service->Command<v1::CloseAccountingPeriod>("Close");
  service->Command<v1::ReopenAccountingPeriod>("Reopen");
  service->Query<v1::ListAccountingPeriods, v1::AccountingPeriodPage>("List", &List);
  return service;
}

}  // namespace tally
