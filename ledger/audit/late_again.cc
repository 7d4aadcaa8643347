#include "ledger/audit/late_again.h"

#include "ledger/audit/repeat.h"
#include "ledger/deciders/late.h"

namespace tally {
namespace {

template <class C>
C CommandOf(const v1::LateDifferencesSettled& settled) {
  C command;
  command.set_org_id(settled.org_id());
  command.set_customer_id(settled.customer_id());
  command.set_month(settled.month());
  command.set_reason(settled.reason());
  return command;
}

// The line of the plan whose differences were settled, if it is only one.
std::string OnlyLineOf(const v1::LateDifferencesSettled& settled) {
  std::string line_id;
  for (const v1::LateDifference& each : settled.differences()) {
    if (!line_id.empty() && each.plan_line_id() != line_id) return "";
    line_id = each.plan_line_id();
  }
  return line_id;
}

// A month with differences of one line may have been waived as a whole or by that line: it comes to
// the same.
DecidedAgain DecideWaiver(const v1::LateDifferencesSettled& settled, const DecidedCommit& decided,
                          const Books& books) {
  auto command = CommandOf<v1::WaiveLateDifferences>(settled);
  command.set_plan_line_id(OnlyLineOf(settled));
  return Repeat(std::move(command), decided, books);
}

}  // namespace

DecidedAgain DecideLateAgain(const v1::LateDifferencesSettled& settled,
                             const DecidedCommit& decided, const Books& books) {
  if (settled.kind() != v1::LATE_SETTLEMENT_KIND_CREDITED) {
    return DecideWaiver(settled, decided, books);
  }
  return Repeat(CommandOf<v1::CreditLateDifferences>(settled), decided, books);
}

}  // namespace tally
