#include "clients/cli/show/late.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

std::string LineText(const v1::LateDifference& late) {
  if (late.part() == v1::LINE_PART_UNSPECIFIED) return late.plan_line_id();
  return absl::StrCat(late.plan_line_id(), " (", PartWords(late.part()), ")");
}

std::string DifferencesTable(const v1::LateDifferencePage& page, const Look& look) {
  MoneyColumn amounts;
  AmountSums sums;
  for (const v1::LateDifference& late : page.differences()) {
    amounts.See(late.difference());
    sums.Add(late.difference());
  }
  TextTable table({{"customer"},
                   {"month"},
                   {"invoice"},
                   {"line"},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {amounts.Title("billed"), TextTable::kRight},
                   {"settled", TextTable::kRight},
                   {"comes to now", TextTable::kRight},
                   {"difference", TextTable::kRight},
                   {"on the draft of"}});
  for (const v1::LateDifference& late : page.differences()) {
    table.Add({{late.customer_id()},
               {late.month()},
               {late.invoice_number()},
               {LineText(late)},
               {late.proposed().description()},
               {amounts.Amount(late.billed())},
               {amounts.Amount(late.settled())},
               {amounts.Amount(late.rated_now())},
               {amounts.Change(late.difference())},
               {late.drafted_in().empty() ? "none yet" : late.drafted_in()}});
  }
  for (const auto& [currency, sum] : sums.sums()) {
    table.AddFooter({{}, {}, {}, {"total"}, {}, {}, {}, {}, {amounts.Change(sum)}, {}});
  }
  return table.Layout(look);
}

std::string MissedTable(const v1::LateDifferencePage& page, const Look& look) {
  MoneyColumn amounts;
  for (const v1::MissedMonth& missed : page.missed_months()) amounts.See(missed.totals().total());
  TextTable table({{"run without a draft"},
                   {"month"},
                   {amounts.Title("would come to"), TextTable::kRight},
                   {"run it again"}});
  for (const v1::MissedMonth& missed : page.missed_months()) {
    table.Add(
        {{missed.customer_id()},
         {missed.month()},
         {amounts.Amount(missed.totals().total())},
         {absl::StrCat("tally run start ", missed.month(), " --customer ", missed.customer_id())}});
  }
  return table.Layout(look);
}

}  // namespace

std::string LateTable(const v1::LateDifferencePage& page, const Look& look) {
  if (page.differences().empty() && page.missed_months().empty()) return "Nothing is late.\n";
  std::string text;
  if (!page.differences().empty()) text = DifferencesTable(page, look);
  if (!page.missed_months().empty()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", MissedTable(page, look));
  }
  return text;
}

}  // namespace tally
