// The worked examples on proration, plan changes and anchors (P, D), and P05's account credit.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/calendar/timestamp.h"
#include "ledger/money/money.h"
#include "system/support/story.h"

namespace tally {
namespace {

class PeriodExample : public Story {
 protected:
  PeriodExample() {
    DefineMsp();
    DefineCustomer("alpha");
  }

  // A line for `quantity` of stamp, which is not taxed, with more that is said of it.
  static std::string Stamp(absl::string_view quantity, absl::string_view price,
                           absl::string_view more) {
    return absl::StrCat("lines { line_id: 'fee' item_id: 'stamp' fixed { quantity: '", quantity,
                        "' } held { unit_price: '", price, "' } ", more, " } ");
  }

  // A line for the seats of shop at `price`, with more that is said of it.
  static std::string Seats(absl::string_view rule, absl::string_view price,
                           absl::string_view more = "") {
    return absl::StrCat("lines { line_id: 'seats' item_id: 'stamp' counted { source_id: 'shop' ",
                        "meter: 'SEAT' rule: QUANTITY_RULE_", rule, " } held { unit_price: '",
                        price, "' } ", more, " } ");
  }

  // Lines as `id quantity x price (share) = amount, first day to end day`.
  static std::string Told(const v1::DraftContent& content) {
    std::string told;
    for (const v1::DraftLine& rated : content.lines()) {
      const v1::Line& line = rated.line();
      absl::StrAppend(&told, line.line_id(), " ", line.quantity(), " x ", line.unit_price());
      if (line.has_share()) {
        absl::StrAppend(&told, " x ", line.share().numerator(), "/", line.share().denominator());
      }
      absl::StrAppend(&told, " = ", FormatAmount(line.amount()));
      if (line.has_service()) {
        absl::StrAppend(&told, ", ", line.service().first_day(), " to ", line.service().end_day());
      }
      told += "\n";
    }
    return absl::StrCat(told, FormatAmount(content.totals().net()));
  }

  // Runs the month as at noon of the third day after it, and tells what it drafts for alpha.
  std::string Bill(absl::string_view month) {
    Run(month);
    return Told(Draft("alpha", month).content());
  }

  std::string Preview(absl::string_view month) {
    const auto parts = Do<v1::PreviewRun>(
        absl::StrCat("org_id: 'msp' month: '", month, "' customer_ids: 'alpha'"));
    if (parts.empty() || parts[0].drafts().empty()) return "nothing";
    return Told(parts[0].drafts(0).content());
  }
};

TEST_F(PeriodExample, P02ThirtyDayConvention) {
  const std::string from_15th =
      "cadence { months: 1 anchor: '2026-05-15' } proration: PRORATION_THIRTY_DAY_MONTH";
  SetPlan("alpha", Stamp("1", "19.95", from_15th), "2026-05-15");
  SetPlan("alpha", "", "2026-05-23");
  EXPECT_EQ(Bill("2026-05"), "fee 1 x 19.95 x 8/30 = 5.32, 2026-05-15 to 2026-05-23\n5.32");

  DefineCustomer("beta");
  SetPlan("beta", Stamp("1", "19.95", from_15th), "2026-05-23");
  Run("2026-06");
  EXPECT_EQ(Told(Draft("beta", "2026-06").content()),
            "fee 1 x 19.95 x 22/30 = 14.63, 2026-05-23 to 2026-06-15\n14.63");
}

TEST_F(PeriodExample, P05AYearIsCreditedAndTheStubToTheNewAnchorCharged) {
  SetPlan("alpha",
          Stamp("1", "10000",
                "cadence { months: 12 anchor: '2017-07-27' timing: TIMING_IN_ADVANCE } "
                "proration: PRORATION_BY_DAY"),
          "2017-07-27");
  EXPECT_EQ(Bill("2017-06"), "fee 1 x 10000 = 10000.00, 2017-07-27 to 2018-07-27\n10000.00");
  SetPlan(
      "alpha",
      Stamp("1", "1000", "cadence { months: 1 anchor: '2018-01-25' } proration: PRORATION_BY_DAY"),
      "2018-01-24");
  EXPECT_EQ(Bill("2018-01"),
            "fee.unused -1 x 10000 x 184/365 = -5041.10, 2018-01-24 to 2018-07-27\n"
            "fee 1 x 1000 x 1/31 = 32.26, 2018-01-24 to 2018-01-25\n"
            "-5008.84");
  const v1::Totals totals = Draft("alpha", "2018-01").content().totals();
  EXPECT_EQ(FormatAmount(totals.payable()), "0.00");
  EXPECT_EQ(FormatAmount(totals.customer_credit()), "5008.84");

  const v1::InvoiceView invoice = Invoice(Approve("alpha", "2018-01"));
  EXPECT_EQ(FormatAmount(invoice.invoice().totals().customer_credit()), "5008.84");
}

TEST_F(PeriodExample, P10ASeatCountRaisedInAPeriodPaidInAdvance) {
  SetPlan("alpha",
          Seats("PERIOD_START", "10",
                "cadence { months: 1 timing: TIMING_IN_ADVANCE } proration: PRORATION_BY_DAY"),
          "2026-04-01");
  CountSeats("alpha", "2026-03-31T12:00:00Z", "1");
  EXPECT_EQ(Bill("2026-03"), "seats 1 x 10 = 10.00, 2026-04-01 to 2026-05-01\n10.00");
  const std::string paid = Approve("alpha", "2026-03");
  const std::string before = Invoice(paid).invoice().SerializeAsString();

  CountSeats("alpha", "2026-04-16T09:00:00Z", "4");
  EXPECT_EQ(Bill("2026-04"),
            "seats.unused -1 x 10 x 15/30 = -5.00, 2026-04-16 to 2026-05-01\n"
            "seats.changed 4 x 10 x 15/30 = 20.00, 2026-04-16 to 2026-05-01\n"
            "seats 4 x 10 = 40.00, 2026-05-01 to 2026-06-01\n"
            "55.00");
  EXPECT_EQ(Invoice(paid).invoice().SerializeAsString(), before);
}

TEST_F(PeriodExample, P11FourPoliciesForASeatAddedInTheMonth) {
  CountSeats("alpha", "2026-03-31T12:00:00Z", "17");
  CountSeats("alpha", "2026-04-12T10:00:00Z", "18");
  const auto billed = [&](absl::string_view rule) {
    SetPlan("alpha", Seats(rule, "12.50"));
    return Preview("2026-04");
  };
  EXPECT_EQ(billed("PER_CHANGE"),
            "seats 17 x 12.5 = 212.50\n"
            "seats.2 1 x 7.92 = 7.92, 2026-04-12 to 2026-05-01\n"
            "220.42");
  EXPECT_EQ(billed("SEAT_DAYS"), "seats 17.633333 x 12.5 = 220.42\n220.42");
  EXPECT_EQ(billed("PERIOD_START"), "seats 17 x 12.5 = 212.50\n212.50");
  EXPECT_EQ(billed("PERIOD_END"), "seats 18 x 12.5 = 225.00\n225.00");

  SetPlan("alpha", Seats("SEAT_DAYS", "12.50"));
  Run("2026-04");
  const v1::Line line = Draft("alpha", "2026-04").content().lines(0).line();
  EXPECT_EQ(line.exact_quantity(), "529/30");
  EXPECT_EQ(line.rule(), v1::QUANTITY_RULE_SEAT_DAYS);
}

TEST_F(PeriodExample, P12PerChangeAndSeatDaysRoundInOtherPlaces) {
  CountSeats("alpha", "2026-05-22T10:00:00Z", "3");
  SetPlan("alpha", Seats("PER_CHANGE", "10"));
  EXPECT_EQ(Preview("2026-05"),
            "seats 0 x 10 = 0.00\n"
            "seats.2 3 x 3.23 = 9.69, 2026-05-22 to 2026-06-01\n"
            "9.69");
  SetPlan("alpha", Seats("SEAT_DAYS", "10"));
  EXPECT_EQ(Preview("2026-05"), "seats 0.967742 x 10 = 9.68\n9.68");
}

TEST_F(PeriodExample, P13BySecondAndByDay) {
  const auto billed = [&](absl::string_view customer, absl::string_view proration) {
    DefineCustomer(customer);
    const std::string more = absl::StrCat(
        "cadence { months: 1 timing: TIMING_IN_ADVANCE } proration: PRORATION_", proration);
    SetPlan(customer, Stamp("1", "10", more), "2026-04-01");
    Run("2026-03");
    SetPlan(customer, absl::StrCat("effective_time: '12:00' ", Stamp("1", "20", more)),
            "2026-04-16");
    Run("2026-04");
    v1::DraftContent content = Draft(customer, "2026-04").content();
    EXPECT_EQ(content.lines_size(), 3);
    return absl::StrCat(FormatAmount(content.lines(0).line().amount()), " ",
                        FormatAmount(content.lines(1).line().amount()));
  };
  EXPECT_EQ(billed("by-second", "BY_SECOND"), "-4.83 9.67");
  EXPECT_EQ(billed("by-day", "BY_DAY"), "-5.00 10.00");
}

TEST_F(PeriodExample, P15DaysAcrossSpringAreCountedInTheCustomersZone) {
  DefineCustomer("paris", "time_zone: 'Europe/Paris'");
  SetPlan("paris", Stamp("1", "31", "proration: PRORATION_BY_DAY"), "2023-03-01");
  SetPlan("paris", Stamp("1", "62", "proration: PRORATION_BY_DAY"), "2023-03-11");
  Run("2023-03");
  const v1::DraftContent content = Draft("paris", "2023-03").content();
  EXPECT_EQ(Told(content),
            "fee 1 x 31 x 10/31 = 10.00, 2023-03-01 to 2023-03-11\n"
            "fee.2 1 x 62 x 21/31 = 42.00, 2023-03-11 to 2023-04-01\n"
            "52.00");
  EXPECT_EQ(FormatInstant(FromProto(content.period().start())), "2023-02-28T23:00:00Z");
  EXPECT_EQ(FormatInstant(FromProto(content.period().end())), "2023-03-31T22:00:00Z");
}

TEST_F(PeriodExample, P16FewerSeatsThanWerePaidInAdvance) {
  SetPlan("alpha",
          Seats("PERIOD_START", "8",
                "cadence { months: 1 timing: TIMING_IN_ADVANCE } proration: PRORATION_BY_DAY"),
          "2026-04-01");
  CountSeats("alpha", "2026-03-31T12:00:00Z", "10");
  EXPECT_EQ(Bill("2026-03"), "seats 10 x 8 = 80.00, 2026-04-01 to 2026-05-01\n80.00");
  CountSeats("alpha", "2026-04-01T09:00:00Z", "8");
  EXPECT_EQ(Bill("2026-04"),
            "seats.unused -2 x 8 = -16.00, 2026-04-01 to 2026-05-01\n"
            "seats 8 x 8 = 64.00, 2026-05-01 to 2026-06-01\n"
            "48.00");
}

TEST_F(PeriodExample, P19AnEndBeforeTheStartBillsNothing) {
  SetPlan(
      "alpha",
      Stamp("1", "100", "cadence { months: 1 anchor: '2026-08-15' } proration: PRORATION_BY_DAY"),
      "2026-07-15");
  SetPlan("alpha", "", "2026-08-15");
  EXPECT_EQ(Bill("2026-08"), "fee 1 x 100 = 100.00, 2026-07-15 to 2026-08-15\n100.00");
  EXPECT_EQ(Preview("2026-09"), "nothing");
}

TEST_F(PeriodExample, D01AndD03AnAnchorOfThe31stSurvivesShortMonths) {
  SetPlan("alpha", Stamp("1", "5", "cadence { months: 1 anchor: '2024-01-31' }"), "2024-01-31");
  const std::vector<std::string> months = {"2024-02", "2024-03", "2024-04", "2024-05",
                                           "2025-02", "2025-03", "2025-04"};
  const std::vector<std::string> expected = {"2024-01-31 to 2024-02-29", "2024-02-29 to 2024-03-31",
                                             "2024-03-31 to 2024-04-30", "2024-04-30 to 2024-05-31",
                                             "2025-01-31 to 2025-02-28", "2025-02-28 to 2025-03-31",
                                             "2025-03-31 to 2025-04-30"};
  for (size_t i = 0; i < months.size(); ++i) {
    EXPECT_EQ(Preview(months[i]), absl::StrCat("fee 1 x 5 = 5.00, ", expected[i], "\n5.00"));
  }
}

TEST_F(PeriodExample, D08WeeksAreBilledOnceThoughTheyCrossTheMonth) {
  DefineCustomer("paris", "time_zone: 'Europe/Paris'");
  SetPlan("paris", Stamp("1", "7", "cadence { weeks: 1 anchor: '2023-05-03' }"), "2023-05-03");
  const auto weeks = [&](absl::string_view month) {
    Run(month);
    return Told(Draft("paris", month).content());
  };
  EXPECT_EQ(weeks("2023-05"),
            "fee 1 x 7 = 7.00, 2023-05-03 to 2023-05-10\n"
            "fee.2 1 x 7 = 7.00, 2023-05-10 to 2023-05-17\n"
            "fee.3 1 x 7 = 7.00, 2023-05-17 to 2023-05-24\n"
            "fee.4 1 x 7 = 7.00, 2023-05-24 to 2023-05-31\n"
            "28.00");
  EXPECT_EQ(weeks("2023-06").substr(0, 43), "fee 1 x 7 = 7.00, 2023-05-31 to 2023-06-07\n");
}

// A zone that changes leaves no gap between two months, and no overlap.
TEST_F(PeriodExample, AMonthStartsWhereTheOneBeforeEnded) {
  DefineCustomer("mover", "time_zone: 'Europe/Paris'");
  SetPlan("mover", FixedLine("stamp", "1", "1"), "2026-01-01");
  Run("2026-05");
  DefineCustomer("mover", "time_zone: 'America/New_York'");
  Run("2026-06");
  const v1::Period may = Draft("mover", "2026-05").content().period();
  const v1::Period june = Draft("mover", "2026-06").content().period();
  EXPECT_EQ(may.end().seconds(), june.start().seconds());
  EXPECT_EQ(FormatInstant(FromProto(june.end())), "2026-07-01T04:00:00Z");
}

// A run of the org's month leaves out who still lives in it.
TEST_F(PeriodExample, ACustomerWhoseMonthIsNotOverIsSkippedUntilItIs) {
  DefineCustomer("west", "time_zone: 'Pacific/Honolulu'");
  SetPlan("west", FixedLine("stamp", "1", "1"), "2026-01-01");
  daemon_.At("2026-12-01T05:00:00Z");
  const v1::RunOutcomePage early = OutcomesOf(Run("2026-11"));
  EXPECT_EQ(early.outcomes(1).skip_reason(), v1::SKIP_REASON_MONTH_NOT_OVER);
  daemon_.At("2026-12-01T10:00:00Z");
  const v1::RunOutcomePage late = OutcomesOf(Run("2026-11"));
  EXPECT_TRUE(late.outcomes(1).created());
}

}  // namespace
}  // namespace tally
