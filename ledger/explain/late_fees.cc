#include "ledger/explain/late_fees.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "ledger/explain/words.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "ledger/receivables/dunning.h"

namespace tally {
namespace {

absl::Status Missing(const v1::ChargedLateFee& fee) {
  return absl::DataLossError(
      absl::StrCat("step ", fee.step_id(), " was not taken for ", fee.invoice_number()));
}

// The step that `fee` is charged for: one of those right before the invoice, in the same commit.
absl::StatusOr<LateFeeGround> FindStepTaken(const v1::ChargedLateFee& fee, uint64_t position,
                                            Past& past) {
  for (uint64_t at = position - 1; at > 0; --at) {
    const absl::StatusOr<v1::RecordedEvent> event = past.EventAt(at);
    if (!event.ok()) return event.status();
    if (!event->event().has_dunning_step_taken()) break;
    const v1::DunningStepTaken& taken = event->event().dunning_step_taken();
    if (taken.invoice_number() != fee.invoice_number()) continue;
    return LateFeeGround{.line_id = fee.line_id(), .taken = taken, .taken_at = at, .due_date = ""};
  }
  return Missing(fee);
}

bool IsExact(const v1::DunningStep& step, const v1::Money& open, const v1::Money& fee) {
  const auto down = LateFeeOf(step, open, RoundingMode::kDown);
  const auto up = LateFeeOf(step, open, RoundingMode::kUp);
  return down && up && down->minor_units() == up->minor_units() &&
         down->minor_units() == fee.minor_units();
}

// What the step charges, as the org said it then.
std::string ChargeWords(const LateFeeGround& ground, const v1::Org& org, const v1::Money& fee) {
  const v1::DunningStep* step = FindStep(org.dunning(), ground.taken.step_id());
  if (step == nullptr) return absl::StrCat("the fee is ", AmountWords(fee));
  return absl::StrCat(LateFeeWords(*step, ground.taken.open()),
                      IsExact(*step, ground.taken.open(), fee) ? " is " : " is rounded to ",
                      AmountWords(fee));
}

std::string StepWords(const LateFeeGround& ground, const v1::Org& org) {
  const v1::DunningStep* step = FindStep(org.dunning(), ground.taken.step_id());
  if (step == nullptr) return ground.taken.step_id();
  return absl::StrCat(step->step_id(), ", ", step->days(), step->days() == 1 ? " day" : " days",
                      " later,");
}

}  // namespace

absl::StatusOr<std::vector<LateFeeGround>> FindLateFees(const std::string& org_id,
                                                        const v1::Invoice& invoice,
                                                        uint64_t position, Past& past) {
  std::vector<LateFeeGround> grounds;
  for (const v1::ChargedLateFee& fee : invoice.late_fees()) {
    absl::StatusOr<LateFeeGround> ground = FindStepTaken(fee, position, past);
    if (!ground.ok()) return ground.status();
    const auto unpaid = past.books().invoices.Find(org_id, fee.invoice_number());
    if (!unpaid) return Missing(fee);
    ground->due_date = unpaid->invoice().due_date();
    grounds.push_back(*std::move(ground));
  }
  return grounds;
}

std::string LateFeeWords(const LateFeeGround& ground, const v1::Org& org, const v1::Line& line) {
  return absl::StrCat("Late fee for ", ground.taken.invoice_number(), ", which was to be paid by ",
                      DayWords(ground.due_date), ": dunning step ", StepWords(ground, org),
                      " was taken on ", DayWords(ground.taken.date()), " with ",
                      AmountWords(ground.taken.open()), " open; ",
                      ChargeWords(ground, org, line.amount()));
}

}  // namespace tally
