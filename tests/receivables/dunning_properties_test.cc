// What holds of dunning on whatever days it runs.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/money/money.h"
#include "ledger/receivables/dunning.h"

namespace tally {
namespace {

constexpr absl::CivilDay kDue(2026, 5, 15);

v1::DunningPolicy AnyPolicy() {
  v1::DunningPolicy policy;
  uint32_t days = 0;
  const int steps = *rc::gen::inRange(0, 6);
  for (int i = 0; i < steps; ++i) {
    v1::DunningStep& step = *policy.add_steps();
    days += *rc::gen::inRange<uint32_t>(1, 20);
    step.set_step_id(absl::StrCat("s", i));
    step.set_days(days);
    if (*rc::gen::arbitrary<bool>()) {
      step.set_fee_percent(absl::StrCat(*rc::gen::inRange(1, 30)));
    }
  }
  return policy;
}

UnpaidInvoice InvoiceOf(int number, int64_t open) {
  UnpaidInvoice unpaid;
  unpaid.settlement.set_customer_id("acme");
  unpaid.settlement.set_invoice_number(absl::StrCat("B-", number));
  unpaid.settlement.set_due_date(FormatDate(kDue + *rc::gen::inRange(0, 40)));
  *unpaid.settlement.mutable_open() = MakeMoney(open, "EUR");
  unpaid.charges_late_fees = *rc::gen::arbitrary<bool>();
  return unpaid;
}

// Notes on an invoice what was done, as the books do.
void Take(const v1::DunningOutcome& outcome, UnpaidInvoice& unpaid) {
  for (const std::string& step_id : outcome.passed_over()) {
    unpaid.settlement.add_dunning_steps()->set_step_id(step_id);
  }
  if (outcome.step_id().empty()) return;
  unpaid.settlement.add_dunning_steps()->set_step_id(outcome.step_id());
}

uint32_t DaysOfStep(const v1::DunningPolicy& policy, const std::string& step_id) {
  return FindStep(policy, step_id)->days();
}

// Between runs, invoices are paid in part or whole and disputes open and close.
void LiveOn(std::vector<UnpaidInvoice>& invoices) {
  for (UnpaidInvoice& unpaid : invoices) {
    v1::InvoiceSettlement& settlement = unpaid.settlement;
    settlement.set_open_disputes(*rc::gen::inRange<uint32_t>(0, 2));
    if (*rc::gen::inRange(0, 4) != 0) continue;
    const int64_t open = settlement.open().minor_units();
    settlement.mutable_open()->set_minor_units(*rc::gen::inRange<int64_t>(0, open + 1));
  }
}

RC_GTEST_PROP(DunningProperties, EachStepIsTakenAtMostOnceWhateverTheDays, ()) {
  const v1::DunningPolicy policy = AnyPolicy();
  std::vector<UnpaidInvoice> invoices;
  const int count = *rc::gen::inRange(1, 4);
  for (int i = 0; i < count; ++i) {
    invoices.push_back(InvoiceOf(i, *rc::gen::inRange<int64_t>(1, 100000)));
  }
  const v1::Money credit = MakeMoney(*rc::gen::inRange<int64_t>(0, 50000), "EUR");

  // Invoice and step, and the days of the last step taken of each invoice.
  std::set<std::pair<std::string, std::string>> taken;
  std::map<std::string, uint32_t> last_days;
  absl::CivilDay today = kDue;
  const int runs = *rc::gen::inRange(1, 12);
  for (int run = 0; run < runs; ++run) {
    const auto outcomes = OutcomesOfDunning(
        {.policy = policy, .invoices = invoices, .credit = credit, .today = today});
    RC_ASSERT(outcomes.ok());
    for (const v1::DunningOutcome& outcome : *outcomes) {
      const auto of = std::ranges::find_if(invoices, [&](const UnpaidInvoice& unpaid) {
        return unpaid.settlement.invoice_number() == outcome.invoice_number();
      });
      RC_ASSERT(of->settlement.open().minor_units() > 0);
      RC_ASSERT(outcome.step_id().empty() == (outcome.skip() != v1::DUNNING_SKIP_UNSPECIFIED));
      RC_ASSERT(!outcome.detail().empty());
      if (outcome.step_id().empty()) {
        RC_ASSERT(!outcome.has_late_fee());
        RC_ASSERT(outcome.passed_over().empty());
        continue;
      }
      RC_ASSERT(of->settlement.open_disputes() == 0U);
      RC_ASSERT(outcome.step_date() <= FormatDate(today));
      const uint32_t days = DaysOfStep(policy, outcome.step_id());
      RC_ASSERT(days > last_days[outcome.invoice_number()]);
      last_days[outcome.invoice_number()] = days;
      RC_ASSERT(taken.emplace(outcome.invoice_number(), outcome.step_id()).second);
      for (const std::string& step_id : outcome.passed_over()) {
        RC_ASSERT(DaysOfStep(policy, step_id) < days);
        RC_ASSERT(taken.emplace(outcome.invoice_number(), step_id).second);
      }
      Take(outcome, *of);
    }
    // The same day again: nothing more is taken.
    const auto again = OutcomesOfDunning(
        {.policy = policy, .invoices = invoices, .credit = credit, .today = today});
    RC_ASSERT(again.ok());
    for (const v1::DunningOutcome& outcome : *again) RC_ASSERT(outcome.step_id().empty());

    LiveOn(invoices);
    today += *rc::gen::inRange(0, 25);
  }
}

RC_GTEST_PROP(DunningProperties, AFeeIsThePercentageOfTheOpenPartAlone, ()) {
  v1::DunningPolicy policy;
  v1::DunningStep& step = *policy.add_steps();
  step.set_step_id("only");
  step.set_days(1);
  const int64_t percent = *rc::gen::inRange<int64_t>(1, 101);
  step.set_fee_percent(absl::StrCat(percent));
  const int64_t open = *rc::gen::inRange<int64_t>(1, 10'000'000);
  UnpaidInvoice unpaid = InvoiceOf(1, open);
  // Whatever the invoice came to, and whatever of it was settled.
  *unpaid.settlement.mutable_payable() =
      MakeMoney(open + *rc::gen::inRange<int64_t>(0, 10'000'000), "EUR");

  const std::vector<UnpaidInvoice> invoices = {unpaid};
  const v1::Money credit = MakeMoney(0, "EUR");
  const auto outcomes = OutcomesOfDunning(
      {.policy = policy, .invoices = invoices, .credit = credit, .today = kDue + 100});
  RC_ASSERT(outcomes.ok());
  const v1::DunningOutcome& outcome = outcomes->front();
  // Half away from zero: one more half cent, cut off.
  const int64_t fee = (open * percent + 50) / 100;
  const bool is_charged = !unpaid.charges_late_fees && fee > 0;
  RC_ASSERT(outcome.has_late_fee() == is_charged);
  RC_ASSERT(!is_charged || outcome.late_fee().minor_units() == fee);
}

}  // namespace
}  // namespace tally
