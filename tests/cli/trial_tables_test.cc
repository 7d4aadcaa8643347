#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "clients/cli/show/calendar.h"
#include "clients/cli/show/trials.h"

namespace tally {
namespace {

template <typename Message>
Message Parse(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(TrialTable, ShowsEachLineOnBothSidesAndHowManyMonthsAreTheSame) {
  const auto page = Parse<v1::TrialComparisonPage>(R"pb(
    comparisons {
      customer_id: "acme"
      month: "2026-07"
      old_numbers: "A-7"
      lines {
        item_id: "seat"
        description: "Managed seats"
        match: TRIAL_MATCH_SAME
        old_quantity: "1200"
        new_quantity: "1200"
        old_amount { minor_units: 1198800 currency: "USD" }
        new_amount { minor_units: 1198800 currency: "USD" }
        difference { currency: "USD" }
      }
      old_net { minor_units: 1198800 currency: "USD" }
      new_net { minor_units: 1198800 currency: "USD" }
      difference { currency: "USD" }
      old_tax { minor_units: 239760 currency: "USD" }
      new_tax { minor_units: 239760 currency: "USD" }
      same: true
    }
    comparisons {
      customer_id: "zeta"
      month: "2026-07"
      lines {
        item_id: "seat"
        description: "Seat"
        match: TRIAL_MATCH_ONLY_NEW
        new_quantity: "1"
        new_amount { minor_units: 999 currency: "USD" }
        difference { minor_units: 999 currency: "USD" }
      }
      old_net { currency: "USD" }
      new_net { minor_units: 999 currency: "USD" }
      difference { minor_units: 999 currency: "USD" }
      new_tax { minor_units: 200 currency: "USD" }
    })pb");
  EXPECT_EQ(
      TrialTable(page, {}),
      "client  month    item   description    old quantity  quantity    old USD   here USD  "
      "difference  compared\n"
      "acme    2026-07  seat   Managed seats         1,200     1,200  11,988.00  11,988.00        "
      "0.00  ok\n"
      "acme    2026-07  (tax)                                          2,397.60   2,397.60        "
      "0.00  ok\n"
      "acme    2026-07  (net)                                         11,988.00  11,988.00        "
      "0.00  ok\n"
      "zeta    2026-07  seat   Seat                                1                  9.99       "
      "+9.99  only here\n"
      "zeta    2026-07  (net)                                              0.00       9.99       "
      "+9.99  differs\n"
      "  the old system has no invoice of this month\n"
      "\n"
      "1 of 2 customers' months is the same to the cent\n");
}

TEST(TrialTable, SaysWhyNothingIsBilledHere) {
  const auto page = Parse<v1::TrialComparisonPage>(R"pb(
    comparisons {
      customer_id: "acme"
      month: "2026-07"
      old_numbers: "A-7"
      old_net { currency: "USD" }
      new_net { currency: "USD" }
      same: true
      skipped_because: "nothing billable: no plan is in force"
    })pb");
  EXPECT_NE(TrialTable(page, {}).find(
                "  nothing is billed here: nothing billable: no plan is in force\n"),
            std::string::npos)
      << TrialTable(page, {});
  EXPECT_EQ(TrialTable({}, {}), "No customer is on trial or has old invoices.\n");
}

TEST(OldInvoicesText, CountsInvoicesAndNamesTheRowsThatAreWrong) {
  const auto report = Parse<cli::OldInvoicesReport>(R"pb(
    rows: 1200
    invoices: 300
    recorded: 298
    already_known: 1
    refused_invoices: 1
    refused { row: 7 field: "item" message: "there is no \"x\"" })pb");
  EXPECT_EQ(OldInvoicesText(report, {}),
            "300 invoices in 1,200 rows: 298 recorded, 1 already known, 1 refused\n"
            "\n"
            "row  field  its invoice is refused because\n"
            "  7  item   there is no \"x\"\n");
}

TEST(CalendarText, TellsWhatIsNext) {
  EXPECT_EQ(CalendarText({}, {}), "No calendar: months are run by people.\n");
  const auto report = Parse<cli::CalendarReport>(
      "day: 5 next_month: '2026-10' next_date: '2026-11-05' time_zone: 'Europe/Paris'");
  EXPECT_EQ(CalendarText(report, {}),
            "Months are run on day 5 of the month after.\n"
            "Next is 2026-10, on 2026-11-05 at midnight in Europe/Paris.\n");
}

}  // namespace
}  // namespace tally
