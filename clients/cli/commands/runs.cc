#include "clients/cli/show/runs.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/runs.pb.h"

namespace tally {
namespace {

struct PreviewOptions {
  std::string month;
  std::vector<std::string> customer_ids;
  bool lines = false;
};

struct StartOptions {
  std::string month;
  std::vector<std::string> customer_ids;
  bool no_wait = false;
};

struct ListOptions {
  std::string month;
};

struct ShowOptions {
  std::string run_id;
};

absl::Status Preview(Session& session, const PreviewOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::PreviewRun request;
  request.set_org_id(*org_id);
  request.set_month(options.month);
  for (const std::string& id : options.customer_ids) request.add_customer_ids(id);

  const auto stream = session.connection().Open(v1::PreviewRun::descriptor());
  stream->Write(request);
  stream->WritesDone();
  v1::RunPreview preview;
  for (v1::RunPreview part; stream->Read(part);) {
    preview.MergeFrom(part);
    session.terminal().Progress(absl::StrCat(preview.drafts_size(), " drafts"));
  }
  absl::Status status = stream->Finish();
  if (!status.ok()) return status;
  session.Show(preview, [&] {
    return options.lines ? PreviewLines(preview, session.look())
                         : PreviewTable(preview, session.look());
  });
  return absl::OkStatus();
}

// Returns the run of the month that is under way.
absl::StatusOr<std::string> RunUnderWay(Session& session, const std::string& month) {
  v1::ListRuns request;
  request.set_month(month);
  const auto runs = session.Query<v1::RunPage>(request);
  if (!runs.ok()) return runs.status();
  for (const v1::Run& run : runs->runs()) {
    if (run.status() == v1::RUN_STATUS_UNDER_WAY) return run.run_id();
  }
  return absl::NotFoundError(absl::StrCat("no run of ", month, " is under way any more"));
}

// Shows how a run goes until it has ended, and returns it as it then is.
absl::StatusOr<v1::Run> Follow(Session& session, const std::string& run_id) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::FollowRun request;
  request.set_org_id(*org_id);
  request.set_run_id(run_id);
  const auto stream = session.connection().Open(v1::FollowRun::descriptor());
  stream->Write(request);
  stream->WritesDone();
  v1::Run run;
  for (v1::Run now; stream->Read(now);) {
    session.terminal().Progress(RunProgress(now));
    run = std::move(now);
    now.Clear();
  }
  const absl::Status status = stream->Finish();
  if (status.ok()) return run;
  return Prefixed(absl::StrCat("run ", run_id, " goes on by itself, but cannot be followed: "),
                  status);
}

absl::StatusOr<cli::RunReport> ReportOf(Session& session, v1::Run run) {
  v1::ListRunOutcomes request;
  request.set_org_id(run.org_id());
  request.set_run_id(run.run_id());
  auto outcomes = CallForAll<v1::RunOutcomePage>(session.connection(), request);
  if (!outcomes.ok()) return outcomes.status();
  cli::RunReport report;
  *report.mutable_run() = std::move(run);
  report.mutable_outcomes()->Swap(outcomes->mutable_outcomes());
  return report;
}

absl::Status FollowAndReport(Session& session, const std::string& run_id) {
  auto run = Follow(session, run_id);
  if (!run.ok()) return run.status();
  const auto report = ReportOf(session, *std::move(run));
  if (!report.ok()) return report.status();
  session.Show(*report, [&] { return RunReportText(*report, session.look()); });
  return absl::OkStatus();
}

absl::Status Start(Session& session, const StartOptions& options) {
  v1::StartRun request;
  request.set_month(options.month);
  for (const std::string& id : options.customer_ids) request.add_customer_ids(id);
  const auto reply = session.Send<v1::StartRunReply>(request);
  if (reply.ok() && options.no_wait) {
    session.Show(*reply, [&] { return absl::StrCat("run ", reply->run_id(), " started\n"); });
    return absl::OkStatus();
  }
  if (reply.ok()) return FollowAndReport(session, reply->run_id());
  if (options.no_wait || !IsRefusedFor(reply.status(), v1::REASON_RUN_UNDER_WAY)) {
    return reply.status();
  }
  const auto run_id = RunUnderWay(session, options.month);
  if (!run_id.ok()) return run_id.status();
  session.terminal().Note(absl::StrCat("run ", *run_id, " is under way; following it"));
  return FollowAndReport(session, *run_id);
}

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListRuns request;
  request.set_org_id(*org_id);
  request.set_month(options.month);
  const auto page = CallForAll<v1::RunPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return RunTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const ShowOptions& options) {
  v1::GetRun request;
  request.set_run_id(options.run_id);
  auto run = session.Query<v1::Run>(request);
  if (!run.ok()) return run.status();
  const auto report = ReportOf(session, *std::move(run));
  if (!report.ok()) return report.status();
  session.Show(*report, [&] { return RunSheet(*report, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddRunCommands(const CommandTree& tree) {
  const CommandTree runs = AddGroup(tree, "run", "A month's billing: from counts to drafts");

  auto [preview, preview_options] =
      AddCommand(runs, "preview", "Show what a run would do, and write nothing", &Preview,
                 "  tally run preview 2026-10\n"
                 "  tally run preview 2026-10 --customer acme --lines");
  preview.add_option("MONTH", preview_options.month, "The month")
      ->required()
      ->check(IsAMonth())
      ->type_name("YYYY-MM");
  AddCustomers(preview, preview_options.customer_ids);
  preview.add_flag("--lines", preview_options.lines, "Show every line too");

  auto [start, start_options] =
      AddCommand(runs, "start", "Draft a month, and follow it until it has ended", &Start,
                 "  tally run start 2026-10\n"
                 "  tally run start 2026-10 --customer acme --no-wait");
  start.add_option("MONTH", start_options.month, "The month; it must be over")
      ->required()
      ->check(IsAMonth())
      ->type_name("YYYY-MM");
  AddCustomers(start, start_options.customer_ids);
  start.add_flag("--no-wait", start_options.no_wait, "Do not follow it; it goes on by itself");

  auto [list, list_options] = AddCommand(runs, "list", "List the runs, the latest first", &List,
                                         "  tally run list --month 2026-10");
  AddMonth(list, list_options.month);

  auto [show, show_options] =
      AddCommand(runs, "show", "Show a run and what it did for each customer", &Show,
                 "  tally run show 2026-10.1");
  show.add_option("RUN", show_options.run_id, "The run")->required();
}

}  // namespace tally
