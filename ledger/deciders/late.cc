#include "ledger/deciders/late.h"

#include <string>
#include <utility>
#include <vector>

#include "ledger/calendar/zone.h"
#include "ledger/deciders/customer_plans.h"
#include "ledger/deciders/invoices.h"
#include "ledger/deciders/late_credit.h"
#include "ledger/deciders/late_months.h"
#include "ledger/deciders/lookup.h"
#include "ledger/rating/credit.h"

namespace tally {
namespace {

using Differences = std::vector<v1::LateDifference>;

template <class C>
absl::Status NothingLate(const C& command, absl::string_view what) {
  return Refuse(v1::REASON_NOTHING_LATE, "month",
                absl::StrCat(command.month(), " of ", command.customer_id(), " has ", what));
}

// The differences of the command's month that no draft bills.
template <class C>
absl::StatusOr<Differences> OpenDifferences(const C& command, const Books& books,
                                            const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  const auto customer = FindCustomer(books, command.org_id(), "customer_id", command.customer_id());
  if (!customer.ok()) return customer.status();
  absl::StatusOr<Differences> open =
      LateDifferencesOf(books, *org, command.customer_id(), context.now);
  if (!open.ok()) return open;
  std::erase_if(*open, [&](const v1::LateDifference& each) {
    return each.month() != command.month() || !each.drafted_in().empty();
  });
  if (!open->empty()) return open;
  return NothingLate(command, "no late differences that no draft bills");
}

template <class C>
v1::LateDifferencesSettled SettledBy(const C& command, v1::LateSettlementKind kind,
                                     const Differences& differences) {
  v1::LateDifferencesSettled settled;
  settled.set_org_id(command.org_id());
  settled.set_customer_id(command.customer_id());
  settled.set_month(command.month());
  settled.set_kind(kind);
  *settled.mutable_differences() = {differences.begin(), differences.end()};
  settled.set_reason(command.reason());
  return settled;
}

// What the invoice of the month can be credited.
LateCredit CreditFor(const v1::CreditLateDifferences& command, const Books& books,
                     const Differences& differences) {
  const v1::Draft draft =
      *books.drafts.Find(command.org_id(), command.month(), command.customer_id());
  const v1::InvoiceView invoice = *books.invoices.Find(command.org_id(), draft.invoice_number());
  const v1::Org org = *books.orgs.Find(command.org_id());
  const std::vector<v1::Plan> plans = PlansOf(books, command.org_id(), command.customer_id());
  const ClosedMonth month(books, org, plans, draft);
  return CreditOf(differences, month.Billed(), RestOf(invoice));
}

// The refusal of a credit, of what a person asked for.
absl::Status AsOfMonth(const absl::Status& status) {
  auto refusal = RefusalOf(status);
  if (!refusal) return status;
  refusal->set_field("month");
  return Refuse(*std::move(refusal));
}

}  // namespace

Decision<v1::CreditLateDifferencesReply> Decide(const v1::CreditLateDifferences& command,
                                                const Books& books, const Context& context) {
  const absl::StatusOr<Differences> open = OpenDifferences(command, books, context);
  if (!open.ok()) return open.status();
  LateCredit credit = CreditFor(command, books, *open);
  if (credit.settled.empty()) {
    return NothingLate(command, "nothing late that its invoice could be credited");
  }

  v1::CreditInvoice take;
  take.set_org_id(command.org_id());
  take.set_invoice_number(open->front().invoice_number());
  *take.mutable_lines() = std::move(credit.lines);
  take.set_reason(command.reason());
  Decision<v1::CreditInvoiceReply> taken = Decide(take, books, context);
  if (!taken.ok()) return AsOfMonth(taken.status());

  v1::LateDifferencesSettled settled =
      SettledBy(command, v1::LATE_SETTLEMENT_KIND_CREDITED, credit.settled);
  settled.set_credit_note_number(taken->reply.credit_note_number());
  Outcome<v1::CreditLateDifferencesReply> outcome;
  outcome.reply.set_credit_note_number(taken->reply.credit_note_number());
  outcome.events = std::move(taken->events);
  outcome.events.push_back(Wrap(std::move(settled)));
  return outcome;
}

Decision<> Decide(const v1::WaiveLateDifferences& command, const Books& books,
                  const Context& context) {
  absl::StatusOr<Differences> open = OpenDifferences(command, books, context);
  if (!open.ok()) return open.status();
  if (!command.plan_line_id().empty()) {
    std::erase_if(*open, [&](const v1::LateDifference& each) {
      return each.plan_line_id() != command.plan_line_id();
    });
  }
  if (open->empty()) {
    return Refuse(v1::REASON_NOTHING_LATE, "plan_line_id",
                  absl::StrCat(command.month(), " of ", command.customer_id(),
                               " has no late differences of \"", command.plan_line_id(), "\""));
  }
  return Emit(SettledBy(command, v1::LATE_SETTLEMENT_KIND_WAIVED, *open));
}

}  // namespace tally
