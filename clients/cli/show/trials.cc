#include "clients/cli/show/trials.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

constexpr int kRowsShown = 100;
// How far a note stands from the left.
constexpr size_t kNoteIndent = 2;

std::string MatchWords(v1::TrialMatch match) {
  switch (match) {
    case v1::TRIAL_MATCH_SAME:
      return "ok";
    case v1::TRIAL_MATCH_QUANTITY_DIFFERS:
      return "ok, other quantity";
    case v1::TRIAL_MATCH_ONLY_OLD:
      return "only old";
    case v1::TRIAL_MATCH_ONLY_NEW:
      return "only here";
    default:
      return "differs";
  }
}

bool IsOk(v1::TrialMatch match) {
  return match == v1::TRIAL_MATCH_SAME || match == v1::TRIAL_MATCH_QUANTITY_DIFFERS;
}

MoneyColumn MoneyOf(const v1::TrialComparisonPage& page) {
  MoneyColumn money;
  for (const v1::TrialComparison& comparison : page.comparisons()) money.See(comparison.new_net());
  return money;
}

void AddLines(TextTable& table, const v1::TrialComparison& comparison, const MoneyColumn& money) {
  for (const v1::TrialLine& line : comparison.lines()) {
    table.Add({{comparison.customer_id()},
               {comparison.month()},
               {line.item_id()},
               {line.description()},
               {Grouped(line.old_quantity())},
               {Grouped(line.new_quantity())},
               {money.Amount(line.old_amount())},
               {money.Amount(line.new_amount())},
               {ChangeText(line.difference())},
               {MatchWords(line.match()), IsOk(line.match()) ? Style::kGood : Style::kBad}});
  }
}

// Adds what the month comes to: its tax, where the old system tells it, and its net.
void AddSums(TextTable& table, const v1::TrialComparison& comparison, const MoneyColumn& money) {
  const auto add = [&](absl::string_view what, const v1::Money& was, const v1::Money& is) {
    const std::optional<v1::Money> difference = Subtract(is, was);
    const bool same = difference && difference->minor_units() == 0;
    table.Add({{comparison.customer_id()},
               {comparison.month()},
               {std::string(what), Style::kHeading},
               {},
               {},
               {},
               {money.Amount(was)},
               {money.Amount(is)},
               {difference ? ChangeText(*difference) : ""},
               {same ? "ok" : "differs", same ? Style::kGood : Style::kBad}});
  };
  if (comparison.has_old_tax()) add("(tax)", comparison.old_tax(), comparison.new_tax());
  add("(net)", comparison.old_net(), comparison.new_net());
}

// Adds what is to be said of the month beside its figures.
void AddNotes(TextTable& table, const v1::TrialComparison& comparison) {
  if (comparison.old_numbers().empty()) {
    table.AddNote("the old system has no invoice of this month", kNoteIndent);
  }
  if (!comparison.skipped_because().empty()) {
    table.AddNote(absl::StrCat("nothing is billed here: ", comparison.skipped_because()),
                  kNoteIndent);
  }
}

}  // namespace

std::string TrialTable(const v1::TrialComparisonPage& page, const Look& look) {
  if (page.comparisons().empty()) return "No customer is on trial or has old invoices.\n";
  const MoneyColumn money = MoneyOf(page);
  TextTable table({{"client"},
                   {"month"},
                   {"item"},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"old quantity", TextTable::kRight},
                   {"quantity", TextTable::kRight},
                   {money.Title("old"), TextTable::kRight},
                   {money.Title("here"), TextTable::kRight},
                   {"difference", TextTable::kRight},
                   {"compared"}});
  for (const v1::TrialComparison& comparison : page.comparisons()) {
    AddLines(table, comparison, money);
    AddSums(table, comparison, money);
    AddNotes(table, comparison);
  }
  return absl::StrCat(table.Layout(look), "\n", TrialSummary(page), "\n");
}

std::string TrialSummary(const v1::TrialComparisonPage& page) {
  const auto same = std::ranges::count_if(
      page.comparisons(), [](const v1::TrialComparison& each) { return each.same(); });
  return absl::StrCat(Grouped(absl::StrCat(same)), " of ",
                      CountText(static_cast<uint64_t>(page.comparisons_size()), "customer's month",
                                "customers' months"),
                      same == 1 ? " is" : " are", " the same to the cent");
}

std::string OldInvoicesText(const cli::OldInvoicesReport& report, const Look& look) {
  std::string text =
      absl::StrCat(CountText(report.invoices(), "invoice"), " in ", CountText(report.rows(), "row"),
                   ": ", Grouped(absl::StrCat(report.recorded())), " recorded, ",
                   Grouped(absl::StrCat(report.already_known())), " already known, ",
                   Grouped(absl::StrCat(report.refused_invoices())), " refused\n");
  TextTable table({{"row", TextTable::kRight}, {"field"}, {"its invoice is refused because"}});
  for (const cli::RefusedRow& row : report.refused()) {
    if (table.size() == kRowsShown) break;
    table.Add({{absl::StrCat(row.row())}, {row.field()}, {row.message()}});
  }
  if (!table.empty()) absl::StrAppend(&text, "\n", table.Layout(look));
  if (report.refused_size() > static_cast<int>(table.size())) {
    absl::StrAppend(&text, "and ",
                    Grouped(absl::StrCat(report.refused_size() - static_cast<int>(table.size()))),
                    " more\n");
  }
  return text;
}

}  // namespace tally
