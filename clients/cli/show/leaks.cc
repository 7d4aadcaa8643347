#include "clients/cli/show/leaks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

std::string KindWords(v1::LeakKind kind) {
  switch (kind) {
    case v1::LEAK_KIND_MANAGED_NOT_CHARGED:
      return "not charged";
    case v1::LEAK_KIND_CHARGED_NOT_MANAGED:
      return "not managed";
    case v1::LEAK_KIND_COUNTED_TWICE:
      return "counted twice";
    case v1::LEAK_KIND_UNMAPPED_ACCOUNT:
      return "unmapped account";
    case v1::LEAK_KIND_UNMAPPED_METER:
      return "unmapped meter";
    case v1::LEAK_KIND_USAGE_NOT_BILLED:
      return "usage not billed";
    default:
      return "";
  }
}

std::string KindWords(v1::BookFindingKind kind) {
  switch (kind) {
    case v1::BOOK_FINDING_KIND_VOLUME_CLIFF:
      return "volume cliff";
    case v1::BOOK_FINDING_KIND_PRICE_BELOW_COST:
      return "below cost";
    case v1::BOOK_FINDING_KIND_LINE_WITHOUT_SOURCE:
      return "line without source";
    case v1::BOOK_FINDING_KIND_SOURCE_WITHOUT_LINE:
      return "source without line";
    case v1::BOOK_FINDING_KIND_ANCHOR_SHIFTS:
      return "anchor shifts";
    case v1::BOOK_FINDING_KIND_TAX_EXPIRED:
      return "expired tax";
    case v1::BOOK_FINDING_KIND_UNUSED:
      return "unused";
    case v1::BOOK_FINDING_KIND_NO_PLAN:
      return "no plan";
    case v1::BOOK_FINDING_KIND_ZERO_PRICE:
      return "zero price";
    case v1::BOOK_FINDING_KIND_NO_EXCHANGE_RATE:
      return "no exchange rate";
    default:
      return "";
  }
}

struct NamedCoverage {
  v1::CoverageKind kind;
  const char* name;
  const char* words;
};

constexpr NamedCoverage kCoverages[] = {
    {v1::COVERAGE_KIND_ONE, "one", "is billed by one line"},
    {v1::COVERAGE_KIND_NONE, "none", "is a customer's and billed by no line"},
    {v1::COVERAGE_KIND_SEVERAL, "several", "is billed by several lines"},
    {v1::COVERAGE_KIND_NO_CUSTOMER, "no_customer", "is nobody's"}};

TextTable::Cell CoverageCell(v1::CoverageKind kind) {
  for (const NamedCoverage& each : kCoverages) {
    if (each.kind != kind) continue;
    return {each.name, kind == v1::COVERAGE_KIND_ONE ? Style::kPlain : Style::kWarning};
  }
  return {""};
}

// What is said in place of a table without rows.
std::string NothingIs(v1::CoverageKind only, absl::string_view date) {
  for (const NamedCoverage& each : kCoverages) {
    if (each.kind != only) continue;
    return absl::StrCat("Nothing that was counted by ", date, " ", each.words, ".\n");
  }
  return absl::StrCat("Nothing was counted by ", date, ".\n");
}

}  // namespace

std::string LeakTable(const v1::BillingLeakPage& page, const Look& look) {
  AmountSums too_little;
  AmountSums too_much;
  TextTable table({{"client"},
                   {"item"},
                   {"what"},
                   {"counted", TextTable::kRight},
                   {"charged", TextTable::kRight},
                   {"a month", TextTable::kRight},
                   {"", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::BillingLeak& leak : page.leaks()) {
    table.Add({{leak.customer_id()},
               {leak.item_id()},
               {KindWords(leak.kind())},
               {Grouped(leak.managed())},
               {Grouped(leak.charged())},
               {leak.has_monthly_amount() ? AmountWithCurrency(leak.monthly_amount()) : "unknown"},
               {leak.detail(), Style::kFaint}});
    (leak.monthly_amount().minor_units() < 0 ? too_much : too_little).Add(leak.monthly_amount());
  }
  if (table.empty()) return absl::StrCat("Nothing leaks on ", page.date(), ".\n");
  for (const auto& [currency, sum] : too_little.sums()) {
    table.AddFooter({{}, {}, {"billed too little"}, {}, {}, {AmountWithCurrency(sum)}});
  }
  for (const auto& [currency, sum] : too_much.sums()) {
    table.AddFooter({{}, {}, {"billed too much"}, {}, {}, {AmountWithCurrency(sum)}});
  }
  return table.Layout(look);
}

std::string CoverageTable(const v1::MeterCoveragePage& page, v1::CoverageKind only,
                          const Look& look) {
  TextTable table({{"source"},
                   {"account", TextTable::kLeft, TextTable::kMayShrink},
                   {"meter", TextTable::kLeft, TextTable::kMayShrink},
                   {"counted", TextTable::kRight},
                   {"client"},
                   {"item"},
                   {"lines"},
                   {"billed by", TextTable::kLeft, TextTable::kMayShrink},
                   {"compared by", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::MeterCoverage& meter : page.meters()) {
    const v1::CountedMeter& counted = meter.counted();
    table.Add({{counted.source_id()},
               {counted.account()},
               {counted.meter()},
               {Grouped(counted.quantity())},
               {meter.customer_id()},
               {meter.item_id()},
               CoverageCell(meter.kind()),
               {absl::StrJoin(meter.line_ids(), ", ")},
               {absl::StrJoin(meter.compared_by(), ", ")}});
  }
  return table.empty() ? NothingIs(only, page.date()) : table.Layout(look);
}

std::vector<std::string> CoverageKindNames() {
  std::vector<std::string> names;
  for (const NamedCoverage& each : kCoverages) names.emplace_back(each.name);
  return names;
}

std::optional<v1::CoverageKind> ParseCoverageKind(absl::string_view name) {
  for (const NamedCoverage& each : kCoverages) {
    if (name == each.name) return each.kind;
  }
  return std::nullopt;
}

std::string FindingTable(const v1::BookFindingPage& page, const Look& look) {
  TextTable table(
      {{""}, {"client"}, {"of"}, {"what"}, {"", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::BookFinding& finding : page.findings()) {
    const bool is_serious = finding.serious();
    table.Add({{is_serious ? "!" : "", Style::kBad},
               {finding.customer_id()},
               {finding.subject()},
               {KindWords(finding.kind()), is_serious ? Style::kBad : Style::kPlain},
               {finding.message()}});
    table.AddNote(finding.advice(), 2);
  }
  return table.empty() ? "Nothing odd.\n" : table.Layout(look);
}

}  // namespace tally
