#include "clients/cli/show/leaks.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/pages.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/insight.pb.h"

namespace tally {
namespace {

struct LeakageOptions {
  std::string date;
  std::string customer_id;
};

struct CoverageOptions {
  std::string date;
  std::string kind;
};

struct LintOptions {
  std::string date;
  bool strict = false;
};

absl::Status Leakage(Session& session, const LeakageOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListBillingLeaks request;
  request.set_org_id(*org_id);
  request.set_date(options.date);
  request.set_customer_id(options.customer_id);
  const auto page = CallForAll<v1::BillingLeakPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return LeakTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Coverage(Session& session, const CoverageOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListMeterCoverage request;
  request.set_org_id(*org_id);
  request.set_date(options.date);
  // The option was checked when it was parsed.
  if (const auto kind = ParseCoverageKind(options.kind)) request.set_kind(*kind);
  const auto page = CallForAll<v1::MeterCoveragePage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return CoverageTable(*page, request.kind(), session.look()); });
  return absl::OkStatus();
}

absl::Status Lint(Session& session, const LintOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::CheckBookRequest request;
  request.set_org_id(*org_id);
  request.set_date(options.date);
  const auto page = CallForAll<v1::BookFindingPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return FindingTable(*page, session.look()); });
  const auto serious = std::ranges::count_if(page->findings(), &v1::BookFinding::serious);
  if (!options.strict || serious == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      CountText(static_cast<uint64_t>(serious), "serious finding"));
}

void AddDate(CLI::App& app, std::string& date) {
  app.add_option("--date,-d", date, "The day; today if nothing is said")
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
}

}  // namespace

void AddInsightCommands(const CommandTree& tree) {
  auto [leakage, leakage_options] = AddCommand(
      tree, "leakage", "Show what is managed and not charged, or charged and not managed", &Leakage,
      "  tally leakage\n  tally leakage --date 2026-10-15 --customer acme\n"
      "What the tools count is compared with what the plans charge for, in money a month. Time,\n"
      "costs and triggers that no line bills are listed, too, and what is nobody's.");
  AddDate(leakage, leakage_options.date);
  leakage.add_option("--customer,-c", leakage_options.customer_id, "Only this customer");

  auto [coverage, coverage_options] =
      AddCommand(tree, "coverage", "Show which lines bill what is counted", &Coverage,
                 "  tally coverage\n  tally coverage --lines none");
  AddDate(coverage, coverage_options.date);
  coverage
      .add_option("--lines", coverage_options.kind,
                  "Only what is billed by one line, none, several, or is no_customer's")
      ->check(CLI::IsMember(CoverageKindNames()));

  auto [lint, lint_options] =
      AddCommand(tree, "lint", "Show what is odd in plans, taxes, items and sources", &Lint,
                 "  tally lint\n  tally lint --strict   # exit code 1 if a finding is serious (!)");
  AddDate(lint, lint_options.date);
  lint.add_flag("--strict", lint_options.strict, "Fail if a finding is serious");
}

}  // namespace tally
