#include "clients/cli/show/draft_sheet.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/document_totals.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/line_notes.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

// What the change of a line comes from; nothing if there is none.
std::string EffectWords(const v1::Delta& delta) {
  std::string words;
  if (delta.quantity_effect().minor_units() != 0) {
    absl::StrAppend(&words, "quantity ", ChangeText(delta.quantity_effect()));
  }
  if (delta.price_effect().minor_units() != 0) {
    absl::StrAppend(&words, words.empty() ? "" : ", ", "price ", ChangeText(delta.price_effect()));
  }
  return words;
}

std::string FlagList(const google::protobuf::RepeatedPtrField<v1::Flag>& flags) {
  std::string words;
  for (const v1::Flag& flag : flags) {
    absl::StrAppend(&words, words.empty() ? "" : ", ", FlagWords(flag));
  }
  return words;
}

// `vat 21%`, or nothing if the tax has one rate, which stands below.
std::string TaxWithRate(const v1::Line& line) {
  if (line.tax_rate_percent().empty()) return "";
  return absl::StrCat(line.tax_id(), " ", line.tax_rate_percent(), "%");
}

std::string LinesTable(const v1::DraftContent& content, const Look& look) {
  const std::string& currency = content.totals().net().currency();
  TextTable table({{"line"},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"quantity", TextTable::kRight},
                   {"price", TextTable::kRight},
                   {"with tax", TextTable::kRight, TextTable::kMayVanish},
                   {absl::StrCat("amount ", currency), TextTable::kRight},
                   {"tax", TextTable::kLeft, TextTable::kMayVanish},
                   {"tax on it", TextTable::kRight, TextTable::kMayVanish},
                   {"last quantity", TextTable::kRight},
                   {"last price", TextTable::kRight},
                   {"last amount", TextTable::kRight},
                   {"change", TextTable::kRight},
                   {"from", TextTable::kLeft, TextTable::kMayShrink},
                   {"flags", TextTable::kLeft, TextTable::kMayShrink}});
  LineNotes notes(Reader::kReviewer);
  for (const v1::DraftLine& each : content.lines()) {
    const v1::Line& line = each.line();
    const v1::Delta& delta = each.delta();
    const NotedLine noted = notes.Next(line);
    table.Add({{noted.Indented(line.line_id())},
               {line.description()},
               {Grouped(line.quantity())},
               {PriceText(line.unit_price(), currency)},
               {AmountText(line.amount_with_tax())},
               {AmountText(line.amount())},
               {TaxWithRate(line)},
               {Grouped(line.tax())},
               {Grouped(delta.previous_quantity())},
               {each.has_delta() ? PriceText(delta.previous_unit_price(), currency) : ""},
               {AmountText(delta.previous_amount())},
               {each.has_delta() ? ChangeText(delta.change()) : ""},
               {EffectWords(delta)},
               {FlagList(each.flags()), Style::kWarning}});
    noted.AddTo(table);
  }
  for (const v1::VanishedLine& gone : content.vanished_lines()) {
    table.Add({{gone.line().line_id()},
               {gone.line().description()},
               {},
               {},
               {},
               {"gone"},
               {},
               {},
               {Grouped(gone.line().quantity())},
               {PriceText(gone.line().unit_price(), currency)},
               {AmountText(gone.line().amount())},
               {ChangeText(gone.change())}});
  }
  return table.Layout(look);
}

void AddFlag(const std::string& line_id, const v1::Flag& flag, TextTable& table) {
  const std::string waiver =
      flag.has_waiver() ? absl::StrCat(flag.waiver().actor(), ": ", flag.waiver().reason()) : "";
  table.Add({{FlagWords(flag), flag.blocks() && !flag.has_waiver() ? Style::kBad : Style::kWarning},
             {line_id},
             {flag.detail(), Style::kPlain},
             {waiver}});
}

// The flags with their words, or nothing if there are none.
std::string FlagsTable(const v1::DraftContent& content, const Look& look) {
  TextTable table({{"flag"},
                   {"line"},
                   {"detail", TextTable::kLeft, TextTable::kMayShrink},
                   {"waived by", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::Flag& flag : content.flags()) AddFlag("", flag, table);
  for (const v1::DraftLine& line : content.lines()) {
    for (const v1::Flag& flag : line.flags()) AddFlag(line.line().line_id(), flag, table);
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

// What people changed, or nothing if they changed nothing.
std::string OverridesTable(const v1::DraftContent& content, const Look& look) {
  TextTable table({{"overridden"},
                   {"quantity", TextTable::kRight},
                   {"price", TextTable::kRight},
                   {"by"},
                   {"reason", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::DraftLine& line : content.lines()) {
    if (!line.has_override()) continue;
    table.Add({{line.line().line_id()},
               {Grouped(line.override().quantity())},
               {PriceText(line.override().unit_price(), line.line().amount().currency())},
               {line.override().actor()},
               {line.override().reason()}});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

void AddEvidence(const std::string& line_id, const v1::CountEvidence& evidence, TextTable& table) {
  table.Add({{line_id},
             {evidence.source_id()},
             {evidence.account()},
             {evidence.meter()},
             {InstantText(evidence.observed_at())},
             {absl::StrCat(evidence.position())},
             {evidence.unit_cost()}});
}

// The counts that lines rest on, or nothing if none does.
std::string EvidenceTable(const v1::DraftContent& content, const Look& look) {
  TextTable table({{"counted"},
                   {"source"},
                   {"account", TextTable::kLeft, TextTable::kMayShrink},
                   {"meter", TextTable::kLeft, TextTable::kMayShrink},
                   {"observed at"},
                   {"position", TextTable::kRight},
                   {"unit cost", TextTable::kRight, TextTable::kMayVanish}});
  for (const v1::DraftLine& line : content.lines()) {
    if (!line.line().has_evidence()) continue;
    AddEvidence(line.line().line_id(), line.line().evidence(), table);
    for (const v1::CountEvidence& further : line.line().further_evidence()) {
      AddEvidence("", further, table);
    }
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

std::string DraftHeading(const v1::Draft& draft, const Look& look) {
  const v1::DraftContent& content = draft.content();
  std::string heading = Paint(absl::StrCat(content.bill_to().name(), " (", draft.customer_id(),
                                           "), ", draft.month(), ": ", StatusName(draft.status())),
                              Style::kHeading, look);
  if (!draft.reason().empty()) absl::StrAppend(&heading, ", because ", draft.reason());
  if (!draft.invoice_number().empty()) absl::StrAppend(&heading, ", ", draft.invoice_number());
  const std::string& plan = content.plan_effective_from();
  absl::StrAppend(&heading, "\n", plan.empty() ? "no plan yet" : absl::StrCat("plan from ", plan),
                  ", ", content.terms().text(), ", made by run ", draft.run_id(),
                  ", changed at position ", draft.changed_position(), "\n");
  if (content.has_previous_net()) {
    absl::StrAppend(&heading, "net ", AmountWithCurrency(content.totals().net()), ", last month ",
                    AmountText(content.previous_net()), ", change ", ChangeText(content.change()),
                    "\n");
  }
  return heading + "\n";
}

}  // namespace

std::string DraftSheet(const v1::Draft& draft, const Look& look) {
  const v1::DraftContent& content = draft.content();
  return absl::StrCat(
      DraftHeading(draft, look), LinesTable(content, look), "\n",
      TotalsTable(content.tax_groups(), content.totals(), {.base = "taxable"}, look),
      TaxRoundingText(content.tax_rounding()), FlagsTable(content, look),
      OverridesTable(content, look), EvidenceTable(content, look));
}

}  // namespace tally
