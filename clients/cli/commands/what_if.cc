#include "clients/cli/show/what_if.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "clients/cli/book/customer_order.h"
#include "clients/cli/commands/book_changes.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/what_if.pb.h"

namespace tally {
namespace {

constexpr uint64_t kMostClients = 20;

struct WhatIfOptions {
  std::string book;
  std::string from;
  std::string to;
  std::vector<std::string> customer_ids;
  std::vector<std::string> prices;
  bool only_different = false;
  bool lines = false;
  std::optional<uint64_t> most;
};

// Reads `item=+5%`.
absl::StatusOr<v1::PriceChange> ReadPrice(const std::string& text) {
  const size_t equals = text.rfind('=');
  v1::PriceChange change;
  if (equals != std::string::npos) {
    absl::string_view percent = absl::string_view(text).substr(equals + 1);
    absl::ConsumeSuffix(&percent, "%");
    absl::ConsumePrefix(&percent, "+");
    change.set_item_id(text.substr(0, equals));
    change.set_percent(std::string(percent));
  }
  if (!change.item_id().empty() && !change.percent().empty()) return change;
  return WrongUsage(absl::StrCat("--price ", text, ": a change of prices is like seat=+5%"));
}

// Adds what applying the book would send, as far as months are drafted by it.
void AddChanges(const BookChanges& book, v1::PreviewWhatIf& request) {
  const auto each = [&](Part part, auto add) {
    for (const Change& change : book.diff.of(part).changes) add(change.index);
  };
  const Book& wanted = book.wanted;
  each(Part::kTaxes, [&](size_t i) { *request.add_changes()->mutable_tax() = wanted.taxes[i]; });
  each(Part::kItems, [&](size_t i) { *request.add_changes()->mutable_item() = wanted.items[i]; });
  // The org is there, and may name an item that is new.
  each(Part::kOrg, [&](size_t) { *request.add_changes()->mutable_org() = wanted.org; });
  each(Part::kSources,
       [&](size_t i) { *request.add_changes()->mutable_source() = wanted.sources[i]; });
  const CustomerSteps customers =
      OrderCustomers(book.ledger, wanted, book.diff.of(Part::kCustomers));
  for (const std::vector<CustomerStep>* steps : {&customers.first, &customers.second}) {
    for (const CustomerStep& step : *steps) {
      *request.add_changes()->mutable_customer() = step.customer;
    }
  }
  each(Part::kPlans, [&](size_t i) {
    v1::CustomerPlan& plan = *request.add_changes()->mutable_plan();
    plan.set_customer_id(wanted.plans[i].customer_id());
    *plan.mutable_plan() = wanted.plans[i];
  });
}

absl::StatusOr<v1::PreviewWhatIf> RequestOf(Session& session, const WhatIfOptions& options) {
  v1::PreviewWhatIf request;
  if (options.book.empty()) {
    const auto org_id = session.Org();
    if (!org_id.ok()) return org_id.status();
    request.set_org_id(*org_id);
  } else {
    const auto book = FindBookChanges(session, options.book);
    if (!book.ok()) return book.status();
    request.set_org_id(book->wanted.org.org_id());
    AddChanges(*book, request);
  }
  request.set_from_month(options.from);
  request.set_to_month(options.to);
  *request.mutable_customer_ids() = {options.customer_ids.begin(), options.customer_ids.end()};
  for (const std::string& text : options.prices) {
    auto price = ReadPrice(text);
    if (!price.ok()) return price.status();
    *request.add_prices() = *std::move(price);
  }
  // Tables show nothing else.
  const bool is_table = session.settings().output == Output::kTable;
  request.set_only_different(options.only_different || is_table);
  return request;
}

absl::Status Preview(Session& session, const WhatIfOptions& options) {
  const auto request = RequestOf(session, options);
  if (!request.ok()) return request.status();
  const auto stream = session.connection().Open(v1::PreviewWhatIf::descriptor());
  stream->Write(*request);
  stream->WritesDone();
  v1::WhatIfPart comparison;
  for (v1::WhatIfPart part; stream->Read(part);) {
    comparison.MergeFrom(part);
    session.terminal().Progress(
        CountText(static_cast<uint64_t>(comparison.months_size()), "month"));
  }
  if (absl::Status status = stream->Finish(); !status.ok()) return status;
  session.Show(comparison, [&] {
    const uint64_t most = options.most.value_or(kMostClients);
    return options.lines ? WhatIfLines(comparison, most, session.look())
                         : WhatIfTable(comparison, most, session.look());
  });
  return absl::OkStatus();
}

}  // namespace

void AddWhatIfCommand(const CommandTree& tree) {
  auto [app, options] = AddCommand(
      tree, "what-if", "Show what past months would have billed with changes; write nothing",
      &Preview,
      "  tally what-if --from 2025-11 --to 2026-10 --price seat=+5%\n"
      "  tally what-if new-book.yaml --from 2026-01 --to 2026-10    # what apply would change\n"
      "  tally what-if new-book.yaml --from 2026-10 --to 2026-10 --customer acme --lines\n"
      "  tally what-if --from 2026-10 --to 2026-10 --price seat=-2.5% -o json --only-different");
  app.add_option("BOOK", options.book, "A book; what it says otherwise than the ledger is changed");
  app.add_option("--from", options.from, "First month")->required()->check(IsAMonth());
  app.add_option("--to", options.to, "Last month")->required()->check(IsAMonth());
  // Each takes one value, so that a book may stand behind them.
  AddCustomers(app, options.customer_ids)->allow_extra_args(false);
  app.add_option(
         "--price", options.prices,
         "An item and by how many percent its prices change in all plans, such as seat=+5%; "
         "may be given again")
      ->allow_extra_args(false);
  app.add_flag("--only-different", options.only_different,
               "Leave out months that come out the same; tables always do");
  app.add_flag("--lines", options.lines, "Show the lines that differ, too");
  AddWholeNumber(app, "--top", options.most, "How many clients to list, 20 if nothing is said");
}

}  // namespace tally
