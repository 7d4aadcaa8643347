#include "daemon/services/book_check.h"

#include <utility>

#include "daemon/services/asked.h"
#include "ledger/insight/book_check.h"
#include "ledger/insight/customer_day.h"

namespace tally {

absl::StatusOr<v1::BookFindingPage> CheckBook(const v1::CheckBookRequest& query, const View& view,
                                              absl::Time now) {
  const absl::StatusOr<AskedDay> asked = DayAsked(query, view, now);
  if (!asked.ok()) return asked.status();
  v1::BookFindingPage reply;
  if (query.page_token().empty()) {
    for (v1::BookFinding& finding : FindingsOf(view.books(), asked->org, asked->day)) {
      *reply.add_findings() = std::move(finding);
    }
  }
  reply.set_next_page_token(asked->page.Fill(
      view.books().customers.ScanFrom(asked->page.from(), query.org_id()), [&](const auto& rows) {
        const CustomerDay customer(view.books(), asked->org, rows.row(), asked->day);
        const auto findings = FindingsOf(customer);
        for (const v1::BookFinding& finding : findings) *reply.add_findings() = finding;
        return !findings.empty();
      }));
  return reply;
}

}  // namespace tally
