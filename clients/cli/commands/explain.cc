#include <string>

#include "clients/cli/commands/commands.h"
#include "clients/cli/show/explanation.h"
#include "tally/v1/explain.pb.h"

namespace tally {
namespace {

struct ExplainOptions {
  std::string number;
  std::string line_id;
  bool events = false;
};

absl::Status Run(Session& session, const ExplainOptions& options) {
  v1::ExplainInvoice request;
  request.set_invoice_number(options.number);
  request.set_line_id(options.line_id);
  const auto explanation = session.Query<v1::Explanation>(request);
  if (!explanation.ok()) return explanation.status();
  const EventDetail detail = options.events ? EventDetail::kAll : EventDetail::kPosition;
  session.Show(*explanation, [&] { return ExplanationTree(*explanation, detail, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddExplainCommand(const CommandTree& tree) {
  auto [app, options] =
      AddCommand(tree, "explain", "Say why an invoice comes to what it does", &Run,
                 "  tally explain BILL-2026-11-001\n"
                 "  tally explain BILL-2026-11-001 managed-workstation\n"
                 "  tally explain BILL-2026-11-001 --events");
  app.add_option("NUMBER", options.number, "The invoice")->required();
  app.add_option("LINE", options.line_id, "Only this line, by its id");
  app.add_flag("--events", options.events,
               "Also say of which stream each event is, whose and when");
}

}  // namespace tally
