#include "clients/cli/show/conflicts.h"

#include <string>

#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"

namespace tally {
namespace {

struct ConflictOptions {
  std::string month;
};

absl::Status List(Session& session, const ConflictOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListConflicts request;
  request.set_org_id(*org_id);
  request.set_month(options.month);
  const auto page = CallForAll<v1::ConflictPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return ConflictTable(*page, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddConflictsCommand(const CommandTree& tree) {
  auto [conflicts, options] = AddCommand(
      tree, "conflicts", "List invoices that whoever approved them had contributed to", &List,
      "  tally conflicts --month 2026-10\n"
      "  tally -o csv conflicts    # all months\n"
      "Separation of duties: by exception, within the org's limit, or because it wanted "
      "no\nfour eyes at the time.");
  AddMonth(conflicts, options.month);
}

}  // namespace tally
