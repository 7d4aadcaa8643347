#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/words.h"
#include "tally/v1/drafts.pb.h"

namespace tally {
namespace {

// What every decision about a draft says.
struct DecisionOptions {
  std::string customer_id;
  std::string month;
  std::string reason;
};

struct OverrideOptions : DecisionOptions {
  std::string line_id;
  std::string quantity;
  std::string price;
};

struct WaiveOptions : DecisionOptions {
  std::string flag;
  std::string line_id;
};

template <typename Request>
Request RequestFor(const DecisionOptions& options) {
  Request request;
  request.set_customer_id(options.customer_id);
  request.set_month(options.month);
  return request;
}

// Sends the request, and says that the draft now is `state`.
template <typename Request>
absl::Status Decide(Session& session, const Request& request, const std::string& state) {
  const auto receipt = session.Send<v1::Receipt>(request);
  if (!receipt.ok()) return receipt.status();
  session.Show(*receipt, [&] {
    const std::string draft = absl::StrCat(request.customer_id(), " ", request.month());
    if (receipt->event_count() == 0) return absl::StrCat(draft, " is as it was\n");
    return absl::StrCat(draft, " ", state, " (position ", receipt->first_position(), ")\n");
  });
  return absl::OkStatus();
}

absl::Status Hold(Session& session, const DecisionOptions& options) {
  auto request = RequestFor<v1::HoldDraft>(options);
  request.set_reason(options.reason);
  return Decide(session, request, "is held");
}

absl::Status Release(Session& session, const DecisionOptions& options) {
  return Decide(session, RequestFor<v1::ReleaseDraft>(options), "is in review again");
}

absl::Status Reject(Session& session, const DecisionOptions& options) {
  auto request = RequestFor<v1::RejectDraft>(options);
  request.set_reason(options.reason);
  return Decide(session, request, "is rejected");
}

absl::Status Override(Session& session, const OverrideOptions& options) {
  auto request = RequestFor<v1::OverrideDraftLine>(options);
  request.set_line_id(options.line_id);
  request.set_quantity(options.quantity);
  request.set_unit_price(options.price);
  request.set_reason(options.reason);
  return Decide(session, request, absl::StrCat("has ", options.line_id, " overridden"));
}

absl::Status Waive(Session& session, const WaiveOptions& options) {
  auto request = RequestFor<v1::WaiveDraftFlag>(options);
  request.set_flag(ParseFlag(options.flag).value_or(v1::FLAG_KIND_UNSPECIFIED));
  request.set_line_id(options.line_id);
  request.set_reason(options.reason);
  return Decide(session, request, absl::StrCat("has ", options.flag, " waived"));
}

void AddDraft(CLI::App& app, DecisionOptions& options) {
  app.add_option("CUSTOMER", options.customer_id, "Whose draft")->required();
  AddMonth(app, options.month)->required();
}

}  // namespace

void AddDraftCommands(const CommandTree& tree) {
  auto [hold, hold_options] =
      AddCommand(tree, "hold", "Keep a draft from being approved until it is released", &Hold,
                 "  tally hold acme --month 2026-10 --reason \"waits for a purchase order\"");
  AddDraft(hold, hold_options);
  AddReason(hold, hold_options.reason);

  auto [release, release_options] =
      AddCommand(tree, "release", "Let a held draft be approved again", &Release,
                 "  tally release acme --month 2026-10");
  AddDraft(release, release_options);

  auto [reject, reject_options] =
      AddCommand(tree, "reject", "Say that a draft must not be billed as it is", &Reject,
                 "  tally reject acme --month 2026-10 --reason \"wrong plan\"\n"
                 "Regenerating it brings it back to review.");
  AddDraft(reject, reject_options);
  AddReason(reject, reject_options.reason);

  auto [override, override_options] =
      AddCommand(tree, "override", "Change the quantity or the price of a draft's line", &Override,
                 "  tally override acme managed-server --month 2026-10 --quantity 4 --reason \"one "
                 "is a spare\"");
  AddDraft(override, override_options);
  override.add_option("LINE", override_options.line_id, "The line")->required();
  override.add_option("--quantity,-q", override_options.quantity, "The quantity to bill");
  override.add_option("--price,-p", override_options.price, "The price of one");
  AddReason(override, override_options.reason);

  auto [waive, waive_options] =
      AddCommand(tree, "waive", "Let a draft be approved in spite of a flag", &Waive,
                 "  tally waive acme stale_count --month 2026-10 --reason \"tool was down\"");
  AddDraft(waive, waive_options);
  waive.add_option("FLAG", waive_options.flag, "The flag")
      ->required()
      ->check(CLI::IsMember(FlagNames()));
  waive.add_option("--line,-l", waive_options.line_id, "The line it is on; all if left out");
  AddReason(waive, waive_options.reason);
}

}  // namespace tally
