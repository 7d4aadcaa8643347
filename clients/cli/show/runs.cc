#include "clients/cli/show/runs.h"

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/line_notes.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

// Who started the run.
std::string StarterOf(const v1::Run& run) {
  return run.automatic() ? "the calendar" : run.started_by();
}

template <typename List>
std::string TotalsWords(const List& totals) {
  std::vector<std::string> words;
  for (const v1::Totals& each : totals) {
    words.push_back(absl::StrCat("net ", AmountWithCurrency(each.net()), ", tax ",
                                 AmountText(each.tax()), ", total ", AmountText(each.total())));
  }
  return absl::StrJoin(words, "; ");
}

template <typename List>
std::string UnmappedTable(const List& accounts, const Look& look) {
  if (accounts.empty()) return "";
  TextTable table({{"unmapped account", TextTable::kLeft, TextTable::kMayShrink},
                   {"source"},
                   {"meter", TextTable::kLeft, TextTable::kMayShrink},
                   {"quantity", TextTable::kRight},
                   {"at stake", TextTable::kRight}});
  for (const v1::UnmappedAccount& account : accounts) {
    for (const v1::UnmappedMeter& meter : account.meters()) {
      table.Add({{account.account(), Style::kWarning},
                 {account.source_id()},
                 {meter.meter()},
                 {Grouped(meter.quantity())},
                 {meter.has_cost() ? AmountWithCurrency(meter.cost()) : "not known"}});
    }
  }
  return absl::StrCat("\n", table.Layout(look));
}

// Those of the outcomes that made no draft.
template <typename List>
std::string SkippedTable(const List& outcomes, const Look& look) {
  TextTable table({{"skipped"},
                   {"why"},
                   {"detail", TextTable::kLeft, TextTable::kMayShrink},
                   {"look at it", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::RunOutcome& outcome : outcomes) {
    if (outcome.created()) continue;
    table.Add({{outcome.customer_id()},
               {SkipWords(outcome.skip_reason())},
               {outcome.detail()},
               {outcome.anomaly() ? "yes" : "", Style::kBad}});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

// The flags of a draft and of its lines, each kind once.
std::string FlagsOf(const v1::DraftContent& content) {
  std::set<std::string> words;
  for (const v1::Flag& flag : content.flags()) words.insert(FlagWords(flag));
  for (const v1::DraftLine& line : content.lines()) {
    for (const v1::Flag& flag : line.flags()) words.insert(FlagWords(flag));
  }
  return absl::StrJoin(words, ", ");
}

MoneyColumn MoneyOf(const v1::RunPreview& preview) {
  MoneyColumn money;
  for (const v1::PreviewedDraft& draft : preview.drafts()) {
    money.See(draft.content().totals().net());
  }
  return money;
}

std::string PreviewedDrafts(const v1::RunPreview& preview, const Look& look) {
  const MoneyColumn money = MoneyOf(preview);
  TextTable table({{"client"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"lines", TextTable::kRight},
                   {money.Title("net"), TextTable::kRight},
                   {"tax", TextTable::kRight},
                   {"total", TextTable::kRight},
                   {"to pay", TextTable::kRight, TextTable::kMayVanish},
                   {"last month", TextTable::kRight},
                   {"change", TextTable::kRight},
                   {"flags", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::PreviewedDraft& draft : preview.drafts()) {
    const v1::DraftContent& content = draft.content();
    const bool has_previous = content.has_previous_net();
    table.Add({{draft.customer_id()},
               {content.bill_to().name()},
               {absl::StrCat(content.lines_size())},
               {money.Amount(content.totals().net())},
               {AmountText(content.totals().tax())},
               {AmountText(content.totals().total())},
               {AmountText(content.totals().payable())},
               {has_previous ? AmountText(content.previous_net()) : "-"},
               {has_previous ? ChangeText(content.change()) : "-"},
               {FlagsOf(content), Style::kWarning}});
  }
  return table.empty() ? "No drafts.\n" : table.Layout(look);
}

std::string PreviewSummary(const v1::RunPreview& preview) {
  return absl::StrCat("\nwould draft ", preview.drafts_size(), ", skip ", preview.skipped_size(),
                      preview.totals().empty() ? "" : "; ", TotalsWords(preview.totals()),
                      "\nas of position ", preview.position(), "; nothing was written\n");
}

}  // namespace

std::string PreviewTable(const v1::RunPreview& preview, const Look& look) {
  return absl::StrCat(PreviewedDrafts(preview, look), SkippedTable(preview.skipped(), look),
                      UnmappedTable(preview.unmapped_accounts(), look), PreviewSummary(preview));
}

std::string PreviewLines(const v1::RunPreview& preview, const Look& look) {
  const MoneyColumn money = MoneyOf(preview);
  TextTable table({{"client"},
                   {"line"},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"quantity", TextTable::kRight},
                   {"price", TextTable::kRight},
                   {"with tax", TextTable::kRight, TextTable::kMayVanish},
                   {money.Title("amount"), TextTable::kRight},
                   {"change", TextTable::kRight},
                   {"flags", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::PreviewedDraft& draft : preview.drafts()) {
    LineNotes notes(Reader::kReviewer);
    for (const v1::DraftLine& each : draft.content().lines()) {
      const v1::Line& line = each.line();
      const NotedLine noted = notes.Next(line);
      std::vector<std::string> flags;
      for (const v1::Flag& flag : each.flags()) flags.push_back(FlagWords(flag));
      table.Add({{draft.customer_id()},
                 {noted.Indented(line.line_id())},
                 {line.description()},
                 {Grouped(line.quantity())},
                 {PriceText(line.unit_price(), line.amount().currency())},
                 {AmountText(line.amount_with_tax())},
                 {money.Amount(line.amount())},
                 {each.has_delta() ? ChangeText(each.delta().change()) : ""},
                 {absl::StrJoin(flags, ", "), Style::kWarning}});
      noted.AddTo(table);
    }
  }
  return absl::StrCat(table.empty() ? "" : table.Layout(look) + "\n", PreviewTable(preview, look));
}

std::string RunReportText(const cli::RunReport& report, const Look& look) {
  const v1::Run& run = report.run();
  std::string text =
      absl::StrCat(Paint(absl::StrCat("Run ", run.run_id()), Style::kHeading, look), ": ",
                   StatusWords(run.status()), ", ", CountText(run.drafted(), "draft"), ", ",
                   Grouped(absl::StrCat(run.skipped())), " skipped, started by ", StarterOf(run),
                   " at ", RecordedText(run.started_at()));
  const std::string ended_at = RecordedText(run.completed_at());
  if (!ended_at.empty()) absl::StrAppend(&text, ", ended at ", ended_at);
  absl::StrAppend(&text, "\n");
  if (!run.totals().empty()) absl::StrAppend(&text, TotalsWords(run.totals()), "\n");
  absl::StrAppend(&text, SkippedTable(report.outcomes(), look),
                  UnmappedTable(run.unmapped_accounts(), look));
  return text;
}

std::string RunSheet(const cli::RunReport& report, const Look& look) {
  MoneyColumn money;
  for (const v1::RunOutcome& outcome : report.outcomes()) money.See(outcome.totals().net());
  TextTable table({{"drafted"},
                   {money.Title("net"), TextTable::kRight},
                   {"tax", TextTable::kRight},
                   {"total", TextTable::kRight},
                   {"to pay", TextTable::kRight, TextTable::kMayVanish}});
  for (const v1::RunOutcome& outcome : report.outcomes()) {
    if (!outcome.created()) continue;
    table.Add({{outcome.customer_id()},
               {money.Amount(outcome.totals().net())},
               {AmountText(outcome.totals().tax())},
               {AmountText(outcome.totals().total())},
               {AmountText(outcome.totals().payable())}});
  }
  return absl::StrCat(table.empty() ? "" : table.Layout(look) + "\n", RunReportText(report, look));
}

std::string RunTable(const v1::RunPage& page, const Look& look) {
  if (page.runs().empty()) return "No runs.\n";

  TextTable table({{"run"},
                   {"month"},
                   {"status"},
                   {"drafted", TextTable::kRight},
                   {"skipped", TextTable::kRight},
                   {"totals", TextTable::kLeft, TextTable::kMayShrink},
                   {"started at"},
                   {"by"}});
  for (const v1::Run& run : page.runs()) {
    table.Add({{run.run_id()},
               {run.month()},
               {StatusWords(run.status())},
               {Grouped(absl::StrCat(run.drafted()))},
               {Grouped(absl::StrCat(run.skipped()))},
               {TotalsWords(run.totals())},
               {RecordedText(run.started_at())},
               {StarterOf(run)}});
  }
  return table.Layout(look);
}

std::string RunProgress(const v1::Run& run) {
  std::string words = absl::StrCat(run.month(), ": ", Grouped(absl::StrCat(run.drafted())),
                                   " drafted, ", Grouped(absl::StrCat(run.skipped())), " skipped");
  if (!run.last_customer_id().empty()) absl::StrAppend(&words, ", at ", run.last_customer_id());
  return words;
}

}  // namespace tally
