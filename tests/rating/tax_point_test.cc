#include "ledger/rating/tax_point.h"

#include <gtest/gtest.h>

#include "rating/bill.h"
#include "support/printed.h"

namespace tally {
namespace {

// 20 % up to January, 21 % from February on.
constexpr char kDated[] =
    "tax_id: 'vat' name: 'VAT' rate_percent: '20' "
    "rates { effective_from: '2026-02-01' rate_percent: '21' }";

// The lines of January, invoiced on 15 February.
Bill January(v1::TaxPoint tax_point, const char* tax = kDated) {
  Bill bill;
  bill.month.month = absl::CivilMonth(2026, 1);
  bill.month.today = absl::CivilDay(2026, 2, 15);
  bill.month.org.mutable_tax_policy()->set_tax_point(tax_point);
  bill.month.SetTax(tax);
  return bill;
}

std::string LinesOf(const v1::DraftContent& content) {
  std::string text;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    absl::StrAppend(&text, line.line_id(), " ", FormatAmount(line.amount()), " at ",
                    line.tax_rate_percent(), "% ", line.service().first_day(), "..",
                    line.service().end_day());
    if (line.has_share()) {
      absl::StrAppend(&text, " ", line.share().numerator(), "/", line.share().denominator());
    }
    text += "\n";
  }
  return text;
}

TEST(RatesOn, AreThoseOfTheLastDayThatCame) {
  const auto tax = Parse<v1::Tax>(
      "rate_percent: '20' rates { effective_from: '2026-02-01' rate_percent: '21' } "
      "rates { effective_from: '2026-07-01' rate_percent: '19.5' }");
  struct Row {
    absl::CivilDay day;
    const char* rate;
  };
  const Row rows[] = {{absl::CivilDay(1999, 1, 1), "20"},   {absl::CivilDay(2026, 1, 31), "20"},
                      {absl::CivilDay(2026, 2, 1), "21"},   {absl::CivilDay(2026, 6, 30), "21"},
                      {absl::CivilDay(2026, 7, 1), "19.5"}, {absl::CivilDay(2030, 1, 1), "19.5"}};
  for (const auto& [day, rate] : rows) EXPECT_EQ(RatesOn(tax, day), TaxRates({{"", rate}})) << day;
  EXPECT_EQ(RatesOn(v1::Tax(), absl::CivilDay(2026, 1, 1)), TaxRates({{"", "0"}}));
}

// T15 of the worked examples, both ways.
TEST(TaxPoint, IsTheDayOfTheInvoiceUnlessTheOrgSaysTheService) {
  for (const auto tax_point : {v1::TAX_POINT_UNSPECIFIED, v1::TAX_POINT_INVOICE_DATE}) {
    const v1::DraftContent invoiced =
        January(tax_point).Add("vat", "310.00").For("2026-01-15", "2026-02-15").Tax();
    EXPECT_EQ(LinesOf(invoiced), "l0 310.00 at 21% 2026-01-15..2026-02-15\n");
    EXPECT_EQ(PrintedTotals(invoiced), "vat 21% of 310.00 = 65.10\n310.00 + 65.10 = 375.10 USD\n");
  }
  const v1::DraftContent served =
      January(v1::TAX_POINT_SERVICE).Add("vat", "310.00").For("2026-01-15", "2026-02-15").Tax();
  EXPECT_EQ(LinesOf(served),
            "l0 170.00 at 20% 2026-01-15..2026-02-01 17/31\n"
            "l0.rate-2 140.00 at 21% 2026-02-01..2026-02-15 14/31\n");
  EXPECT_EQ(PrintedTotals(served),
            "vat 20% of 170.00 = 34.00\nvat 21% of 140.00 = 29.40\n"
            "310.00 + 63.40 = 373.40 USD\n");
}

TEST(TaxPoint, LeavesLinesWholeWhoseRateDoesNotChange) {
  const v1::DraftContent content = January(v1::TAX_POINT_SERVICE)
                                       .Add("vat", "10.00")
                                       .Add("vat", "20.00")
                                       .For("2026-02-01", "2026-03-01")
                                       .Add("low", "30.00")
                                       .For("2026-01-15", "2026-02-15")
                                       .Add("", "40.00")
                                       .For("2026-01-15", "2026-02-15")
                                       .Add("vat", "0.00")
                                       .For("2026-01-15", "2026-02-15")
                                       .Tax();
  EXPECT_EQ(LinesOf(content),
            "l0 10.00 at 20% ..\n"
            "l1 20.00 at 21% 2026-02-01..2026-03-01\n"
            "l2 30.00 at % 2026-01-15..2026-02-15\n"
            "l3 40.00 at % 2026-01-15..2026-02-15\n"
            "l4 0.00 at 20% 2026-01-15..2026-02-15\n");
}

// Days of equal rates are one span, and a component's rate changes that of the whole.
TEST(TaxPoint, SplitsWhereTheWholeRateChanges) {
  Bill bill = January(v1::TAX_POINT_SERVICE,
                      "tax_id: 'vat' components { name: 'A' rate_percent: '5' "
                      "  rates { effective_from: '2026-01-11' rate_percent: '5' } "
                      "  rates { effective_from: '2026-01-21' rate_percent: '6' } } "
                      "components { name: 'B' rate_percent: '8' compound: true "
                      "  rates { effective_from: '2026-01-21' rate_percent: '9' } "
                      "  rates { effective_from: '2026-01-31' rate_percent: '10' } }");
  EXPECT_EQ(LinesOf(bill.Add("vat", "31.00").Tax()),
            "l0 20.00 at 13.4% 2026-01-01..2026-01-21 20/31\n"
            "l0.rate-2 10.00 at 15.54% 2026-01-21..2026-01-31 10/31\n"
            "l0.rate-3 1.00 at 16.6% 2026-01-31..2026-02-01 1/31\n");
}

TEST(TaxPoint, SplitsWhatTakesOffAndPricesWithTaxLikewise) {
  Bill bill = January(v1::TAX_POINT_SERVICE);
  bill.Add("vat", "-0.05").For("2026-01-31", "2026-02-02");
  bill.AddWithTax("vat", "100.01").For("2026-01-31", "2026-02-02");
  const v1::DraftContent content = bill.Tax();
  EXPECT_EQ(LinesOf(content),
            "l0 -0.03 at 20% 2026-01-31..2026-02-01 1/2\n"
            "l0.rate-2 -0.02 at 21% 2026-02-01..2026-02-02 1/2\n"
            "l1 41.67 at 20% 2026-01-31..2026-02-01 1/2\n"
            "l1.rate-2 41.32 at 21% 2026-02-01..2026-02-02 1/2\n");
  EXPECT_EQ(FormatAmount(content.lines(2).line().amount_with_tax()), "50.01");
  EXPECT_EQ(FormatAmount(content.lines(3).line().amount_with_tax()), "50.00");
}

// What was a part of a period is split into parts of that.
TEST(TaxPoint, KeepsTheShareOfThePeriod) {
  Bill days = January(v1::TAX_POINT_SERVICE);
  days.Add("vat", "10.00").For("2026-01-30", "2026-02-04");
  *days.last().mutable_share() = Parse<v1::PeriodShare>(
      "proration: PRORATION_BY_DAY numerator: 5 denominator: 59 "
      "period_start: '2026-01-01' period_end: '2026-03-01'");
  EXPECT_EQ(LinesOf(days.Tax()),
            "l0 4.00 at 20% 2026-01-30..2026-02-01 2/59\n"
            "l0.rate-2 6.00 at 21% 2026-02-01..2026-02-04 3/59\n");

  Bill seconds = January(v1::TAX_POINT_SERVICE);
  seconds.Add("vat", "10.00").For("2026-01-30", "2026-02-04");
  *seconds.last().mutable_share() = Parse<v1::PeriodShare>(
      "proration: PRORATION_BY_SECOND numerator: 400000 denominator: 5097600");
  // 2/5 and 3/5 of 125/1593.
  EXPECT_EQ(LinesOf(seconds.Tax()),
            "l0 4.00 at 20% 2026-01-30..2026-02-01 50/1593\n"
            "l0.rate-2 6.00 at 21% 2026-02-01..2026-02-04 25/531\n");
}

TEST(TaxPoint, MeetsAtTheCustomersMidnight) {
  Bill bill = January(v1::TAX_POINT_SERVICE);
  bill.month.org.set_time_zone("America/New_York");
  bill.Add("vat", "10.00").For("2026-01-30", "2026-02-04");
  *bill.last().mutable_service() = Parse<v1::Period>(
      "first_day: '2026-01-30' end_day: '2026-02-04' "
      "start @2026-01-30T15:00:00Z end @2026-02-03T17:00:00Z");
  const v1::DraftContent content = bill.Tax();
  EXPECT_TRUE(IsSame(Parse<v1::Period>("first_day: '2026-01-30' end_day: '2026-02-01' "
                                       "start @2026-01-30T15:00:00Z end @2026-02-01T05:00:00Z"),
                     content.lines(0).line().service()));
  EXPECT_TRUE(IsSame(Parse<v1::Period>("first_day: '2026-02-01' end_day: '2026-02-04' "
                                       "start @2026-02-01T05:00:00Z end @2026-02-03T17:00:00Z"),
                     content.lines(1).line().service()));
}

// What is counted or flagged stands on one of the lines, so that nobody counts it twice.
TEST(TaxPoint, SaysOnceWhatABilledLineRestsOn) {
  Bill bill = January(v1::TAX_POINT_SERVICE);
  bill.Add("vat", "10.00").For("2026-01-30", "2026-02-04");
  bill.last().add_entries()->set_entry_id("e");
  bill.last().mutable_hours()->set_used("3");
  bill.last().mutable_accumulated()->set_total("3");
  const v1::DraftContent content = bill.Tax();
  ASSERT_EQ(content.lines_size(), 2);
  EXPECT_EQ(content.lines(0).line().entries_size(), 1);
  EXPECT_TRUE(content.lines(0).line().has_hours());
  EXPECT_EQ(content.lines(0).line().plan_line_id(), "");
  const v1::Line& second = content.lines(1).line();
  EXPECT_EQ(second.plan_line_id(), "l0");
  EXPECT_EQ(second.entries_size(), 0);
  EXPECT_FALSE(second.has_hours());
  EXPECT_FALSE(second.has_accumulated());
}

// A discount of the document is taxed as what it is taken off: 1.00 of a line of January, and 3.10
// of one that has 17 days in January and 14 in February.
TEST(TaxPoint, SplitsADiscountAsItIsSpread) {
  Bill bill = January(v1::TAX_POINT_SERVICE);
  bill.Add("vat", "100.00");
  bill.Add("vat", "310.00").For("2026-01-15", "2026-02-15");
  bill.Add("vat", "-4.10");
  bill.last().set_part(v1::LINE_PART_DISCOUNT);
  for (const auto& [line, amount] : {std::pair("l0", -100), std::pair("l1", -310)}) {
    v1::Spread& spread = *bill.last().add_spreads();
    spread.set_line_id(line);
    *spread.mutable_amount() = MakeMoney(amount, "USD");
  }
  const v1::DraftContent content = bill.Tax();
  EXPECT_EQ(LinesOf(content),
            "l0 100.00 at 20% ..\n"
            "l1 170.00 at 20% 2026-01-15..2026-02-01 17/31\n"
            "l1.rate-2 140.00 at 21% 2026-02-01..2026-02-15 14/31\n"
            "l2 -2.70 at 20% ..\n"
            "l2.rate-2 -1.40 at 21% ..\n");
  EXPECT_EQ(PrintedTotals(content),
            "vat 20% of 267.30 = 53.46\nvat 21% of 138.60 = 29.11\n"
            "405.90 + 82.57 = 488.47 USD\n");
  EXPECT_EQ(content.lines(4).line().unit_price(), "-1.4");
  // A discount of the document is of no line of the plan.
  EXPECT_EQ(content.lines(4).line().plan_line_id(), "");
  ASSERT_EQ(content.lines(4).line().spreads_size(), 1);
  EXPECT_EQ(content.lines(4).line().spreads(0).line_id(), "l1.rate-2");
}

}  // namespace
}  // namespace tally
