#include "clients/cli/show/dunning.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/session/failure_text.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/receivables.pb.h"

namespace tally {
namespace {

struct PreviewOptions {
  std::string customer_id;
  std::string date;
  // Also invoices for which nothing is due.
  bool all = false;
};

struct RunOptions {
  std::string customer_id;
};

absl::StatusOr<v1::DunningPage> AskWhatIsDue(Session& session, const std::string& customer_id,
                                             const std::string& date) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::PreviewDunningSteps request;
  request.set_org_id(*org_id);
  request.set_customer_id(customer_id);
  request.set_date(date);
  return CallForAll<v1::DunningPage>(session.connection(), request);
}

absl::Status Preview(Session& session, const PreviewOptions& options) {
  const auto page = AskWhatIsDue(session, options.customer_id, options.date);
  if (!page.ok()) return page.status();
  const v1::DunningPage shown = options.all ? *page : WhatIsDue(*page);
  session.Show(shown, [&] { return DunningTable(shown, session.look()); });
  return absl::OkStatus();
}

// The customers for whom a step is due.
std::vector<std::string> CustomersToRemind(const v1::DunningPage& page) {
  std::set<std::string> customer_ids;
  for (const v1::DunningOutcome& outcome : page.outcomes()) {
    if (!outcome.step_id().empty()) customer_ids.insert(outcome.customer_id());
  }
  return {customer_ids.begin(), customer_ids.end()};
}

// On a terminal shows what would be done, and asks.
absl::Status Ask(Session& session, const v1::DunningPage& due, size_t customers) {
  if (session.terminal().CanAsk() && !session.prints_json()) {
    session.terminal().Print(absl::StrCat(DunningTable(due, session.look()), "\n"));
  }
  return session.Confirm(
      absl::StrCat("Take the dunning steps of ", CountText(customers, "customer"), "?"));
}

// Duns one customer after the other, and shows what was done.
absl::Status DunAll(Session& session, const std::vector<std::string>& customer_ids,
                    const std::string& request_id) {
  v1::DunningPage done;
  std::vector<absl::Status> failures;
  for (size_t i = 0; i < customer_ids.size(); ++i) {
    v1::DunCustomer request;
    request.set_request_id(absl::StrCat(request_id, "-", i));
    request.set_customer_id(customer_ids[i]);
    const auto reply = session.Query<v1::DunCustomerReply>(request);
    if (!reply.ok()) {
      failures.push_back(Prefixed(absl::StrCat(customer_ids[i], ": "), reply.status()));
      continue;
    }
    done.mutable_outcomes()->MergeFrom(reply->outcomes());
  }
  const v1::DunningPage shown = WhatIsDue(done);
  session.Show(shown, [&] { return DunningTable(shown, session.look()); });
  if (failures.empty()) return absl::OkStatus();
  if (failures.size() == customer_ids.size()) return failures.front();
  for (const absl::Status& failure : failures) {
    session.terminal().Note(FailureText(failure, session.look()));
  }
  return PartlyDone(absl::StrCat(CountText(failures.size(), "customer"), " not dunned"));
}

absl::Status Run(Session& session, const RunOptions& options) {
  const auto request_id = session.RequestIdPrefix();
  if (!request_id.ok()) return request_id.status();
  const auto page = AskWhatIsDue(session, options.customer_id, "");
  if (!page.ok()) return page.status();
  const v1::DunningPage due = WhatIsDue(*page);
  const std::vector<std::string> customer_ids = CustomersToRemind(due);
  if (customer_ids.empty()) {
    session.Show(due, [&] { return DunningTable(due, session.look()); });
    return absl::OkStatus();
  }
  if (absl::Status answer = Ask(session, due, customer_ids.size()); !answer.ok()) return answer;
  return DunAll(session, customer_ids, *request_id);
}

}  // namespace

void AddDunningCommands(const CommandTree& tree) {
  const CommandTree dunning = AddGroup(tree, "dunning", "Reminders and late fees");

  auto [preview, preview_options] = AddCommand(
      dunning, "preview", "Show which reminders are due, and why others are not", &Preview,
      "  tally dunning preview\n"
      "  tally dunning preview --date 2026-06-14    # as if it were that day\n"
      "  tally dunning preview --customer acme --all\n"
      "Nothing is recorded.");
  preview.add_option("--customer,-c", preview_options.customer_id, "Only this customer's");
  preview
      .add_option("--date,-d", preview_options.date, "As if it were this day; today if left out")
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
  preview.add_flag("--all,-a", preview_options.all,
                   "Also open invoices for which nothing is due yet");

  auto [run, run_options] = AddCommand(
      dunning, "run", "Take the steps that are due today, and bill their late fees", &Run,
      "  tally dunning run            # shows what is due, and asks\n"
      "  tally dunning run --yes -o json\n"
      "Each step is taken at most once an invoice, however often this runs.");
  run.add_option("--customer,-c", run_options.customer_id, "Only this customer's");
}

}  // namespace tally
