#include "daemon/services/book_check.h"

#include <utility>

#include "daemon/services/page.h"
#include "daemon/services/today.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/lookup.h"
#include "ledger/insight/book_check.h"
#include "ledger/insight/customer_day.h"

namespace tally {

absl::StatusOr<v1::BookFindingPage> CheckBook(const v1::CheckBookRequest& query, const View& view,
                                              absl::Time now) {
  const absl::StatusOr<v1::Org> org = FindOrg(view.books(), query.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  const absl::StatusOr<std::string> date = DayOr(query.date(), query, view, *org, now);
  if (!date.ok()) return date.status();
  const absl::CivilDay day = *ParseDate(*date);
  v1::BookFindingPage reply;
  if (query.page_token().empty()) {
    for (v1::BookFinding& finding : FindingsOf(view.books(), *org, day)) {
      *reply.add_findings() = std::move(finding);
    }
  }
  reply.set_next_page_token(page->Fill(
      view.books().customers.ScanFrom(page->from(), query.org_id()), [&](const auto& rows) {
        const CustomerDay customer(view.books(), *org, rows.row(), day);
        const auto findings = FindingsOf(customer);
        for (const v1::BookFinding& finding : findings) *reply.add_findings() = finding;
        return !findings.empty();
      }));
  return reply;
}

}  // namespace tally
