#include "ledger/deciders/run_outcome.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/money.h"
#include "ledger/money/totals.h"

namespace tally {
namespace {

std::string InWords(v1::DraftStatus status) {
  const std::string name = v1::DraftStatus_Name(status).substr(sizeof("DRAFT_STATUS_") - 1);
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", " "}});
}

CustomerOutcome Skip(const v1::Customer& customer, v1::SkipReason reason, std::string detail) {
  CustomerOutcome skipped;
  skipped.outcome.set_customer_id(customer.customer_id());
  skipped.outcome.set_skip_reason(reason);
  skipped.outcome.set_detail(std::move(detail));
  return skipped;
}

CustomerOutcome SkipExisting(const v1::Customer& customer, const v1::Draft& draft) {
  if (draft.status() == v1::DRAFT_STATUS_APPROVED) {
    return Skip(customer, v1::SKIP_REASON_ALREADY_INVOICED,
                absl::StrCat("already invoiced as ", draft.invoice_number()));
  }
  return Skip(customer, v1::SKIP_REASON_ALREADY_DRAFTED,
              absl::StrCat("already drafted, ", InWords(draft.status())));
}

// What a run does if the month has a draft; nothing if it has none.
std::optional<CustomerOutcome> Existing(const Books& books, const MonthDrafter& drafter,
                                        const v1::Customer& customer) {
  const auto draft = books.drafts.Find(drafter.org().org_id(), FormatMonth(drafter.month()),
                                       customer.customer_id());
  if (!draft) return std::nullopt;
  return SkipExisting(customer, *draft);
}

CustomerOutcome SkipEmpty(const MonthDrafter& drafter, const v1::Customer& customer,
                          const v1::DraftContent& content) {
  std::string why = "nothing billable: ";
  if (content.plan_effective_from().empty()) {
    why += "no plan is in force";
  } else if (content.lines().empty()) {
    why += "no line of the plan is due";
  } else {
    why += "every quantity is zero";
  }
  const v1::Money previous = drafter.PreviousNet(customer);
  bool anomaly = previous.minor_units() > 0;
  if (anomaly) {
    absl::StrAppend(&why, "; last month it was ", FormatAmount(previous), " ", previous.currency());
  }
  for (const v1::Flag& flag : content.flags()) {
    if (!flag.blocks()) continue;
    absl::StrAppend(&why, "; ", flag.detail());
    anomaly = true;
  }
  CustomerOutcome skipped = Skip(customer, v1::SKIP_REASON_NOTHING_BILLABLE, std::move(why));
  skipped.outcome.set_anomaly(anomaly);
  return skipped;
}

}  // namespace

void SkipIfSumIsOutOfRange(google::protobuf::RepeatedPtrField<v1::Totals>& sums,
                           CustomerOutcome& done) {
  if (!done.content || AddTotals(sums, done.outcome.totals())) return;
  done.content.reset();
  done.outcome.set_created(false);
  done.outcome.set_skip_reason(v1::SKIP_REASON_OUT_OF_RANGE);
  done.outcome.set_detail("the total of the run does not fit");
  done.outcome.clear_totals();
}

CustomerOutcome RunFor(const Books& books, const MonthDrafter& drafter,
                       const v1::Customer& customer) {
  if (!customer.trial()) return RunInSpiteOfTrial(books, drafter, customer);
  if (const auto existing = Existing(books, drafter, customer)) return *existing;
  return Skip(customer, v1::SKIP_REASON_ON_TRIAL,
              "on trial: compare its month with the old system's invoices");
}

CustomerOutcome RunInSpiteOfTrial(const Books& books, const MonthDrafter& drafter,
                                  const v1::Customer& customer) {
  if (const auto existing = Existing(books, drafter, customer)) return *existing;
  if (const auto end = drafter.LaterEndFor(customer)) {
    return Skip(
        customer, v1::SKIP_REASON_MONTH_NOT_OVER,
        absl::StrCat("the month ends at ", FormatInstant(*end), " in the customer's time zone"));
  }
  return BillingOf(drafter, customer);
}

CustomerOutcome BillingOf(const MonthDrafter& drafter, const v1::Customer& customer) {
  absl::StatusOr<v1::DraftContent> content = drafter.Draft(customer);
  if (!content.ok()) {
    return Skip(customer, v1::SKIP_REASON_OUT_OF_RANGE, std::string(content.status().message()));
  }
  if (!IsBillable(*content)) return SkipEmpty(drafter, customer, *content);

  CustomerOutcome drafted;
  drafted.outcome.set_customer_id(customer.customer_id());
  drafted.outcome.set_created(true);
  *drafted.outcome.mutable_totals() = content->totals();
  drafted.content = *std::move(content);
  return drafted;
}

}  // namespace tally
