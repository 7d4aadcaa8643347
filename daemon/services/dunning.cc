#include "daemon/services/dunning.h"

#include <string>
#include <utility>

#include "daemon/services/page.h"
#include "daemon/services/today.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/dunning.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

bool OwesSomething(const Books& books, const std::string& org_id, const std::string& customer_id) {
  return books.open_invoices.Scan(org_id, customer_id).Valid();
}

absl::Status AddOutcomes(const Books& books, const v1::Org& org, const v1::Customer& customer,
                         absl::CivilDay day, v1::DunningPage& reply) {
  absl::StatusOr<std::vector<v1::DunningOutcome>> outcomes = DunningOf(books, org, customer, day);
  if (!outcomes.ok()) return outcomes.status();
  for (v1::DunningOutcome& outcome : *outcomes) *reply.add_outcomes() = std::move(outcome);
  return absl::OkStatus();
}

absl::StatusOr<v1::DunningPage> PreviewOne(const Books& books, const v1::Org& org,
                                           const std::string& customer_id, absl::CivilDay day) {
  const auto customer = FindCustomer(books, org.org_id(), "customer_id", customer_id);
  if (!customer.ok()) return customer.status();
  v1::DunningPage reply;
  if (absl::Status is = AddOutcomes(books, org, *customer, day, reply); !is.ok()) return is;
  return reply;
}

}  // namespace

absl::StatusOr<v1::DunningPage> PreviewDunning(const v1::PreviewDunningSteps& query,
                                               const View& view, absl::Time now) {
  const Books& books = view.books();
  const absl::StatusOr<v1::Org> org = FindOrg(books, query.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();
  const absl::StatusOr<std::string> date = DayOr(query.date(), query, view, *org, now);
  if (!date.ok()) return date.status();
  const absl::CivilDay day = *ParseDate(*date);
  if (!query.customer_id().empty()) return PreviewOne(books, *org, query.customer_id(), day);

  v1::DunningPage reply;
  absl::Status status;
  const auto take = [&](const Rows<v1::Customer>& rows) {
    if (!status.ok()) return false;
    const v1::Customer customer = rows.row();
    if (!OwesSomething(books, query.org_id(), customer.customer_id())) return false;
    status = AddOutcomes(books, *org, customer, day, reply);
    return true;
  };
  reply.set_next_page_token(
      page->Fill(books.customers.ScanFrom(page->from(), query.org_id()), take));
  if (!status.ok()) return status;
  return reply;
}

}  // namespace tally
