#include "ledger/receivables/dunning.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/money/amount_words.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

absl::Status DoesNotFit(absl::string_view what) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, what, "does not fit");
}

absl::CivilDay DueDateOf(const v1::InvoiceSettlement& settlement) {
  return ParseDate(settlement.due_date()).value_or(absl::CivilDay());
}

std::string StepDate(const v1::InvoiceSettlement& settlement, const v1::DunningStep& step) {
  return FormatDate(DueDateOf(settlement) + static_cast<int64_t>(step.days()));
}

bool IsTaken(const v1::InvoiceSettlement& settlement, const v1::DunningStep& step) {
  return std::ranges::any_of(settlement.dunning_steps(), [&](const v1::TakenStep& taken) {
    return taken.step_id() == step.step_id();
  });
}

// The steps of an invoice that are still to be taken: those after the last that was.
struct StepsAhead {
  // The latest that is due; nothing if none is.
  const v1::DunningStep* due = nullptr;
  // Earlier ones that are due, too.
  std::vector<std::string> passed_over;
  // The first that is not due yet; nothing if none is left.
  const v1::DunningStep* next = nullptr;
};

StepsAhead StepsAheadOf(const v1::DunningPolicy& policy, const v1::InvoiceSettlement& settlement,
                        const std::string& today) {
  StepsAhead ahead;
  for (const v1::DunningStep& step : policy.steps()) {
    if (IsTaken(settlement, step)) {
      ahead = {};
      continue;
    }
    if (StepDate(settlement, step) > today) {
      if (ahead.next == nullptr) ahead.next = &step;
      continue;
    }
    if (ahead.due != nullptr) ahead.passed_over.push_back(ahead.due->step_id());
    ahead.due = &step;
  }
  return ahead;
}

// Credit of a customer that covers all of it that is overdue.
struct Cover {
  v1::Money credit;
  v1::Money overdue;
};

absl::StatusOr<std::optional<Cover>> CoverOf(const DunningInput& input) {
  if (input.policy.in_spite_of_credit()) return std::nullopt;
  const std::string today = FormatDate(input.today);
  v1::Money overdue = MakeMoney(0, input.credit.currency());
  for (const UnpaidInvoice& unpaid : input.invoices) {
    if (unpaid.settlement.due_date() >= today) continue;
    const auto sum = Add(overdue, unpaid.settlement.open());
    if (!sum) return DoesNotFit("what is overdue");
    overdue = *sum;
  }
  const bool covers =
      input.credit.minor_units() > 0 && input.credit.minor_units() >= overdue.minor_units();
  if (!covers) return std::nullopt;
  return Cover{input.credit, overdue};
}

std::string NothingDueWords(const v1::DunningPolicy& policy,
                            const v1::InvoiceSettlement& settlement, const StepsAhead& ahead) {
  if (policy.steps().empty()) return "there are no dunning steps";
  if (ahead.next == nullptr) return "every step was taken";
  return absl::StrCat("step ", ahead.next->step_id(), " is due on ",
                      StepDate(settlement, *ahead.next));
}

// `step second was due on 2026-05-25, 10 days after the due date`.
std::string WasDueWords(const v1::InvoiceSettlement& settlement, const v1::DunningStep& step) {
  return absl::StrCat("step ", step.step_id(), " was due on ", StepDate(settlement, step), ", ",
                      step.days(), step.days() == 1 ? " day" : " days", " after the due date");
}

void Skip(v1::DunningSkip why, std::string detail, v1::DunningOutcome& outcome) {
  outcome.set_skip(why);
  outcome.set_detail(std::move(detail));
}

absl::Status Take(const DunningInput& input, const UnpaidInvoice& unpaid, StepsAhead ahead,
                  v1::DunningOutcome& outcome) {
  const v1::Money& open = unpaid.settlement.open();
  outcome.set_step_id(ahead.due->step_id());
  outcome.set_step_date(StepDate(unpaid.settlement, *ahead.due));
  std::string detail =
      absl::StrCat(WasDueWords(unpaid.settlement, *ahead.due), "; ", AmountWords(open), " is open");
  for (std::string& step_id : ahead.passed_over) outcome.add_passed_over(std::move(step_id));

  const bool is_fee_free = unpaid.charges_late_fees && !input.policy.fees_on_fees();
  const auto fee = LateFeeOf(*ahead.due, open, input.rounding);
  if (!fee) return DoesNotFit("late fee");
  if (fee->minor_units() > 0 && is_fee_free) {
    absl::StrAppend(&detail, "; no late fee on late fees");
  } else if (fee->minor_units() > 0) {
    absl::StrAppend(&detail, "; late fee ", AmountWords(*fee), ": ",
                    LateFeeWords(*ahead.due, open));
    *outcome.mutable_late_fee() = *fee;
  }
  outcome.set_detail(std::move(detail));
  return absl::OkStatus();
}

absl::StatusOr<v1::DunningOutcome> OutcomeOf(const DunningInput& input,
                                             const std::optional<Cover>& cover,
                                             const UnpaidInvoice& unpaid) {
  const v1::InvoiceSettlement& settlement = unpaid.settlement;
  v1::DunningOutcome outcome;
  outcome.set_customer_id(settlement.customer_id());
  outcome.set_invoice_number(settlement.invoice_number());
  outcome.set_due_date(settlement.due_date());
  *outcome.mutable_open() = settlement.open();

  StepsAhead ahead = StepsAheadOf(input.policy, settlement, FormatDate(input.today));
  if (ahead.due == nullptr) {
    Skip(v1::DUNNING_SKIP_NOTHING_DUE, NothingDueWords(input.policy, settlement, ahead), outcome);
  } else if (settlement.open_disputes() > 0) {
    Skip(v1::DUNNING_SKIP_DISPUTED,
         absl::StrCat("the invoice is disputed; ", WasDueWords(settlement, *ahead.due)), outcome);
  } else if (cover) {
    Skip(v1::DUNNING_SKIP_COVERED_BY_CREDIT,
         absl::StrCat("credit of ", AmountWords(cover->credit), " covers the ",
                      AmountWords(cover->overdue), " that is overdue; ",
                      WasDueWords(settlement, *ahead.due)),
         outcome);
  } else if (absl::Status is = Take(input, unpaid, std::move(ahead), outcome); !is.ok()) {
    return is;
  }
  return outcome;
}

}  // namespace

absl::StatusOr<std::vector<v1::DunningOutcome>> OutcomesOfDunning(const DunningInput& input) {
  const absl::StatusOr<std::optional<Cover>> cover = CoverOf(input);
  if (!cover.ok()) return cover.status();
  std::vector<v1::DunningOutcome> outcomes;
  for (const UnpaidInvoice& unpaid : input.invoices) {
    if (unpaid.settlement.open().minor_units() <= 0) continue;
    absl::StatusOr<v1::DunningOutcome> outcome = OutcomeOf(input, *cover, unpaid);
    if (!outcome.ok()) return outcome.status();
    outcomes.push_back(*std::move(outcome));
  }
  return outcomes;
}

const v1::DunningStep* FindStep(const v1::DunningPolicy& policy, absl::string_view step_id) {
  const auto found = std::ranges::find_if(
      policy.steps(), [&](const v1::DunningStep& step) { return step.step_id() == step_id; });
  return found == policy.steps().end() ? nullptr : &*found;
}

std::optional<v1::Money> LateFeeOf(const v1::DunningStep& step, const v1::Money& open,
                                   RoundingMode rounding) {
  const Fraction percent(Decimal::Parse(step.fee_percent()).value_or(Decimal()));
  std::optional<v1::Money> fee =
      RoundToMoney(MajorUnits(open) * percent / Fraction(100), open.currency(), rounding);
  for (const v1::LateFee& fixed : step.fees()) {
    if (fixed.currency() != open.currency() || !fee) continue;
    const auto amount = ParseAmount(fixed.amount(), fixed.currency());
    fee = amount ? Add(*fee, *amount) : std::nullopt;
  }
  return fee;
}

std::string LateFeeWords(const v1::DunningStep& step, const v1::Money& open) {
  std::string words = step.fee_percent().empty()
                          ? ""
                          : absl::StrCat(step.fee_percent(), " % of ", AmountWords(open));
  for (const v1::LateFee& fixed : step.fees()) {
    if (fixed.currency() != open.currency()) continue;
    const auto amount = ParseAmount(fixed.amount(), fixed.currency());
    absl::StrAppend(&words, words.empty() ? "" : " and ",
                    amount ? AmountWords(*amount) : fixed.amount());
  }
  return words;
}

}  // namespace tally
