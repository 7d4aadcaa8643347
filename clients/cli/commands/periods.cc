#include "clients/cli/show/periods.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/accounting_periods.pb.h"

namespace tally {
namespace {

struct CloseOptions {
  std::string month;
};

struct ReopenOptions {
  std::string month;
  std::string reason;
};

struct ListOptions {};

absl::Status Close(Session& session, const CloseOptions& options) {
  v1::CloseAccountingPeriod request;
  request.set_month(options.month);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat(options.month, " and all before it is closed (position ",
                        receipt->first_position(), ")\n");
  });
  return absl::OkStatus();
}

absl::Status Reopen(Session& session, const ReopenOptions& options) {
  v1::ReopenAccountingPeriod request;
  request.set_month(options.month);
  request.set_reason(options.reason);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat(options.month, " and all after it is open again (position ",
                        receipt->first_position(), ")\n");
  });
  return absl::OkStatus();
}

absl::Status List(Session& session, const ListOptions&) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListAccountingPeriods request;
  request.set_org_id(*org_id);
  const auto page = CallForAll<v1::AccountingPeriodPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return PeriodTable(*page, session.look()); });
  return absl::OkStatus();
}

CLI::Option* AddPositionalMonth(CLI::App& app, std::string& month) {
  return app.add_option("MONTH", month, "The month")
      ->required()
      ->check(IsAMonth())
      ->type_name("YYYY-MM");
}

}  // namespace

void AddPeriodCommands(const CommandTree& tree) {
  const CommandTree periods = AddGroup(tree, "periods", "Which months of the books are closed");

  auto [close, close_options] = AddCommand(
      periods, "close", "Close a month and all before it", &Close,
      "  tally periods close 2026-10\n"
      "Nothing can be dated in it any more. What is open in other currencies at its end\n"
      "is revalued; `tally periods list` shows the figures.");
  AddPositionalMonth(close, close_options.month);

  auto [reopen, reopen_options] =
      AddCommand(periods, "reopen", "Open a month again, and all after it", &Reopen,
                 "  tally periods reopen 2026-10 --reason \"a payment was forgotten\"");
  AddPositionalMonth(reopen, reopen_options.month);
  AddReason(reopen, reopen_options.reason);

  AddCommand(periods, "list", "List the months that were closed, the latest first", &List,
             "  tally periods list");
}

}  // namespace tally
