#include <google/protobuf/text_format.h>

#include "cli/book_text.h"
#include "support/text.h"

namespace tally {
namespace {

using ::testing::ElementsAre;

// What stands before each problem of the second line, and where it starts.
constexpr char kLine[] = "book.yaml:11:";
constexpr char kPath[] = "customers.acme.plan[0].lines[1]";

TEST(BookLine, ReadsEveryKindOfLine) {
  struct Row {
    const char* line;
    const char* expected;
  };
  const Row rows[] = {
      {"item: seat, counted: {source: rmm, meter: S}, quantity: seat_days, price: 2.00",
       "item_id: 'seat' counted { source_id: 'rmm' meter: 'S' rule: QUANTITY_RULE_SEAT_DAYS } "
       "held { unit_price: '2.00' }"},
      {"item: seat, counted: {source: rmm, meter: S, accounts: [\"1\", 2], distinct: true, "
       "others: [{source: ad, meter: U}], round_up_to: 1}, quantity: peak, price: 2",
       "item_id: 'seat' counted { source_id: 'rmm' meter: 'S' rule: QUANTITY_RULE_PEAK "
       "  accounts: '1' accounts: '2' distinct: true others { source_id: 'ad' meter: 'U' } "
       "  round_up_to: '1' } held { unit_price: '2' }"},
      {"item: hour, time: tickets, price: 120.00",
       "item_id: 'hour' time { kind: TIME_KIND_TICKET } held { unit_price: '120.00' }"},
      {"item: hour, time: {kind: projects, projects: [p, q], rates: {p: 150}, increment: 15m, "
       "round: total, roll_over: 2}, price: 120, included: 10",
       "item_id: 'hour' time { kind: TIME_KIND_PROJECT projects: 'p' projects: 'q' "
       "  rates { project: 'p' unit_price: '150' } increment_minutes: 15 "
       "  increment_scope: INCREMENT_SCOPE_TOTAL roll_over_periods: 2 } "
       "held { unit_price: '120' } included { quantity: '10' }"},
      {"item: hour, time: {increment: 1h}, price: 120, "
       "included: {quantity: 10, overage: next_period, prorated: true}",
       "item_id: 'hour' time { increment_minutes: 60 } held { unit_price: '120' } "
       "included { quantity: '10' overage: OVERAGE_NEXT_PERIOD prorated: true }"},
      {"item: seat, pass_through: hardware, price: {follow: vendor, margin: 10%, floor: 3.00}",
       "item_id: 'seat' pass_through { kind: CHARGE_KIND_HARDWARE } "
       "vendor { margin_percent: '10' floor: '3.00' }"},
      {"item: seat, pass_through: any", "item_id: 'seat' pass_through { kind: CHARGE_KIND_ANY }"},
      {"item: seat, triggered: milestone, price: 500",
       "item_id: 'seat' triggered { kind: TRIGGER_KIND_MILESTONE } held { unit_price: '500' }"},
      {"item: seat, triggered: {on: contract_end, subject: \"7\"}",
       "item_id: 'seat' triggered { kind: TRIGGER_KIND_CONTRACT_END subject: '7' }"},
      {"item: sla, credit: {line: seats, percent: 5%, on: sla_breach, subject: backup}",
       "item_id: 'sla' credit { line_id: 'seats' percent: '5' trigger: TRIGGER_KIND_SLA_BREACH "
       "  subject: 'backup' }"},
      {"item: sla, credit: {line: seats, amount: 10.00}",
       "item_id: 'sla' credit { line_id: 'seats' amount: '10.00' }"},
  };
  for (const auto& [line, expected] : rows) {
    const Book book = ReadText(BookWithLine(line));
    ASSERT_FALSE(book.plans.empty()) << line;
    EXPECT_EQ(book.plans[0].lines(1).DebugString(), Parse<v1::PlanLine>(expected).DebugString());
  }
}

TEST(BookLine, ReadsEveryPriceAndPeriod) {
  struct Row {
    const char* line;
    const char* expected;
  };
  const Row rows[] = {
      {"price: {follow: vendor, markup: 20%, sync: next_period, exact: true}",
       "vendor { markup_percent: '20' sync: VENDOR_SYNC_NEXT_PERIOD exact: true }"},
      {"price: {tiers: graduated, of: [{up_to: 5, flat: 100}, {up_to: 10, each: 2.50}, {each: 1}]}",
       "tiered { mode: TIER_MODE_GRADUATED tiers { up_to: '5' flat_fee: '100' } "
       "  tiers { up_to: '10' unit_price: '2.50' } tiers { unit_price: '1' } }"},
      {"price: {tiers: package, of: [{each: 1, block: 1000}]}",
       "tiered { mode: TIER_MODE_PACKAGE tiers { unit_price: '1' block_size: '1000' } }"},
      {"price: 1, bill: monthly, anchor: 2024-01-31",
       "held { unit_price: '1' } cadence { months: 1 anchor: '2024-01-31' }"},
      {"price: 1, anchor: 2024-01-31",
       "held { unit_price: '1' } cadence { months: 1 anchor: '2024-01-31' }"},
      {"price: 1, bill: quarterly, when: in_advance, proration: by_day",
       "held { unit_price: '1' } cadence { months: 3 timing: TIMING_IN_ADVANCE } "
       "proration: PRORATION_BY_DAY"},
      {"price: 1, bill: yearly", "held { unit_price: '1' } cadence { months: 12 }"},
      {"price: 1, bill: weekly", "held { unit_price: '1' } cadence { weeks: 1 }"},
      {"price: 1, bill: every 2 months", "held { unit_price: '1' } cadence { months: 2 }"},
      {"price: 1, bill: every 2 weeks", "held { unit_price: '1' } cadence { weeks: 2 }"},
      {"price: 1, when: in_arrears",
       "held { unit_price: '1' } cadence { timing: TIMING_IN_ARREARS }"},
      {"price: 1, discounts: [{name: Loyalty, percent: 5%}, {name: Voucher, amount: 10, tax: "
       "after}]",
       "held { unit_price: '1' } discounts { name: 'Loyalty' percent: '5' } "
       "discounts { name: 'Voucher' amount: '10' tax: DISCOUNT_TAX_AFTER }"},
      {"price: 1, includes_tax: true, margin_guard: 15%, accumulate: 3 months",
       "held { unit_price: '1' } price_includes_tax: true margin_guard_percent: '15' "
       "accumulate_months: 3"},
      {"price: 1, included: {quantity: 25, overage: bill, price: 5.00}",
       "held { unit_price: '1' } "
       "included { quantity: '25' overage: OVERAGE_BILL unit_price: '5.00' }"},
  };
  for (const auto& [line, expected] : rows) {
    const std::string text = absl::StrCat(
        "item: seat, counted: {source: rmm, meter: S}, quantity: period_start, ", line);
    const Book book = ReadText(BookWithLine(text));
    ASSERT_FALSE(book.plans.empty()) << line;
    v1::PlanLine read = book.plans[0].lines(1);
    read.clear_item_id();
    read.clear_counted();
    EXPECT_EQ(read.DebugString(), Parse<v1::PlanLine>(expected).DebugString());
  }
}

struct Row {
  const char* line;
  // The column, the path in the line, and the words.
  int column;
  const char* path;
  const char* words;
};

void ExpectEach(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_THAT(
        ProblemsOf(BookWithLine(row.line)),
        ElementsAre(absl::StrCat(kLine, row.column, ": ", kPath, row.path, ": ", row.words)))
        << row.line;
  }
}

// What is not written as it must be.
TEST(BookLine, SaysWhatToWrite) {
  ExpectEach({
      {"item: hour, time: meetings, price: 1", 32, ".time",
       "is \"meetings\"; write any, tickets or projects"},
      {"item: hour, time: {increment: 15}, price: 1", 44, ".time.increment",
       "is \"15\"; write a time like 15m or 1h"},
      {"item: hour, time: {roll_over: -1}, price: 1", 44, ".time.roll_over",
       "is \"-1\"; write a whole number like 2"},
      {"item: seat, counted: {source: rmm, meter: S, distinct: yes}, quantity: peak, price: 1", 69,
       ".counted.distinct", "is \"yes\"; write true or false"},
      {"item: seat, triggered: surprise", 37, ".triggered",
       "is \"surprise\"; write milestone, deal, contract_end, renewal, hours_threshold or "
       "sla_breach"},
      {"item: seat, triggered: {subject: s}", 37, ".triggered.on",
       "is missing; give what triggers it, such as milestone"},
      {"item: sla, credit: {percent: 5%}", 33, ".credit.line",
       "is missing; give the id of the line that it is taken off"},
      {"item: sla, credit: {line: seats, amount: 1, percent: 5%}", 67, ".credit.percent",
       "stands beside amount; keep one of the two"},
      {"item: seat, fixed: 1, time: any, price: 1", 42, ".time",
       "stands beside fixed; keep one of the two"},
      {"item: seat, fixed: 1, price: {tiers: stairs, of: [{each: 1}]}", 51, ".price.tiers",
       "is \"stairs\"; write graduated, volume or package"},
      {"item: seat, fixed: 1, price: {tiers: volume}", 43, ".price.of",
       "is missing; list the tiers, like [{up_to: 10, each: 2.00}, {each: 1.50}]"},
      {"item: seat, fixed: 1, price: {tiers: volume, of: []}", 63, ".price.of",
       "has no tiers; list at least one"},
      {"item: seat, fixed: 1, price: 1, bill: daily", 52, ".bill",
       "is \"daily\"; write monthly, quarterly, yearly, weekly, or like every 2 months or every 2 "
       "weeks"},
      {"item: seat, fixed: 1, price: 1, when: sometime", 52, ".when",
       "is \"sometime\"; write in_arrears or in_advance"},
      {"item: seat, fixed: 1, price: 1, proration: half", 57, ".proration",
       "is \"half\"; write none, by_day, thirty_day_month or by_second"},
      {"item: seat, fixed: 1, price: 1, anchor: 31", 54, ".anchor",
       "is \"31\"; a date is a day of the calendar, written like 2026-10-31"},
      {"item: hour, time: any, price: 1, included: {overage: flag}", 57, ".included.quantity",
       "is missing; give how many are included"},
      {"item: seat, fixed: 1, price: 1, accumulate: 3", 58, ".accumulate",
       "is \"3\"; write a time like 3 months"},
      {"item: seat, fixed: 1, price: 1, discounts: [{percent: 5%}]", 58, ".discounts[0].name",
       "is missing; give the name shown on documents"},
      {"item: seat, fixed: 1, price: 1, discounts: [{name: A, percent: 5%, amount: 1}]", 89,
       ".discounts[0].amount", "stands beside percent; keep one of the two"},
      {"item: seat, fixed: 1, price: 1, discounts: [{name: A, percent: 5%, tax: during}]", 86,
       ".discounts[0].tax", "is \"during\"; write before or after"},
  });
}

// What the ledger would refuse, at the place where it stands or should stand.
TEST(BookLine, SaysWhatTheLedgerWouldRefuse) {
  ExpectEach({
      {"item: seat, pass_through: any, price: 1", 52, ".price",
       "does not go with costs that are passed on; give a markup or a margin on the cost, or "
       "leave it out"},
      {"item: seat, counted: {source: rmm, meter: S}, quantity: peak, price: {follow: vendor, "
       "markup: 1%, margin: 1%}",
       120, ".price.margin", "stands beside a markup; keep one of the two"},
      {"item: seat, fixed: 1, price: {tiers: volume, of: [{up_to: 5, each: 1}]}", 72,
       ".price.of[0].up_to",
       "ends the last tier; leave it out, so that no quantity is without a price"},
      {"item: seat, fixed: 1, price: {tiers: package, of: [{each: 1}]}", 65, ".price.of[0].block",
       "is missing; say how many units a package has"},
      {"item: hour, time: any, price: 1, when: in_advance", 53, ".when",
       "is in advance, when time, costs, triggers and credits are not known yet; bill in arrears"},
      {"item: seat, counted: {source: rmm, meter: S}, quantity: sum, price: 1, when: in_advance",
       91, ".when",
       "is in advance, when only the count at the period's start is known; bill the count at the "
       "start, or in arrears"},
      {"item: seat, fixed: 1, price: 1, bill: every 121 months", 52, ".bill",
       "must be 1 to 120 months"},
      {"item: seat, fixed: 1, price: 1, included: 5", 56, ".included",
       "goes with counted lines and time only; leave it out"},
      {"item: hour, time: {increment: 25h}, price: 1", 44, ".time.increment",
       "must be at most 1,440 minutes, a day"},
      {"item: hour, time: {roll_over: 2}, price: 1", 44, ".time.roll_over",
       "keeps unused included hours, but none are included; say how many are, or leave it out"},
      {"item: hour, time: {projects: [p], rates: {p: 1, q: 1}}, price: 1", 65, ".time.rates.q",
       "is the rate of \"q\", which is none of the line's projects; add it to them, or leave it "
       "out"},
      {"item: seat, fixed: 1, price: 1, accumulate: 3 months", 58, ".accumulate",
       "goes with counted lines only; leave it out"},
      {"item: seat, fixed: 1, price: 1, margin_guard: 5%", 60, ".margin_guard",
       "needs a vendor's cost, which only counted lines have; leave it out"},
      {"item: sla, credit: {line: seat, amount: 1}", 40, ".credit.line",
       "is \"seat\", but the plan has no line of this id"},
      {"item: sla, credit: {line: seats}", 33, ".credit.amount",
       "is missing; give an amount like 10.00, or a percentage like 5% of the line"},
      {"item: seat, fixed: 1, price: 1, discounts: [{name: A}]", 58, ".discounts[0].percent",
       "is missing; give a percentage like 5%, or an amount like 10.00"},
      {"item: seat, fixed: 1, price: 1, id: seats.extra", 50, ".id",
       "has the id \"seats.extra\", but what starts with \"seats.\" belongs to \"seats\" on "
       "documents; give another"},
  });
}

// One thing that is wrong is said once, and what else is wrong as well.
TEST(BookLine, SaysEachThingOnce) {
  const std::string text = BookWithLine(
      "item: seat, counted: {source: rmm, meter: S}, quantity: peak, when: in_advance, "
      "price: {follow: vendor, markup: abc}");
  const auto problems = ProblemsOf(text);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_TRUE(absl::StrContains(problems[0], ".when: is in advance")) << problems[0];
  EXPECT_TRUE(absl::StrContains(problems[1], ".price.markup: is \"abc\"")) << problems[1];
}

TEST(BookLine, SaysTheCommitmentsThatTheLedgerWouldRefuse) {
  struct PlanRow {
    const char* plan;
    const char* problem;
  };
  const PlanRow rows[] = {
      {"        commitments: {c: {}}",
       "book.yaml:10:26: customers.acme.plan[0].commitments.c: says neither minimum nor maximum; "
       "give one of the two"},
      {"        commitments: {c: {minimum: 1, maximum: 2, item: seat}}",
       "book.yaml:10:48: customers.acme.plan[0].commitments.c.maximum: stands beside minimum; make "
       "two commitments of them"},
      {"        commitments: {c: {minimum: 1}}",
       "book.yaml:10:26: customers.acme.plan[0].commitments.c.item: is missing; say as which item "
       "the minimum is billed"},
      {"        commitments: {c: {maximum: 1, item: seat}}",
       "book.yaml:10:45: customers.acme.plan[0].commitments.c.item: goes with a minimum only, as a "
       "maximum takes off the lines themselves; leave it out"},
      {"        commitments: {c: {maximum: 1, lines: [none]}}",
       "book.yaml:10:47: customers.acme.plan[0].commitments.c.lines[0]: is \"none\", but the plan "
       "has no line of this id"},
      {"        commitments: {c: {maximum: 1, over: 13 months}}",
       "book.yaml:10:45: customers.acme.plan[0].commitments.c.over: must be at most 12 months"},
      {"        commitments: {c: {minimum: 1, item: none}}",
       "book.yaml:10:45: customers.acme.plan[0].commitments.c.item: is `none`, but there is no "
       "such "
       "item under catalog"},
      {"        commitments: {C: {maximum: 1}}",
       "book.yaml:10:23: customers.acme.plan[0].commitments.C: is \"C\"; an id is made of a-z 0-9 "
       "- "
       "_ . and starts with a letter or a digit"},
      {"        discounts: [{name: A, percent: 101%}]",
       "book.yaml:10:40: customers.acme.plan[0].discounts[0].percent: is more than 100%; a "
       "discount "
       "never takes more than there is"},
      {"        at: noon",
       "book.yaml:10:13: customers.acme.plan[0].at: is \"noon\"; a time of day is written like "
       "14:30 or 14:30:00"},
  };
  for (const auto& [plan, problem] : rows) {
    EXPECT_THAT(ProblemsOf(BookWithPlan(absl::StrCat("        lines: []\n", plan, "\n"))),
                ElementsAre(problem));
  }
}

TEST(BookLine, ReadsPlansWithDiscountsAndCommitments) {
  const Book book = ReadText(
      BookWithPlan("        at: 12:00\n"
                   "        lines:\n"
                   "          - {id: seats, item: seat, fixed: 1, price: 1}\n"
                   "        discounts: [{name: Loyalty, percent: 5%, tax: before}]\n"
                   "        commitments:\n"
                   "          floor: {minimum: 500.00, item: seat, lines: [seats], over: 3 months, "
                   "proration: by_day}\n"
                   "          cap: {maximum: 150}\n"));
  ASSERT_EQ(book.plans.size(), 1u);
  v1::Plan plan = book.plans[0];
  plan.clear_lines();
  EXPECT_EQ(plan.DebugString(),
            Parse<v1::Plan>(
                "customer_id: 'acme' effective_from: '2026-01-01' effective_time: '12:00' "
                "discounts { name: 'Loyalty' percent: '5' tax: DISCOUNT_TAX_BEFORE } "
                "commitments { commitment_id: 'floor' kind: COMMITMENT_KIND_MINIMUM "
                "  amount: '500.00' item_id: 'seat' line_ids: 'seats' months: 3 "
                "  proration: PRORATION_BY_DAY } "
                "commitments { commitment_id: 'cap' kind: COMMITMENT_KIND_MAXIMUM amount: '150' }")
                .DebugString());
}

}  // namespace
}  // namespace tally
