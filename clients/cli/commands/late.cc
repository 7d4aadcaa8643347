#include "clients/cli/show/late.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/late.pb.h"

namespace tally {
namespace {

struct ListOptions {
  std::string customer_id;
  std::string month;
};

struct CreditOptions {
  std::string customer_id;
  std::string month;
  std::string reason;
};

struct WaiveOptions {
  std::string customer_id;
  std::string month;
  std::string line_id;
  std::string reason;
};

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListLateDifferences request;
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  request.set_month(options.month);
  const auto page = CallForAll<v1::LateDifferencePage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return LateTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Credit(Session& session, const CreditOptions& options) {
  v1::CreditLateDifferences request;
  request.set_customer_id(options.customer_id);
  request.set_month(options.month);
  request.set_reason(options.reason);
  const auto reply = session.Send<v1::CreditLateDifferencesReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat("credit note ", reply->credit_note_number(), " issued\n");
  });
  return absl::OkStatus();
}

absl::Status Waive(Session& session, const WaiveOptions& options) {
  v1::WaiveLateDifferences request;
  request.set_customer_id(options.customer_id);
  request.set_month(options.month);
  request.set_plan_line_id(options.line_id);
  request.set_reason(options.reason);
  const auto reply = session.Send<v1::Receipt>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat("late differences of ", options.month, " of ", options.customer_id,
                        " are waived\n");
  });
  return absl::OkStatus();
}

}  // namespace

void AddLateCommands(const CommandTree& tree) {
  const CommandTree late =
      AddGroup(tree, "late", "What was learnt of months after they were invoiced");

  auto [list, list_options] =
      AddCommand(late, "list", "List the lines that invoices would bill differently now", &List,
                 "  tally late list\n"
                 "  tally late list --customer acme --month 2026-10\n"
                 "The next draft of a customer bills them, unless they are credited or waived.");
  list.add_option("--customer,-c", list_options.customer_id, "Only this customer's");
  AddMonth(list, list_options.month);

  auto [credit, credit_options] = AddCommand(
      late, "credit", "Take what was billed too much back by a credit note", &Credit,
      "  tally late credit acme --month 2026-10 --reason \"a device was counted twice\"\n"
      "What was billed too little stays for the next draft.");
  credit.add_option("CUSTOMER", credit_options.customer_id, "The customer")->required();
  AddMonth(credit, credit_options.month)->required();
  AddReason(credit, credit_options.reason);

  auto [waive, waive_options] =
      AddCommand(late, "waive", "Leave a month as it was invoiced", &Waive,
                 "  tally late waive acme --month 2026-10 --reason \"too little to bother\"\n"
                 "  tally late waive acme --month 2026-10 --line seat --reason \"agreed\"\n"
                 "What is learnt later is proposed again.");
  waive.add_option("CUSTOMER", waive_options.customer_id, "The customer")->required();
  AddMonth(waive, waive_options.month)->required();
  waive.add_option("--line,-l", waive_options.line_id, "Only this line of the plan");
  AddReason(waive, waive_options.reason);
}

}  // namespace tally
