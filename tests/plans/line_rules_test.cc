#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plans/plan_text.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> ProblemsInLine(const std::string& line) {
  return ProblemsIn(absl::StrCat("lines { line_id: 'a' item_id: 'seat' ", line, " }"));
}

constexpr char kPrice[] = " held { unit_price: '1' } ";
constexpr char kCounted[] =
    "counted { source_id: 'rmm' meter: 'SEAT' rule: QUANTITY_RULE_PERIOD_START } ";

std::string Counted(absl::string_view rule, absl::string_view more = "") {
  return absl::StrCat("counted { source_id: 'rmm' meter: 'SEAT' rule: QUANTITY_RULE_", rule, " ",
                      more, " } ");
}

TEST(LineRules, AllowWhatGoesTogether) {
  const std::string lines[] = {
      absl::StrCat("fixed { quantity: '1' }", kPrice),
      "fixed { quantity: '1' } tiered { mode: TIER_MODE_VOLUME tiers { unit_price: '1' } }",
      absl::StrCat(kCounted, "vendor { markup_percent: '0' }"),
      absl::StrCat(kCounted, "vendor { margin_percent: '99.999999' exact: true floor: '3' }"),
      absl::StrCat(kCounted,
                   "tiered { mode: TIER_MODE_GRADUATED tiers { up_to: '5' flat_fee: '100' } "
                   "  tiers { up_to: '10' flat_fee: '50' } tiers { unit_price: '1' } }"),
      absl::StrCat(kCounted,
                   "tiered { mode: TIER_MODE_PACKAGE "
                   "  tiers { up_to: '1000' unit_price: '1' block_size: '100' } "
                   "  tiers { unit_price: '1' block_size: '1000' } }"),
      absl::StrCat(Counted("PEAK",
                           "distinct: true round_up_to: '0.5' accounts: '1' accounts: '2' "
                           "others { source_id: 'rmm' meter: 'OTHER' } "
                           "others { source_id: 'ad' meter: 'SEAT' }"),
                   kPrice, "included { quantity: '5' overage: OVERAGE_FLAG } "),
      absl::StrCat(Counted("RUNNING_TOTAL"), kPrice, "accumulate_months: 12"),
      absl::StrCat(Counted("SUM"), kPrice, "accumulate_months: 3 cadence { months: 3 }"),
      absl::StrCat(Counted("SUM"), kPrice, "accumulate_months: 1 cadence { weeks: 4 }"),
      absl::StrCat("time { kind: TIME_KIND_TICKET increment_minutes: 1440 roll_over_periods: 36 "
                   "  increment_scope: INCREMENT_SCOPE_TOTAL projects: 'p' "
                   "  rates { project: 'p' unit_price: '120' } } ",
                   kPrice, "included { quantity: '10' overage: OVERAGE_NEXT_PERIOD }"),
      "pass_through {} ",
      "pass_through { kind: CHARGE_KIND_HARDWARE } vendor { markup_percent: '10' } "
      "price_includes_tax: true",
      "triggered { kind: TRIGGER_KIND_MILESTONE }",
      absl::StrCat("triggered { kind: TRIGGER_KIND_DEAL subject: 's' }", kPrice),
      absl::StrCat("fixed { quantity: '1' }", kPrice,
                   "cadence { months: 120 anchor: '2024-01-31' timing: TIMING_IN_ADVANCE } "
                   "proration: PRORATION_BY_DAY "
                   "discounts { name: 'x' percent: '100' } discounts { name: 'y' amount: '5' }"),
      absl::StrCat("fixed { quantity: '1' }", kPrice, "cadence { weeks: 52 }"),
      absl::StrCat(kCounted, "vendor { markup_percent: '20' } ",
                   "cadence { timing: TIMING_IN_ADVANCE } "),
      absl::StrCat(kCounted, "vendor { markup_percent: '20' sync: VENDOR_SYNC_HOLD } ",
                   "cadence { timing: TIMING_IN_ADVANCE } "),
  };
  for (const std::string& line : lines) EXPECT_THAT(ProblemsInLine(line), IsEmpty()) << line;
}

struct Row {
  std::string line;
  const char* problem;
};

void ExpectEach(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_THAT(ProblemsInLine(row.line), ElementsAre(row.problem)) << row.line;
  }
}

TEST(LineRules, RefusePricesThatDoNotGoWithTheQuantity) {
  const std::string tiered = "tiered { mode: TIER_MODE_VOLUME tiers { unit_price: '1' } } ";
  const std::string vendor = "vendor { markup_percent: '5' } ";
  ExpectEach({
      {kPrice, "lines[0]: REASON_QUANTITY_MISSING"},
      {"fixed { quantity: '1' }", "lines[0]: REASON_PRICE_MISSING"},
      {kCounted, "lines[0]: REASON_PRICE_MISSING"},
      {"time {}", "lines[0]: REASON_PRICE_MISSING"},
      {"fixed { quantity: '1' } " + vendor, "lines[0].vendor: REASON_VENDOR_PRICE_NEEDS_COUNT"},
      {"time {} " + vendor, "lines[0].vendor: REASON_VENDOR_PRICE_NEEDS_COUNT"},
      {"triggered { kind: TRIGGER_KIND_DEAL } " + vendor,
       "lines[0].vendor: REASON_VENDOR_PRICE_NEEDS_COUNT"},
      {absl::StrCat("pass_through {} ", kPrice), "lines[0].held: REASON_PLAN_CONTRADICTS_ITSELF"},
      {"pass_through {} " + tiered, "lines[0].tiered: REASON_PLAN_CONTRADICTS_ITSELF"},
      {"triggered { kind: TRIGGER_KIND_DEAL } " + tiered,
       "lines[0].tiered: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, "vendor {} "),
       "lines[0].vendor.markup_percent: REASON_FIELD_MISSING"},
      {absl::StrCat(kCounted, "vendor { markup_percent: '0' margin_percent: '0' } "),
       "lines[0].vendor.margin_percent: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, "vendor { margin_percent: '100' } "),
       "lines[0].vendor.margin_percent: REASON_FIELD_INVALID"},
      {"pass_through {} vendor { markup_percent: '1' sync: VENDOR_SYNC_HOLD } ",
       "lines[0].vendor.sync: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted,
                    "vendor { markup_percent: '1' sync: VENDOR_SYNC_IMMEDIATE } "
                    "included { quantity: '1' }"),
       "lines[0].vendor.sync: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted,
                    "vendor { markup_percent: '1' sync: VENDOR_SYNC_IMMEDIATE } "
                    "accumulate_months: 1"),
       "lines[0].vendor.sync: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(Counted("PER_CHANGE"),
                    "vendor { markup_percent: '1' sync: VENDOR_SYNC_IMMEDIATE } "),
       "lines[0].vendor.sync: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(Counted("PER_CHANGE"), tiered),
       "lines[0].counted.rule: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat("fixed { quantity: '1' } margin_guard_percent: '5' ", kPrice),
       "lines[0].margin_guard_percent: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, "margin_guard_percent: '100' ", kPrice),
       "lines[0].margin_guard_percent: REASON_FIELD_INVALID"},
      {absl::StrCat("fixed { quantity: '1' } discounts { name: 'x' } ", kPrice),
       "lines[0].discounts[0].percent: REASON_FIELD_MISSING"},
      {absl::StrCat("fixed { quantity: '1' } discounts { name: 'x' amount: '1' } "
                    "discounts { name: 'x' percent: '100.5' } ",
                    kPrice),
       "lines[0].discounts[1].percent: REASON_FIELD_INVALID"},
  });
}

TEST(LineRules, RefuseTiersThatAreNotInOrder) {
  const auto tiered = [](absl::string_view mode, absl::string_view tiers) {
    return absl::StrCat(kCounted, "tiered { mode: TIER_MODE_", mode, " ", tiers, " } ");
  };
  ExpectEach({
      {tiered("VOLUME",
              "tiers { up_to: '5' unit_price: '1' } tiers { up_to: '9' unit_price: '1' }"),
       "lines[0].tiered.tiers[1].up_to: REASON_TIERS_INVALID"},
      {tiered("VOLUME", "tiers { unit_price: '1' } tiers { unit_price: '1' }"),
       "lines[0].tiered.tiers[0].up_to: REASON_TIERS_INVALID"},
      {tiered("VOLUME", "tiers { up_to: '0' unit_price: '1' } tiers { unit_price: '1' }"),
       "lines[0].tiered.tiers[0].up_to: REASON_TIERS_INVALID"},
      {tiered("GRADUATED",
              "tiers { up_to: '10' unit_price: '1' } tiers { up_to: '10.0' unit_price: '1' } "
              "tiers { unit_price: '1' }"),
       "lines[0].tiered.tiers[1].up_to: REASON_TIERS_INVALID"},
      {tiered("GRADUATED", "tiers {}"), "lines[0].tiered.tiers[0]: REASON_TIERS_INVALID"},
      {tiered("GRADUATED", "tiers { unit_price: '1' block_size: '10' }"),
       "lines[0].tiered.tiers[0].block_size: REASON_TIERS_INVALID"},
      {tiered("PACKAGE", "tiers { unit_price: '1' }"),
       "lines[0].tiered.tiers[0].block_size: REASON_TIERS_INVALID"},
      {tiered("PACKAGE", "tiers { unit_price: '1' block_size: '0.0' }"),
       "lines[0].tiered.tiers[0].block_size: REASON_TIERS_INVALID"},
  });
}

TEST(LineRules, RefuseQuantitiesThatContradictThemselves) {
  ExpectEach({
      {absl::StrCat(Counted("AVERAGE", "distinct: true"), kPrice),
       "lines[0].counted.distinct: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(Counted("PEAK", "round_up_to: '0'"), kPrice),
       "lines[0].counted.round_up_to: REASON_FIELD_INVALID"},
      {absl::StrCat(Counted("PEAK", "accounts: '1' accounts: '2' accounts: '1'"), kPrice),
       "lines[0].counted.accounts[2]: REASON_LISTED_TWICE"},
      {absl::StrCat(Counted("PEAK", "others { source_id: 'rmm' meter: 'SEAT' }"), kPrice),
       "lines[0].counted.others[0]: REASON_LISTED_TWICE"},
      {absl::StrCat(Counted("PEAK",
                            "others { source_id: 'ad' meter: 'U' } "
                            "others { source_id: 'ad' meter: 'U' }"),
                    kPrice),
       "lines[0].counted.others[1]: REASON_LISTED_TWICE"},
      {absl::StrCat("time { increment_minutes: 1441 }", kPrice),
       "lines[0].time.increment_minutes: REASON_FIELD_INVALID"},
      {absl::StrCat("time { increment_scope: INCREMENT_SCOPE_TOTAL }", kPrice),
       "lines[0].time.increment_scope: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat("time { roll_over_periods: 37 } included { quantity: '1' } ", kPrice),
       "lines[0].time.roll_over_periods: REASON_FIELD_INVALID"},
      {absl::StrCat("time { roll_over_periods: 1 }", kPrice),
       "lines[0].time.roll_over_periods: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat("time { projects: 'p' projects: 'p' }", kPrice),
       "lines[0].time.projects[1]: REASON_LISTED_TWICE"},
      {absl::StrCat("time { rates { project: 'p' unit_price: '1' } "
                    "       rates { project: 'p' unit_price: '2' } }",
                    kPrice),
       "lines[0].time.rates[1]: REASON_LISTED_TWICE"},
      {absl::StrCat("time { projects: 'p' rates { project: 'q' unit_price: '1' } }", kPrice),
       "lines[0].time.rates[0]: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat("fixed { quantity: '1' } included { quantity: '1' } ", kPrice),
       "lines[0].included: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, "included { quantity: '1' overage: OVERAGE_NEXT_PERIOD } ", kPrice),
       "lines[0].included.overage: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(Counted("PER_CHANGE"), kPrice, "included { quantity: '1' } "),
       "lines[0].included: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, "included { quantity: '1' overage: OVERAGE_FLAG unit_price: '1' } ",
                    kPrice),
       "lines[0].included.unit_price: REASON_PLAN_CONTRADICTS_ITSELF"},
  });
}

TEST(LineRules, RefusePeriodsThatCannotBe) {
  const auto fixed = [](absl::string_view more) {
    return absl::StrCat("fixed { quantity: '1' } ", kPrice, more);
  };
  const std::string advance = "cadence { timing: TIMING_IN_ADVANCE } ";
  ExpectEach({
      {fixed("cadence { months: 0 }"), "lines[0].cadence.months: REASON_FIELD_INVALID"},
      {fixed("cadence { months: 121 }"), "lines[0].cadence.months: REASON_FIELD_INVALID"},
      {fixed("cadence { weeks: 0 }"), "lines[0].cadence.weeks: REASON_FIELD_INVALID"},
      {fixed("cadence { weeks: 53 }"), "lines[0].cadence.weeks: REASON_FIELD_INVALID"},
      {fixed("cadence { anchor: '2024-01-31' }"),
       "lines[0].cadence.anchor: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat("time {} ", kPrice, advance),
       "lines[0].cadence.timing: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat("pass_through {} ", advance),
       "lines[0].cadence.timing: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat("triggered { kind: TRIGGER_KIND_DEAL } ", advance),
       "lines[0].cadence.timing: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(Counted("PERIOD_END"), kPrice, advance),
       "lines[0].cadence.timing: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, advance,
                    "vendor { markup_percent: '1' sync: VENDOR_SYNC_PERIOD_END } "),
       "lines[0].vendor.sync: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, kPrice, "accumulate_months: 13"),
       "lines[0].accumulate_months: REASON_FIELD_INVALID"},
      {fixed("accumulate_months: 3"), "lines[0].accumulate_months: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, kPrice, advance, "accumulate_months: 3"),
       "lines[0].accumulate_months: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat("fixed { quantity: '1' } tiered { mode: TIER_MODE_VOLUME tiers { unit_price: "
                    "'1' } } proration: PRORATION_BY_DAY ",
                    advance),
       "lines[0].proration: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(Counted("PER_CHANGE"), kPrice, "accumulate_months: 3"),
       "lines[0].accumulate_months: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, kPrice, "accumulate_months: 3 included { quantity: '1' }"),
       "lines[0].accumulate_months: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, kPrice, "accumulate_months: 3 cadence { months: 4 }"),
       "lines[0].accumulate_months: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, kPrice, "accumulate_months: 1 cadence { weeks: 5 }"),
       "lines[0].accumulate_months: REASON_PLAN_CONTRADICTS_ITSELF"},
      {absl::StrCat(kCounted, kPrice, advance, "included { quantity: '1' }"),
       "lines[0].included: REASON_PLAN_CONTRADICTS_ITSELF"},
  });
}

}  // namespace
}  // namespace tally
