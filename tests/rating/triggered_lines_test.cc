#include "ledger/rating/triggered_lines.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/base/refusal.h"
#include "support/month.h"
#include "support/printed.h"
#include "support/usage.h"

namespace tally {
namespace {

constexpr char kGoLive[] =
    "kind: TRIGGER_KIND_MILESTONE subject: 'web' description: 'Go-live' amount: '2500'";
constexpr char kHandOver[] = "kind: TRIGGER_KIND_MILESTONE subject: 'move'";
constexpr char kRenewal[] = "kind: TRIGGER_KIND_RENEWAL subject: 'web'";

// A line `id` at 500.00 for what happens, with the other fields that are given.
std::string On(absl::string_view triggered, absl::string_view fields = "",
               absl::string_view id = "done") {
  return absl::StrCat("lines { line_id: '", id, "' item_id: 'stamp' triggered { ", triggered,
                      " } held { unit_price: '500.00' } ", fields, " } ");
}

std::string Bill(const Month& month) {
  std::string text;
  const v1::DraftContent content = month.Draft();
  for (const v1::DraftLine& rated : content.lines()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", rated.line().description(), ", ",
                    Printed(rated.line()), Printed(rated.flags()));
  }
  return text;
}

TEST(RateTriggered, HasALineForEachTrigger) {
  Month month;
  month.SetPlan(On("kind: TRIGGER_KIND_MILESTONE"));
  EXPECT_EQ(Bill(month), "");
  Usage usage(month);
  usage.Happen("2026-10-20", kHandOver);
  usage.Happen("2026-10-05", kGoLive);
  EXPECT_EQ(Bill(month),
            "Stamp: Go-live, done 1 x 2500 = 2500.00\n"
            "Stamp, done.2 1 x 500 = 500.00");
  EXPECT_TRUE(IsPart(Parse<v1::Line>("line_id: 'done.2' plan_line_id: 'done' entries { "
                                     "  source_id: 'desk' entry_id: 'e1' position: 1 "
                                     "  quantity: '1' }"),
                     month.Draft().lines(1).line()));
}

TEST(RateTriggered, BillsWhatItsLineNames) {
  struct Row {
    const char* triggered;
    const char* bill;
  };
  const Row rows[] = {
      {"kind: TRIGGER_KIND_MILESTONE subject: 'move'", "Stamp, done 1 x 500 = 500.00"},
      {"kind: TRIGGER_KIND_MILESTONE subject: 'web'", "Stamp: Go-live, done 1 x 2500 = 2500.00"},
      {"kind: TRIGGER_KIND_MILESTONE subject: 'other'", ""},
      {"kind: TRIGGER_KIND_RENEWAL", "Stamp, done 1 x 500 = 500.00"},
      {"kind: TRIGGER_KIND_DEAL", ""},
  };
  for (const auto& [triggered, bill] : rows) {
    Month month;
    month.SetPlan(On(triggered));
    Usage usage(month);
    usage.Happen("2026-10-05", kGoLive);
    usage.Happen("2026-10-06", kHandOver);
    usage.Happen("2026-10-31", kRenewal);
    usage.Happen("2026-11-01", kGoLive);
    usage.Happen("2026-11-01", kRenewal);
    EXPECT_EQ(Bill(month), bill) << triggered;
  }
}

TEST(RateTriggered, TakesTheTriggersAmountThenTheLinesPrice) {
  Month month;
  month.SetPlan(
      "lines { line_id: 'done' item_id: 'stamp' "
      "        triggered { kind: TRIGGER_KIND_MILESTONE } }");
  Usage usage(month);
  usage.Happen("2026-10-05", kGoLive);
  usage.Happen("2026-10-06", kHandOver);
  EXPECT_EQ(Bill(month),
            "Stamp: Go-live, done 1 x 2500 = 2500.00\n"
            "Stamp, done.2 1 x 0 = 0.00 [zero_price]");
  month.reviewed = Parse<v1::DraftContent>(
      "lines { line { line_id: 'done.2' } override { unit_price: '750' } }");
  EXPECT_EQ(Printed(month.Draft().lines(1).line()), "done.2 1 x 750 = 750.00");
}

// Marks what the month bills as billed by it.
void KeepDraft(Month& month) {
  v1::Draft draft;
  draft.set_org_id("msp");
  draft.set_customer_id("alpha");
  draft.set_month("2026-10");
  draft.set_status(v1::DRAFT_STATUS_IN_REVIEW);
  *draft.mutable_content() = month.Draft();
  BillTriggers(month.books(), draft);
}

TEST(RateTriggered, BillsEachTriggerInOneMonth) {
  Month month;
  month.SetPlan(On("kind: TRIGGER_KIND_MILESTONE"));
  Usage usage(month);
  // It was told late: September was billed without it.
  usage.Happen("2026-09-20", kHandOver);
  EXPECT_EQ(Bill(month), "Stamp, done 1 x 500 = 500.00");
  KeepDraft(month);
  EXPECT_EQ(Bill(month), "Stamp, done 1 x 500 = 500.00");
  month.month = absl::CivilMonth(2026, 11);
  EXPECT_EQ(Bill(month), "");
  usage.Happen("2026-10-20", kGoLive);
  EXPECT_EQ(Bill(month), "Stamp: Go-live, done 1 x 2500 = 2500.00");
}

TEST(RateTriggered, BillsEachTriggerInOnePartOfThePeriod) {
  Month month;
  constexpr char kByDay[] = "proration: PRORATION_BY_DAY";
  month.SetPlan(On("kind: TRIGGER_KIND_MILESTONE", kByDay));
  month.SetPlanFrom("2026-10-16", On("kind: TRIGGER_KIND_MILESTONE", kByDay));
  month.later_plans[0].mutable_lines(0)->mutable_held()->set_unit_price("600");
  Usage usage(month);
  usage.Happen("2026-09-20", kHandOver);
  usage.Happen("2026-10-10", kGoLive);
  usage.Happen("2026-10-20", kHandOver);
  EXPECT_EQ(Bill(month),
            "Stamp, done 1 x 500 = 500.00\n"
            "Stamp: Go-live, done.2 1 x 2500 = 2500.00\n"
            "Stamp, done.3 1 x 600 = 600.00");
}

TEST(RateTriggered, BillsEachTriggerByOneLine) {
  Month month;
  month.SetPlan(On("kind: TRIGGER_KIND_MILESTONE subject: 'web'", "", "web") +
                On("kind: TRIGGER_KIND_MILESTONE"));
  Usage usage(month);
  usage.Happen("2026-10-05", kGoLive);
  usage.Happen("2026-10-06", kHandOver);
  EXPECT_EQ(Bill(month),
            "Stamp: Go-live, web 1 x 2500 = 2500.00\n"
            "Stamp, done 1 x 500 = 500.00");
}

TEST(RateTriggered, RefusesWhatDoesNotFit) {
  Month month;
  month.SetPlan(On("kind: TRIGGER_KIND_DEAL"));
  Usage(month).Happen("2026-10-05", "kind: TRIGGER_KIND_DEAL amount: '1000000000'");
  EXPECT_EQ(Bill(month), "Stamp, done 1 x 1000000000 = 1000000000.00");
  month.reviewed = Parse<v1::DraftContent>(
      "lines { line { line_id: 'done' } override { quantity: '1000000000' } }");
  const auto refusal = RefusalOf(month.TryDraft().status());
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
  EXPECT_EQ(refusal->field(), "line done");
}

}  // namespace
}  // namespace tally
