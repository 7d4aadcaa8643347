#include "clients/cli/show/disputes.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/receivables.pb.h"

namespace tally {
namespace {

struct OpenOptions {
  std::string invoice_number;
  std::string dispute_id;
  std::vector<std::string> line_ids;
  std::string reason;
};

struct CloseOptions {
  std::string invoice_number;
  std::string dispute_id;
  std::string outcome;
  std::string reason;
};

struct ListOptions {
  bool all = false;
};

absl::Status Open(Session& session, const OpenOptions& options) {
  v1::OpenInvoiceDispute request;
  request.set_invoice_number(options.invoice_number);
  request.set_dispute_id(options.dispute_id);
  for (const std::string& line_id : options.line_ids) request.add_line_ids(line_id);
  request.set_reason(options.reason);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat(options.invoice_number, " is disputed (position ",
                        receipt->first_position(), ")\n");
  });
  return absl::OkStatus();
}

absl::Status Close(Session& session, const CloseOptions& options) {
  v1::CloseInvoiceDispute request;
  request.set_invoice_number(options.invoice_number);
  request.set_dispute_id(options.dispute_id);
  request.set_outcome(ParseOutcome(options.outcome).value_or(v1::DISPUTE_OUTCOME_UNSPECIFIED));
  request.set_reason(options.reason);
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    return absl::StrCat("dispute ", options.dispute_id, " of ", options.invoice_number, " is ",
                        options.outcome, " (position ", receipt->first_position(), ")\n");
  });
  return absl::OkStatus();
}

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListInvoiceDisputes request;
  request.set_org_id(*org_id);
  request.set_also_closed(options.all);
  const auto page = CallForAll<v1::DisputePage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return DisputeTable(*page, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddDisputeCommands(const CommandTree& tree) {
  const CommandTree disputes = AddGroup(tree, "disputes", "What customers object to");

  auto [open, open_options] = AddCommand(
      disputes, "open", "Note that a customer disputes an invoice; its dunning pauses", &Open,
      "  tally disputes open BILL-2026-10-001 hours --reason \"was not on site\"\n"
      "  tally disputes open BILL-2026-10-001 seats --line seats --reason \"has 17\"");
  open.add_option("INVOICE", open_options.invoice_number, "The invoice")->required();
  open.add_option("ID", open_options.dispute_id, "An id for the dispute, new on the invoice")
      ->required();
  open.add_option("--line,-l", open_options.line_ids, "The lines; all if left out");
  AddReason(open, open_options.reason);

  auto [close, close_options] = AddCommand(
      disputes, "close", "End a dispute; dunning goes on", &Close,
      "  tally disputes close BILL-2026-10-001 hours --outcome rejected --reason \"report sent\"\n"
      "What the customer is right about is taken back by `tally credit`.");
  close.add_option("INVOICE", close_options.invoice_number, "The invoice")->required();
  close.add_option("ID", close_options.dispute_id, "The dispute")->required();
  close.add_option("--outcome", close_options.outcome, "How it ended")
      ->required()
      ->check(CLI::IsMember(OutcomeNames()));
  AddReason(close, close_options.reason);

  auto [list, list_options] = AddCommand(disputes, "list", "List the disputes, by invoice", &List,
                                         "  tally disputes list\n  tally disputes list --all");
  list.add_flag("--all,-a", list_options.all, "Also those that have ended");
}

}  // namespace tally
