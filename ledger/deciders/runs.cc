#include "ledger/deciders/runs.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/billing_calendar.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/deciders/run_outcome.h"

namespace tally {
namespace {

// Customers that are drafted in one commit: enough for throughput, few enough that other commands
// do not wait long.
constexpr size_t kCustomersPerAdvance = 250;

absl::Status CheckMonthIsOver(const v1::Org& org, const std::string& month, absl::Time now) {
  const Span span = MonthSpan(*ParseMonth(month), *FindZone(org.time_zone()));
  if (now >= span.end) return absl::OkStatus();
  return Refuse(v1::REASON_MONTH_NOT_OVER, "month",
                absl::StrCat("is ", month, ", which ends at ", FormatInstant(span.end)));
}

// The next customers of `run`, at most one more than are drafted in one commit.
std::vector<v1::Customer> NextCustomers(const Books& books, const v1::Run& run) {
  std::vector<v1::Customer> customers;
  if (run.customer_ids().empty()) {
    const std::string from = KeyOf(Text(run.last_customer_id()));
    for (auto rows = books.customers.ScanFrom(from, run.org_id());
         rows.Valid() && customers.size() <= kCustomersPerAdvance; rows.Next()) {
      v1::Customer customer = rows.row();
      if (customer.customer_id() == run.last_customer_id()) continue;
      customers.push_back(std::move(customer));
    }
    return customers;
  }
  for (const std::string& customer_id : run.customer_ids()) {
    if (customer_id <= run.last_customer_id()) continue;
    customers.push_back(*books.customers.Find(run.org_id(), customer_id));
    if (customers.size() > kCustomersPerAdvance) break;
  }
  return customers;
}

v1::DraftGenerated Generated(const v1::Run& run, const v1::Customer& customer,
                             v1::DraftContent content) {
  v1::DraftGenerated generated;
  generated.set_org_id(run.org_id());
  generated.set_customer_id(customer.customer_id());
  generated.set_month(run.month());
  generated.set_run_id(run.run_id());
  *generated.mutable_content() = std::move(content);
  return generated;
}

}  // namespace

Decision<v1::StartRunReply> Decide(const v1::StartRun& command, const Books& books,
                                   const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  absl::Status automatic = CheckAutomatic(command, books, *org, context.now);
  if (!automatic.ok()) return automatic;
  for (int i = 0; i < command.customer_ids_size(); ++i) {
    const auto customer = FindCustomer(
        books, command.org_id(), absl::StrCat("customer_ids[", i, "]"), command.customer_ids(i));
    if (!customer.ok()) return customer.status();
  }
  if (absl::Status is = CheckMonthIsOver(*org, command.month(), context.now); !is.ok()) return is;
  const v1::RunsOfMonth runs =
      books.runs_of_months.Find(command.org_id(), command.month()).value_or(v1::RunsOfMonth());
  if (!runs.run_id_under_way().empty()) {
    return Refuse(v1::REASON_RUN_UNDER_WAY, "month",
                  absl::StrCat("is being run as ", runs.run_id_under_way()));
  }

  v1::RunStarted started;
  started.set_org_id(command.org_id());
  started.set_run_id(absl::StrCat(command.month(), ".", runs.started() + 1));
  started.set_month(command.month());
  started.set_automatic(command.automatic());
  const std::set<std::string> customer_ids(command.customer_ids().begin(),
                                           command.customer_ids().end());
  *started.mutable_customer_ids() = {customer_ids.begin(), customer_ids.end()};

  Outcome<v1::StartRunReply> outcome;
  outcome.reply.set_run_id(started.run_id());
  outcome.events.push_back(Wrap(std::move(started)));
  return outcome;
}

Decision<v1::AdvanceRunReply> Decide(const v1::AdvanceRun& command, const Books& books,
                                     const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  absl::StatusOr<v1::Run> run = OrRefuse(books.runs.Find(command.org_id(), command.run_id()),
                                         v1::REASON_RUN_NOT_FOUND, "run_id", command.run_id());
  if (!run.ok()) return run.status();
  if (run->status() == v1::RUN_STATUS_COMPLETED) {
    return Refuse(v1::REASON_RUN_COMPLETED, "run_id", absl::StrCat(run->run_id(), " has ended"));
  }

  std::vector<v1::Customer> customers = NextCustomers(books, *run);
  const bool completed = customers.size() <= kCustomersPerAdvance;
  if (!completed) customers.resize(kCustomersPerAdvance);

  const MonthDrafter drafter(books, *org, *ParseMonth(run->month()), context.now);
  Outcome<v1::AdvanceRunReply> outcome;
  v1::RunAdvanced advanced;
  advanced.set_org_id(run->org_id());
  advanced.set_run_id(run->run_id());
  for (const v1::Customer& customer : customers) {
    CustomerOutcome done = RunFor(books, drafter, customer);
    SkipIfSumIsOutOfRange(*run->mutable_totals(), done);
    if (done.content) {
      outcome.events.push_back(Wrap(Generated(*run, customer, *std::move(done.content))));
    }
    *advanced.add_outcomes() = std::move(done.outcome);
    advanced.set_last_customer_id(customer.customer_id());
  }
  if (!customers.empty()) outcome.events.push_back(Wrap(std::move(advanced)));
  if (completed) {
    v1::RunCompleted ended;
    ended.set_org_id(run->org_id());
    ended.set_run_id(run->run_id());
    const std::vector<v1::UnmappedAccount> unmapped = drafter.UnmappedAccounts();
    *ended.mutable_unmapped_accounts() = {unmapped.begin(), unmapped.end()};
    outcome.events.push_back(Wrap(std::move(ended)));
  }
  outcome.reply.set_completed(completed);
  return outcome;
}

}  // namespace tally
