#include "daemon/services/dunning.h"

#include <string>
#include <utility>

#include "daemon/services/asked.h"
#include "ledger/deciders/dunning.h"

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
  const absl::StatusOr<AskedDay> asked = DayAsked(query, view, now);
  if (!asked.ok()) return asked.status();
  const v1::Org& org = asked->org;
  if (!query.customer_id().empty()) return PreviewOne(books, org, query.customer_id(), asked->day);

  v1::DunningPage reply;
  absl::Status status;
  const auto take = [&](const Rows<v1::Customer>& rows) {
    if (!status.ok()) return false;
    const v1::Customer customer = rows.row();
    if (!OwesSomething(books, query.org_id(), customer.customer_id())) return false;
    status = AddOutcomes(books, org, customer, asked->day, reply);
    return true;
  };
  reply.set_next_page_token(
      asked->page.Fill(books.customers.ScanFrom(asked->page.from(), query.org_id()), take));
  if (!status.ok()) return status;
  return reply;
}

}  // namespace tally
