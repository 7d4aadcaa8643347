#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "support/month.h"
#include "support/printed.h"
#include "support/usage.h"

namespace tally {
namespace {

constexpr char kBreach[] = "kind: TRIGGER_KIND_SLA_BREACH subject: 'mail' ";

// A line `id` that credits what `credit` says.
std::string Credit(absl::string_view credit, absl::string_view id = "sla") {
  return absl::StrCat("lines { line_id: '", id, "' item_id: 'stamp' credit { ", credit, " } } ");
}

// The lines but those of the plan, with their descriptions.
std::string CreditsIn(const v1::DraftContent& content) {
  std::string text;
  for (const v1::DraftLine& rated : content.lines()) {
    if (rated.line().part() != v1::LINE_PART_CREDIT) continue;
    absl::StrAppend(&text, text.empty() ? "" : "; ", rated.line().description(), ", ",
                    Printed(rated.line()));
    const std::string entries = PrintedEntries(rated.line());
    if (!entries.empty()) absl::StrAppend(&text, " for ", entries);
  }
  return text;
}

std::string CreditsOf(absl::string_view plan) {
  Month month;
  month.SetPlan(plan);
  return CreditsIn(month.Draft());
}

TEST(TakeCredits, TakesAPartOfWhatALineBillsWithItsTax) {
  Month month;
  month.SetPlan(Fixed("seat", "10", "12.50") + Fixed("book", "1", "5") +
                Credit("line_id: 'seat' percent: '10'"));
  const v1::DraftContent content = month.Draft();
  EXPECT_EQ(Printed(content),
            "seat 10 x 12.5 = 125.00\n"
            "book 1 x 5 = 5.00\n"
            "sla 1 x -12.5 = -12.50\n"
            "vat 20% of 112.50 = 22.50\n"
            "low 5% of 5.00 = 0.25\n"
            "117.50 + 22.75 = 140.25 USD\n");
  EXPECT_TRUE(IsSame(Parse<v1::Line>("line_id: 'sla' item_id: 'stamp' description: 'Stamp' "
                                     "quantity: '1' unit_price: '-12.5' tax_id: 'vat' "
                                     "amount { minor_units: -1250 currency: 'USD' } "
                                     "part: LINE_PART_CREDIT"),
                     content.lines(2).line()));
}

TEST(TakeCredits, CountsAllThatTheLineBills) {
  const std::string overage =
      "lines { line_id: 'seat' item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' "
      "  rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '4' } included { quantity: '25' } "
      "  discounts { name: 'Less' amount: '24' } } ";
  Month month;
  month.SetPlan(overage + Credit("line_id: 'seat' percent: '50'"));
  month.CountSeats("2026-10-31T22:00:00Z", "31");
  EXPECT_EQ(CreditsIn(month.Draft()), "Stamp, sla 1 x -50 = -50.00");
}

TEST(TakeCredits, NeverTakesMoreThanIsLeftOfTheLine) {
  const std::string seat = Fixed("seat", "1", "10");
  EXPECT_EQ(CreditsOf(seat + Credit("line_id: 'seat' amount: '10.01'")),
            "Stamp, sla 1 x -10 = -10.00");
  EXPECT_EQ(CreditsOf(seat + Credit("line_id: 'seat' percent: '80'", "a") +
                      Credit("line_id: 'seat' percent: '50'", "b") +
                      Credit("line_id: 'seat' amount: '1'", "c")),
            "Stamp, a 1 x -8 = -8.00; Stamp, b 1 x -2 = -2.00");
  EXPECT_EQ(CreditsOf(Fixed("seat", "0", "10") + Credit("line_id: 'seat' amount: '1'")), "");
  EXPECT_EQ(CreditsOf(Credit("line_id: 'gone' amount: '1'")), "");
}

TEST(TakeCredits, StandsWhereThePlanHasIt) {
  Month month;
  month.SetPlan(Credit("line_id: 'book' amount: '1'", "first") + Fixed("seat", "1", "10") +
                Credit("line_id: 'seat' amount: '1'") + Fixed("book", "1", "5"));
  const v1::DraftContent content = month.Draft();
  std::string ids;
  for (const v1::DraftLine& rated : content.lines()) ids += rated.line().line_id() + " ";
  EXPECT_EQ(ids, "first seat sla book ");
}

TEST(TakeCredits, TakesOneForEachTrigger) {
  Month month;
  month.SetPlan(Fixed("seat", "10", "10") +
                Credit("line_id: 'seat' percent: '5' trigger: TRIGGER_KIND_SLA_BREACH"));
  EXPECT_EQ(CreditsIn(month.Draft()), "");
  Usage usage(month);
  usage.Happen("2026-10-20", std::string(kBreach) + "percent: '10' description: 'outage'");
  usage.Happen("2026-10-05", kBreach);
  usage.Happen("2026-10-25", std::string(kBreach) + "amount: '7.5' percent: '99'");
  usage.Happen("2026-10-26", "kind: TRIGGER_KIND_DEAL amount: '1'");
  usage.Happen("2026-11-01", kBreach);
  EXPECT_EQ(CreditsIn(month.Draft()),
            "Stamp, sla 1 x -5 = -5.00 for e2 1; "
            "Stamp: outage, sla.2 1 x -10 = -10.00 for e1 1; "
            "Stamp, sla.3 1 x -7.5 = -7.50 for e3 1");
  EXPECT_TRUE(IsPart(Parse<v1::Line>("line_id: 'sla.2' plan_line_id: 'sla' tax_id: 'vat' "
                                     "entries { source_id: 'desk' entry_id: 'e1' position: 1 "
                                     "  quantity: '1' }"),
                     month.Draft().lines(2).line()));
}

TEST(TakeCredits, TakesOnlyTriggersOfItsSubject) {
  const std::string seat = Fixed("seat", "10", "10");
  const auto credits = [&](absl::string_view subject) {
    Month month;
    month.SetPlan(seat + Credit(absl::StrCat("line_id: 'seat' amount: '5' trigger: "
                                             "TRIGGER_KIND_SLA_BREACH subject: '",
                                             subject, "'")));
    Usage(month).Happen("2026-10-05", kBreach);
    return CreditsIn(month.Draft());
  };
  EXPECT_EQ(credits("mail"), "Stamp, sla 1 x -5 = -5.00 for e1 1");
  EXPECT_EQ(credits("web"), "");
}

// A trigger is on one line of the draft, and on none if there is nothing to credit.
TEST(TakeCredits, UsesATriggerOnce) {
  Month month;
  const std::string breach = "amount: '5' trigger: TRIGGER_KIND_SLA_BREACH";
  month.SetPlan(Fixed("seat", "1", "8") + Fixed("book", "1", "8") +
                Credit("line_id: 'gone' " + breach, "none") +
                Credit("line_id: 'seat' " + breach, "a") +
                Credit("line_id: 'book' " + breach, "b"));
  Usage usage(month);
  usage.Happen("2026-10-05", kBreach);
  EXPECT_EQ(CreditsIn(month.Draft()), "Stamp, a 1 x -5 = -5.00 for e1 1");
  // The second takes what is left, the third goes to the next line, the fifth waits.
  for (const char* day : {"2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"}) {
    usage.Happen(day, kBreach);
  }
  EXPECT_EQ(CreditsIn(month.Draft()),
            "Stamp, a 1 x -5 = -5.00 for e1 1; Stamp, a.2 1 x -3 = -3.00 for e2 1; "
            "Stamp, b 1 x -5 = -5.00 for e3 1; Stamp, b.2 1 x -3 = -3.00 for e4 1");

  month.SetPlan(Fixed("seat", "1", "8") +
                "lines { line_id: 'done' item_id: 'stamp' held { unit_price: '1' } "
                "  triggered { kind: TRIGGER_KIND_SLA_BREACH } } " +
                Credit("line_id: 'seat' " + breach));
  EXPECT_EQ(CreditsIn(month.Draft()), "");
}

TEST(TakeCredits, AreOfThePlanInForceWhenItHappened) {
  const auto plan = [](absl::string_view credit) {
    return Fixed("seat", "10", "10") +
           Credit(absl::StrCat("line_id: 'seat' trigger: TRIGGER_KIND_SLA_BREACH ", credit)) +
           Credit("line_id: 'seat' amount: '1'", "always");
  };
  Month month;
  month.SetPlan(plan("amount: '5'"));
  month.SetPlanFrom("2026-10-15", plan("amount: '6'"));
  Usage usage(month);
  usage.Happen("2026-10-14", kBreach);
  usage.Happen("2026-10-15", kBreach);
  EXPECT_EQ(CreditsIn(month.Draft()),
            "Stamp, sla 1 x -5 = -5.00 for e1 1; Stamp, sla.2 1 x -6 = -6.00 for e2 1; "
            "Stamp, always 1 x -1 = -1.00");
}

TEST(TakeCredits, IncludeTaxIfTheLineDoes) {
  Month month;
  month.SetPlan(
      "lines { line_id: 'seat' item_id: 'seat' fixed { quantity: '1' } "
      "held { unit_price: '120' } price_includes_tax: true } " +
      Credit("line_id: 'seat' percent: '50'"));
  EXPECT_EQ(PrintedTotals(month.Draft()),
            "vat 20% included with 50.00 = 10.00\n50.00 + 10.00 = 60.00 USD\n");
}

TEST(TakeCredits, CanBeWaivedByAPerson) {
  Month month;
  month.SetPlan(Fixed("seat", "1", "10") + Credit("line_id: 'seat' amount: '3'"));
  month.reviewed = month.Draft();
  *month.reviewed->mutable_lines(1)->mutable_override() =
      Parse<v1::LineOverride>("quantity: '0' reason: 'r' actor: 'ann'");
  EXPECT_EQ(CreditsIn(month.Draft()), "Stamp, sla 0 x -3 = 0.00");
}

RC_GTEST_PROP(TakeCredits, NeverTakesMoreThanALineBills, ()) {
  Month month;
  const auto number = [](int max) { return std::to_string(*rc::gen::inRange(0, max)); };
  std::string plan = Fixed("seat", number(20), number(20)) + Fixed("book", number(20), number(20));
  for (const char* id : {"a", "b", "c", "d"}) {
    const std::string line = *rc::gen::element("seat", "book");
    const std::string extent = *rc::gen::element("amount", "percent");
    plan += Credit("line_id: '" + line + "' " + extent + ": '" + number(150) + "'", id);
  }
  month.SetPlan(plan);
  const v1::DraftContent content = month.Draft();
  for (const v1::TaxGroup& group : content.tax_groups()) {
    RC_ASSERT(group.taxable().minor_units() >= 0);
  }
  for (const v1::DraftLine& rated : content.lines()) {
    if (rated.line().part() != v1::LINE_PART_CREDIT) continue;
    RC_ASSERT(rated.line().amount().minor_units() < 0);
  }
}

}  // namespace
}  // namespace tally
