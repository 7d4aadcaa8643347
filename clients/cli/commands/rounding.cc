#include "clients/cli/show/rounding.h"

#include <string>

#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/insight.pb.h"

namespace tally {
namespace {

struct RoundingOptions {
  std::string month;
  std::string to;
  bool lines = false;
};

absl::Status Show(Session& session, const RoundingOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListDocumentRoundings request;
  request.set_org_id(*org_id);
  request.set_from_month(options.month);
  request.set_to_month(options.to);
  const auto page = CallForAll<v1::RoundingPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] {
    return options.lines ? RoundingLines(*page, session.look())
                         : RoundingTable(*page, session.look());
  });
  return absl::OkStatus();
}

}  // namespace

void AddRoundingCommand(const CommandTree& tree) {
  auto [app, options] =
      AddCommand(tree, "rounding", "Show where rounding went on invoices", &Show,
                 "  tally rounding --month 2026-10\n"
                 "  tally rounding --month 2026-01 --to 2026-12\n"
                 "  tally rounding --month 2026-10 --lines    # every figure, before and after");
  AddMonth(app, options.month)->required();
  app.add_option("--to", options.to, "Last month billed; the same month if left out")
      ->check(IsAMonth());
  app.add_flag("--lines", options.lines, "Show every figure that was rounded");
}

}  // namespace tally
