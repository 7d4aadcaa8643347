#include "ledger/deciders/accounting_periods.h"

#include "ledger/deciders/receivables.h"
#include "ledger/money/money.h"
#include "support/provider.h"
#include "support/receivables.h"

namespace tally {
namespace {

std::string Rate(absl::string_view rate, absl::string_view day) {
  return absl::StrCat("exchange_rates_recorded { org_id: 'msp' rates { from_currency: 'EUR' ",
                      "to_currency: 'USD' rate: '", rate, "' date: '", day, "' source: 'ECB' } }");
}

std::string Month(absl::string_view month) {
  return absl::StrCat("org_id: 'msp' month: '", month, "'");
}

std::string Reopening(absl::string_view month) {
  return absl::StrCat(Month(month), " reason: 'forgot a payment'");
}

// Noon of 3 November 2026. Alpha owes 1,000.00 EUR since 1 September, booked at 1.50; a euro is
// 1.60 from 30 September on, and 1.55 from 20 October on.
Scenario InEuros() {
  Scenario scenario = Provider();
  scenario.Given(Rate("1.6", "2026-09-30"))
      .Given(Rate("1.55", "2026-10-20"))
      .Given(IssuedInEuros("B-1", "alpha", 100000, 150000, "2026-09-01"));
  return scenario;
}

// `alpha 1000.00 EUR booked 1500.00 worth 1600.00 unrealised 100.00 at 1.6`, a line a revaluation
// of closing the month.
std::string Closed(Scenario& scenario, absl::string_view month) {
  scenario.When<v1::CloseAccountingPeriod>(Month(month));
  const std::vector<v1::Event> events = scenario.events();
  EXPECT_EQ(events.size(), 1U);
  if (events.empty()) return "";
  std::string text;
  for (const v1::CurrencyRevaluation& each : events[0].accounting_period_closed().revaluations()) {
    absl::StrAppend(&text, each.customer_id(), " ", FormatAmount(each.open()), " ",
                    each.open().currency(), " booked ", FormatAmount(each.booked()), " worth ",
                    FormatAmount(each.worth()), " unrealised ", FormatAmount(each.unrealised()),
                    " at ", each.rate().rate().rate(), "\n");
  }
  return text;
}

TEST(CloseAccountingPeriod, RevaluesWhatIsOpenInOtherCurrencies) {
  // C13.
  Scenario scenario = InEuros();
  scenario.When<v1::CloseAccountingPeriod>(Month("2026-09"))
      .Then(
          "accounting_period_closed { org_id: 'msp' month: '2026-09' "
          "  revaluations { customer_id: 'alpha' "
          "    open { minor_units: 100000 currency: 'EUR' } "
          "    booked { minor_units: 150000 currency: 'USD' } "
          "    worth { minor_units: 160000 currency: 'USD' } "
          "    unrealised { minor_units: 10000 currency: 'USD' } "
          "    rate { rate { from_currency: 'EUR' to_currency: 'USD' rate: '1.6' "
          "      date: '2026-09-30' source: 'ECB' } position: 12 } } }");
  EXPECT_EQ(Closed(scenario, "2026-10"),
            "alpha 1000.00 EUR booked 1500.00 worth 1550.00 unrealised 50.00 at 1.55\n");
  // No rate was known by then.
  EXPECT_EQ(Closed(scenario, "2026-08"), "");
}

TEST(CloseAccountingPeriod, CountsWhatWasOpenOnItsLastDay) {
  Scenario scenario = InEuros();
  const std::string whole =
      "alpha 1000.00 EUR booked 1500.00 worth 1600.00 unrealised 100.00 at 1.6\n";
  // Paid after the end of September, some on the last day.
  scenario.Given(Paid("p1", "alpha", 100000, "EUR", "2026-09-30"))
      .Given(Allocated("p1", "alpha", "B-1", 70000, "EUR", "2026-10-01", 105000));
  EXPECT_EQ(Closed(scenario, "2026-09"), whole);
  EXPECT_EQ(Closed(scenario, "2026-10"),
            "alpha 300.00 EUR booked 450.00 worth 465.00 unrealised 15.00 at 1.55\n");
  scenario.Given(Allocated("p1", "alpha", "B-1", 30000, "EUR", "2026-11-02", 45000));
  EXPECT_EQ(Closed(scenario, "2026-09"), whole);
  scenario.Given(Allocated("p1", "alpha", "B-1", -70000, "EUR", "2026-11-03", -105000));
  EXPECT_EQ(Closed(scenario, "2026-10"),
            "alpha 300.00 EUR booked 450.00 worth 465.00 unrealised 15.00 at 1.55\n");
  scenario.Given(Allocated("p1", "alpha", "B-1", 10000, "EUR", "2026-09-30", 15000));
  EXPECT_EQ(Closed(scenario, "2026-09"),
            "alpha 900.00 EUR booked 1350.00 worth 1440.00 unrealised 90.00 at 1.6\n");
}

TEST(CloseAccountingPeriod, CountsWriteOffsAndWhatWasIssuedByTheirDays) {
  Scenario scenario = InEuros();
  scenario.Given(IssuedInEuros("B-2", "alpha", 5000, 7600, "2026-10-01"))
      .Given(IssuedInEuros("B-3", "beta", 2000, 3000, "2026-09-30"))
      .GivenCommand<v1::WriteOffInvoice>(
          "org_id: 'msp' invoice_number: 'B-1' reason: 'r' date: '2026-10-02'");
  EXPECT_EQ(Closed(scenario, "2026-09"),
            "alpha 1000.00 EUR booked 1500.00 worth 1600.00 unrealised 100.00 at 1.6\n"
            "beta 20.00 EUR booked 30.00 worth 32.00 unrealised 2.00 at 1.6\n");
  EXPECT_EQ(Closed(scenario, "2026-10"),
            "alpha 50.00 EUR booked 76.00 worth 77.50 unrealised 1.50 at 1.55\n"
            "beta 20.00 EUR booked 30.00 worth 31.00 unrealised 1.00 at 1.55\n");
}

TEST(CloseAccountingPeriod, LeavesOutWhatHasNoDifference) {
  Scenario scenario = Provider();
  scenario.Given(Rate("1.5", "2026-09-30"))
      .Given(IssuedInEuros("B-1", "alpha", 100000, 150000, "2026-09-01"))
      .Given(Issued("B-2", "beta", 100000, "EUR", "2026-09-01", "2026-09-01"))
      .Given(Issued("B-3", "beta", 100000, "USD", "2026-09-01", "2026-09-01"));
  EXPECT_EQ(Closed(scenario, "2026-09"), "");
}

TEST(CloseAccountingPeriod, Refuses) {
  Scenario scenario = InEuros();
  scenario.When<v1::CloseAccountingPeriod>("org_id: 'none' month: '2026-09'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  scenario.When<v1::CloseAccountingPeriod>(Month("2026-11"))
      .Refused(v1::REASON_MONTH_NOT_OVER, "month");
  scenario.GivenCommand<v1::CloseAccountingPeriod>(Month("2026-09"));
  for (const char* month : {"2026-09", "2026-08", "2001-01"}) {
    scenario.When<v1::CloseAccountingPeriod>(Month(month))
        .Refused(v1::REASON_PERIOD_IS_CLOSED, "month");
  }
  // Refused only where midnight was not yet.
  Scenario midnight = InEuros();
  midnight.At("2026-11-30T23:59:59Z")
      .When<v1::CloseAccountingPeriod>(Month("2026-11"))
      .Refused(v1::REASON_MONTH_NOT_OVER, "month");
  midnight.At("2026-12-01T00:00:00Z").GivenCommand<v1::CloseAccountingPeriod>(Month("2026-11"));
}

TEST(ReopenAccountingPeriod, TakesBackWhatWasRevaluedSince) {
  Scenario scenario = InEuros();
  scenario.When<v1::ReopenAccountingPeriod>(Reopening("2026-09"))
      .Refused(v1::REASON_PERIOD_NOT_CLOSED, "month");
  scenario.GivenCommand<v1::CloseAccountingPeriod>(Month("2026-08"))
      .GivenCommand<v1::CloseAccountingPeriod>(Month("2026-09"))
      .GivenCommand<v1::CloseAccountingPeriod>(Month("2026-10"));
  scenario.When<v1::ReopenAccountingPeriod>(Reopening("2026-11"))
      .Refused(v1::REASON_PERIOD_NOT_CLOSED, "month");

  scenario.When<v1::ReopenAccountingPeriod>(Reopening("2026-09"));
  ASSERT_EQ(scenario.events().size(), 1U);
  const v1::AccountingPeriodReopened event = scenario.events()[0].accounting_period_reopened();
  EXPECT_EQ(event.closed_month(), "2026-08");
  EXPECT_EQ(event.reason(), "forgot a payment");
  ASSERT_EQ(event.taken_back_size(), 2);
  EXPECT_EQ(event.taken_back(0).month(), "2026-09");
  EXPECT_EQ(event.taken_back(0).revaluations(0).unrealised().minor_units(), 10000);
  EXPECT_EQ(event.taken_back(1).month(), "2026-10");
  EXPECT_EQ(event.taken_back(1).revaluations(0).unrealised().minor_units(), 5000);

  scenario.GivenCommand<v1::ReopenAccountingPeriod>(Reopening("2026-09"));
  EXPECT_EQ(scenario.books().last_closed_months.Find("msp")->value(), "2026-08");
  scenario.When<v1::ReopenAccountingPeriod>(Reopening("2026-09"))
      .Refused(v1::REASON_PERIOD_NOT_CLOSED, "month");
  // A month that was closed with a later one has nothing of its own to take back.
  scenario.GivenCommand<v1::ReopenAccountingPeriod>(Reopening("2026-02"));
  EXPECT_EQ(scenario.books().last_closed_months.Find("msp")->value(), "2026-01");
  // Closed again, it is revalued again.
  EXPECT_NE(Closed(scenario, "2026-09"), "");
}

}  // namespace
}  // namespace tally
