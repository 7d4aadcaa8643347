#include "clients/cli/show/dunning.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

// The step that is taken, or why none is.
TextTable::Cell StepCell(const v1::DunningOutcome& outcome) {
  switch (outcome.skip()) {
    case v1::DUNNING_SKIP_NOTHING_DUE:
      return {"none due", Style::kFaint};
    case v1::DUNNING_SKIP_DISPUTED:
      return {"disputed", Style::kWarning};
    case v1::DUNNING_SKIP_COVERED_BY_CREDIT:
      return {"covered by credit", Style::kFaint};
    default:
      return {outcome.step_id()};
  }
}

// In words, and what the step speaks for.
std::string Detail(const v1::DunningOutcome& outcome) {
  if (outcome.passed_over().empty()) return outcome.detail();
  return absl::StrCat(outcome.detail(), "; speaks for ",
                      absl::StrJoin(outcome.passed_over(), ", "));
}

}  // namespace

std::string DunningTable(const v1::DunningPage& page, const Look& look) {
  if (page.outcomes().empty()) return "Nothing to remind anybody of.\n";

  MoneyColumn money;
  AmountSums fees;
  for (const v1::DunningOutcome& outcome : page.outcomes()) {
    money.See(outcome.open());
    if (outcome.has_late_fee()) fees.Add(outcome.late_fee());
  }
  TextTable table({{"client"},
                   {"invoice"},
                   {"due"},
                   {money.Title("open"), TextTable::kRight},
                   {"step"},
                   {money.Title("late fee"), TextTable::kRight, TextTable::kMayVanish},
                   {"on invoice", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::DunningOutcome& outcome : page.outcomes()) {
    table.Add({{outcome.customer_id()},
               {outcome.invoice_number()},
               {outcome.due_date()},
               {money.Amount(outcome.open())},
               StepCell(outcome),
               {outcome.has_late_fee() ? money.Amount(outcome.late_fee()) : ""},
               {outcome.late_fee_invoice()}});
    table.AddNote(Detail(outcome), 2);
  }
  for (const auto& [currency, sum] : fees.sums()) {
    table.AddFooter({{absl::StrCat("late fees ", currency), Style::kHeading},
                     {},
                     {},
                     {},
                     {},
                     {AmountText(sum), Style::kHeading}});
  }
  return table.Layout(look);
}

v1::DunningPage WhatIsDue(const v1::DunningPage& page) {
  v1::DunningPage due;
  for (const v1::DunningOutcome& outcome : page.outcomes()) {
    if (outcome.skip() != v1::DUNNING_SKIP_NOTHING_DUE) *due.add_outcomes() = outcome;
  }
  return due;
}

}  // namespace tally
