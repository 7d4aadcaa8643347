#include "ledger/reports/revenue.h"

#include <gtest/gtest.h>

#include <limits>

#include "ledger/base/refusal.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr absl::CivilMonth kOctober(2026, 10);
constexpr RoundingMode kHalfAway = RoundingMode::kHalfAwayFromZero;

v1::InvoiceView ViewOf(absl::string_view more) {
  return Parse<v1::InvoiceView>(absl::StrCat(R"(
    invoice { bill_to { customer_id: 'acme' } period { month: '2026-10' }
      lines { line_id: 'a' item_id: 'seat' amount { minor_units: 3000 currency: 'EUR' } }
      lines { line_id: 'b' item_id: 'stamp' amount { minor_units: 1000 currency: 'EUR' } }
      lines { line_id: 'discount' part: LINE_PART_DISCOUNT
              amount { minor_units: -400 currency: 'EUR' }
              spreads { line_id: 'a' amount { minor_units: -300 currency: 'EUR' } }
              spreads { line_id: 'b' amount { minor_units: -100 currency: 'EUR' } } } } )",
                                             more));
}

std::string RowText(absl::string_view subject, absl::string_view month, int64_t net,
                    int64_t recurring, absl::string_view currency = "EUR") {
  const auto money = [&](absl::string_view name, int64_t amount) {
    return absl::StrCat(name, " { ", amount == 0 ? "" : absl::StrCat("minor_units: ", amount),
                        " currency: '", currency, "' } ");
  };
  return absl::StrCat(subject.empty() ? "" : absl::StrCat("subject: '", subject, "' "), "month: '",
                      month, "' ", money("net", net), money("monthly_recurring", recurring));
}

v1::RevenueReport ReportOf(const Revenue& revenue) {
  auto report = revenue.Report();
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *std::move(report) : v1::RevenueReport();
}

TEST(Revenue, TakesDiscountsOfTheDocumentOffItsItems) {
  Revenue revenue(v1::REVENUE_BY_ITEM, kOctober, kOctober, kHalfAway);
  revenue.Bill(ViewOf(""));
  EXPECT_TRUE(IsSame(
      Parse<v1::RevenueReport>(absl::StrCat("rows { ", RowText("seat", "2026-10", 2700, 0), " } ",
                                            "rows { ", RowText("stamp", "2026-10", 900, 0), " } ",
                                            "totals { ", RowText("", "2026-10", 3600, 0), " }")),
      ReportOf(revenue)));
}

TEST(Revenue, TakesCreditNotesOffInTheMonthThatWasBilled) {
  Revenue revenue(v1::REVENUE_BY_CUSTOMER, kOctober, kOctober, kHalfAway);
  revenue.Bill(
      ViewOf("credit_notes { issue_date: '2026-12-05' lines { line_id: 'a' "
             "amount { minor_units: 500 currency: 'EUR' } } lines { line_id: 'discount' "
             "amount { minor_units: -40 currency: 'EUR' } } }"));
  EXPECT_TRUE(IsSame(
      Parse<v1::RevenueReport>(absl::StrCat("rows { ", RowText("acme", "2026-10", 3140, 0),
                                            " } totals { ", RowText("", "2026-10", 3140, 0), " }")),
      ReportOf(revenue)));
}

TEST(Revenue, LeavesOutOtherMonthsAndWhatComesToNothing) {
  Revenue before(v1::REVENUE_BY_ITEM, kOctober - 2, kOctober - 1, kHalfAway);
  before.Bill(ViewOf(""));
  EXPECT_EQ(ReportOf(before).rows_size(), 0);

  Revenue nothing(v1::REVENUE_BY_CUSTOMER, kOctober, kOctober, kHalfAway);
  auto voided = ViewOf("");
  for (const v1::Line& line : voided.invoice().lines()) {
    if (voided.credit_notes().empty()) voided.add_credit_notes();
    v1::CreditLine& credited = *voided.mutable_credit_notes(0)->add_lines();
    credited.set_line_id(line.line_id());
    *credited.mutable_amount() = line.amount();
  }
  nothing.Bill(voided);
  EXPECT_EQ(ReportOf(nothing).rows_size(), 0);
}

TEST(Revenue, CountsWhatIsOfNoMonthInTheMonthOfIssue) {
  auto view = ViewOf("");
  view.mutable_invoice()->clear_period();
  view.mutable_invoice()->set_issue_date("2026-11-05");
  Revenue revenue(v1::REVENUE_BY_CUSTOMER, kOctober, kOctober + 1, kHalfAway);
  revenue.Bill(view);
  const v1::RevenueReport report = ReportOf(revenue);
  ASSERT_EQ(report.rows_size(), 1);
  EXPECT_EQ(report.rows(0).month(), "2026-11");
}

// A third of 1.00 is 0.33 of each customer; of two lines of one item it is 0.67.
TEST(Revenue, RoundsWhatRecursOnceForEachCustomerAndItem) {
  const auto plan = Parse<v1::Plan>(
      "effective_from: '2026-01-01' lines { line_id: 'a' item_id: 'seat' fixed {} "
      "cadence { months: 3 } }");
  const std::vector<RecurringBill> bills = {
      {"a", {absl::CivilDay(2026, 10, 1), absl::CivilDay(2027, 1, 1)}, Fraction(100)}};
  Revenue revenue(v1::REVENUE_BY_ITEM, kOctober, kOctober + 1, kHalfAway);
  for (const char* customer : {"x", "y", "z"}) revenue.Recur(customer, "EUR", {plan}, bills);
  auto twice = plan;
  *twice.add_lines() = plan.lines(0);
  revenue.Recur("twice", "EUR", {twice}, bills);
  revenue.Recur("j", "JPY", {plan}, bills);
  EXPECT_TRUE(
      IsSame(Parse<v1::RevenueReport>(absl::StrCat(
                 "rows { ", RowText("seat", "2026-10", 0, 166), " } rows { ",
                 RowText("seat", "2026-11", 0, 166), " } rows { ",
                 RowText("seat", "2026-10", 0, 33, "JPY"), " } rows { ",
                 RowText("seat", "2026-11", 0, 33, "JPY"), " } totals { ",
                 RowText("", "2026-10", 0, 166), " } totals { ", RowText("", "2026-11", 0, 166),
                 " } totals { ", RowText("", "2026-10", 0, 33, "JPY"), " } totals { ",
                 RowText("", "2026-11", 0, 33, "JPY"), " }")),
             ReportOf(revenue)));
}

TEST(Revenue, KnowsThePlanOfTheLastDayAlone) {
  const auto old_plan = Parse<v1::Plan>(
      "effective_from: '2026-01-01' lines { line_id: 'a' item_id: 'seat' fixed {} }");
  const auto new_plan = Parse<v1::Plan>(
      "effective_from: '2026-10-31' lines { line_id: 'b' item_id: 'stamp' fixed {} } "
      "lines { line_id: 'a' item_id: 'seat' time {} }");
  const std::vector<RecurringBill> bills = {
      {"a", {absl::CivilDay(2026, 10, 1), absl::CivilDay(2026, 11, 1)}, Fraction(100)},
      {"b", {absl::CivilDay(2026, 10, 1), absl::CivilDay(2026, 11, 1)}, Fraction(7)}};
  Revenue revenue(v1::REVENUE_BY_ITEM, kOctober, kOctober, kHalfAway);
  revenue.Recur("x", "EUR", {old_plan, new_plan}, bills);
  const v1::RevenueReport report = ReportOf(revenue);
  ASSERT_EQ(report.rows_size(), 1);
  EXPECT_EQ(report.rows(0).subject(), "stamp");
  EXPECT_EQ(report.rows(0).monthly_recurring().minor_units(), 7);
}

TEST(Revenue, RefusesASumThatDoesNotFit) {
  auto view = ViewOf("");
  view.mutable_invoice()->mutable_lines(0)->mutable_amount()->set_minor_units(
      std::numeric_limits<int64_t>::max());
  Revenue revenue(v1::REVENUE_BY_CUSTOMER, kOctober, kOctober, kHalfAway);
  revenue.Bill(view);
  const auto refusal = RefusalOf(revenue.Report().status());
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->reason(), v1::REASON_AMOUNT_OUT_OF_RANGE);
}

}  // namespace
}  // namespace tally
