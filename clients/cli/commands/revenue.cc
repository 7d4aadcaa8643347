#include "clients/cli/show/revenue.h"

#include <string>
#include <utility>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/revenue_sum.h"
#include "clients/cli/rpc/pages.h"
#include "tally/v1/insight.pb.h"

namespace tally {
namespace {

struct RevenueOptions {
  std::string from;
  std::string to;
  std::string by = "item";
  std::string customer_id;
  bool mrr = false;
};

// Reads page after page, and returns the sum of them.
absl::StatusOr<v1::RevenueReport> ReadAll(Session& session, v1::GetRevenueReport request) {
  RevenueSum sum;
  request.set_page_size(kPageSize);
  do {
    const auto page = session.connection().Call<v1::RevenueReport>(request);
    if (!page.ok()) return page.status();
    if (absl::Status is = sum.Add(*page); !is.ok()) return is;
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return sum.Report();
}

absl::Status Show(Session& session, const RevenueOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::GetRevenueReport request;
  request.set_org_id(*org_id);
  request.set_from_month(options.from);
  request.set_to_month(options.to);
  request.set_by(options.by == "customer" ? v1::REVENUE_BY_CUSTOMER : v1::REVENUE_BY_ITEM);
  request.set_customer_id(options.customer_id);
  const auto report = ReadAll(session, std::move(request));
  if (!report.ok()) return report.status();
  const std::string subject = options.by == "customer" ? "client" : "item";
  session.Show(*report, [&] {
    return options.mrr ? RecurringTable(*report, subject, session.look())
                       : RevenueTable(*report, subject, session.look());
  });
  return absl::OkStatus();
}

}  // namespace

void AddRevenueCommand(const CommandTree& tree) {
  auto [app, options] =
      AddCommand(tree, "revenue", "Show what was billed, less credit notes, by month", &Show,
                 "  tally revenue --from 2026-01 --to 2026-12\n"
                 "  tally revenue --from 2026-01 --to 2026-12 --by customer\n"
                 "  tally revenue --from 2026-01 --to 2026-12 --mrr    # what recurs, a month");
  app.add_option("--from", options.from, "First month billed")->required()->check(IsAMonth());
  app.add_option("--to", options.to, "Last month billed")->required()->check(IsAMonth());
  app.add_option("--by", options.by, "item or customer")
      ->check(CLI::IsMember({"item", "customer"}));
  app.add_option("-c,--customer", options.customer_id, "Only this customer");
  app.add_flag("--mrr", options.mrr, "Show what recurs in place of what was billed");
}

}  // namespace tally
