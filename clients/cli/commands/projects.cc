#include "clients/cli/show/projects.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/projects.pb.h"

namespace tally {
namespace {

struct ListOptions {
  std::string customer_id;
};

struct ShowOptions {
  std::string project_id;
};

struct BillOptions {
  std::string project_id;
  std::string bill_as;
  std::string quote_id;
  std::string valid_until;
};

absl::Status List(Session& session, const ListOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListProjects request;
  request.set_org_id(*org_id);
  request.set_customer_id(options.customer_id);
  const auto page = CallForAll<v1::ProjectPage>(session.connection(), request);
  if (!page.ok()) return page.status();
  session.Show(*page, [&] { return ProjectTable(*page, session.look()); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const ShowOptions& options) {
  v1::GetProject request;
  request.set_project_id(options.project_id);
  const auto project = session.Query<v1::ProjectView>(request);
  if (!project.ok()) return project.status();
  session.Show(*project, [&] { return ProjectSheet(*project, session.look()); });
  return absl::OkStatus();
}

absl::Status Bill(Session& session, const BillOptions& options) {
  v1::BillProject request;
  request.set_project_id(options.project_id);
  request.set_bill_as(options.bill_as == "invoice" ? v1::BILL_AS_INVOICE : v1::BILL_AS_QUOTE);
  request.set_quote_id(options.quote_id);
  request.set_valid_until(options.valid_until);
  const auto reply = session.Send<v1::BillProjectReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return reply->invoice_number().empty()
               ? absl::StrCat("quote ", reply->quote_id(), ", revision ", reply->revision(),
                              ", made\n")
               : absl::StrCat("invoice ", reply->invoice_number(), " issued\n");
  });
  return absl::OkStatus();
}

}  // namespace

void AddProjectCommands(const CommandTree& tree) {
  const CommandTree projects =
      AddGroup(tree, "projects", "Work that is quoted or billed as a whole");
  auto [list, list_options] =
      AddCommand(projects, "list", "List projects and what they come to before tax", &List,
                 "  tally projects list\n  tally projects list --customer acme");
  list.add_option("--customer,-c", list_options.customer_id, "Only this customer's");
  auto [show, show_options] =
      AddCommand(projects, "show", "Show a project and what each task comes to", &Show,
                 "  tally projects show website");
  show.add_option("PROJECT", show_options.project_id, "The project")->required();
  auto [bill, bill_options] =
      AddCommand(projects, "bill", "Turn a project into a quote or an invoice", &Bill,
                 "  tally projects bill website --as quote --valid-until 2026-12-31\n"
                 "  tally projects bill website --as invoice");
  bill.add_option("PROJECT", bill_options.project_id, "The project")->required();
  bill.add_option("--as", bill_options.bill_as, "What it becomes: quote or invoice")
      ->required()
      ->check(CLI::IsMember({"quote", "invoice"}));
  bill.add_option("--quote", bill_options.quote_id,
                  "Id of the quote, new or to be revised; the project's if left out");
  bill.add_option("--valid-until", bill_options.valid_until,
                  "Last day on which the quote can be accepted")
      ->check(IsADay())
      ->type_name("YYYY-MM-DD");
}

}  // namespace tally
