#include <gtest/gtest.h>

#include "clients/cli/show/exchange_rates.h"
#include "clients/cli/show/usage.h"
#include "support/text.h"

namespace tally {
namespace {

TEST(UsageTables, SayThatThereIsNothing) {
  EXPECT_EQ(TimeTable({}, {}), "No time entries.\n");
  EXPECT_EQ(ChargeTable({}, {}), "No charges.\n");
  EXPECT_EQ(TriggerTable({}, {}), "No triggers.\n");
  EXPECT_EQ(ExchangeRateTable({}, {}), "No exchange rates.\n");
  EXPECT_EQ(RevaluationTable({}, {}), "No open invoices in other currencies.\n");
}

TEST(TimeTable, LeavesOutColumnsThatNothingFills) {
  EXPECT_EQ(TimeTable(Parse<v1::TimeEntryPage>(
                          "entries { source_id: 'psa' position: 7 entry { entry_id: 't1' "
                          "  customer_id: 'acme' date: '2026-10-05' minutes: 1440 "
                          "  description: 'On site' } }"),
                      {}),
            "client  date        minutes  description  source  entry  position\n"
            "acme    2026-10-05    1,440  On site      psa     t1            7\n");
}

TEST(TimeTable, ShowsWhatIsKnownOfEach) {
  EXPECT_EQ(TimeTable(Parse<v1::TimeEntryPage>(
                          "entries { source_id: 'psa' position: 7 entry { entry_id: 't1' "
                          "  customer_id: 'acme' date: '2026-10-05' minutes: 90 ticket: 'T-1' "
                          "  unit_price: '1200.5' } } "
                          "entries { source_id: 'psa' position: 7 entry { entry_id: 't2' "
                          "  customer_id: 'acme' date: '2026-10-06' minutes: 5 project: 'web' "
                          "  not_billable: true } }"),
                      {}),
            "client  date        minutes  ticket  project  billable     rate  description  source  "
            "entry  "
            "position\n"
            "acme    2026-10-05       90  T-1                        1,200.5               psa     "
            "t1     "
            "       7\n"
            "acme    2026-10-06        5          web      no                              psa     "
            "t2     "
            "       7\n");
}

TEST(ChargeTable, ShowsCosts) {
  EXPECT_EQ(ChargeTable(Parse<v1::ChargePage>(
                            "charges { source_id: 'psa' position: 7 charge { entry_id: 'c1' "
                            "  customer_id: 'acme' date: '2026-10-05' kind: CHARGE_KIND_HARDWARE "
                            "  description: 'Laptop' quantity: '2' unit_cost: '1410.5' "
                            "  cost_currency: 'EUR' } }"),
                        {}),
            "client  date        kind      description  quantity  unit cost  currency  source  "
            "entry  position\n"
            "acme    2026-10-05  hardware  Laptop              2   1,410.50  EUR       psa     "
            "c1            7\n");
}

TEST(TriggerTable, ShowsWhatEachComesToAndWhereItIsBilled) {
  EXPECT_EQ(
      TriggerTable(Parse<v1::TriggerPage>(
                       "triggers { source_id: 'psa' position: 7 billed_month: '2026-10' "
                       "  trigger { key: 'm1' customer_id: 'acme' kind: TRIGGER_KIND_MILESTONE "
                       "    date: '2026-10-05' subject: 'web' amount: '2500' } } "
                       "triggers { source_id: 'psa' position: 8 trigger { key: 's1' "
                       "  customer_id: 'acme' kind: TRIGGER_KIND_SLA_BREACH date: '2026-10-06' "
                       "  percent: '10' description: 'Mail' } }"),
                   {}),
      "client  key  kind        date        subject  amount  description  billed in  source  "
      "position\n"
      "acme    m1   milestone   2026-10-05  web       2,500               2026-10    psa           "
      " "
      "7\n"
      "acme    s1   sla_breach  2026-10-06              10%  Mail                    psa           "
      " "
      "8\n");
}

TEST(ExchangeRateTable, ShowsRates) {
  EXPECT_EQ(ExchangeRateTable(Parse<v1::ExchangeRatePage>(
                                  "rates { position: 7 rate { from_currency: 'EUR' "
                                  "  to_currency: 'JPY' rate: '1163.91' date: '2026-10-05' "
                                  "  source: 'ECB' } }"),
                              {}),
            "from  to       rate  from day    source  position\n"
            "EUR   JPY  1,163.91  2026-10-05  ECB            7\n");
}

TEST(RevaluationTable, ShowsDifferencesAndTheirSum) {
  EXPECT_EQ(
      RevaluationTable(
          Parse<v1::Revaluation>(
              "invoices { invoice_number: 'B1' open { minor_units: 100000 currency: 'USD' } "
              "  at_issue { minor_units: 113545 currency: 'EUR' } "
              "  on_date { minor_units: 113225 currency: 'EUR' } "
              "  unrealised { minor_units: -320 currency: 'EUR' } "
              "  issue_rate { rate: '1.13545' date: '2026-10-05' } "
              "  date_rate { rate: '1.13225' date: '2026-10-31' } } "
              "invoices { invoice_number: 'B2' open { minor_units: 500 currency: 'GBP' } }"),
          {}),
      "invoice          open  rate at issue          at issue EUR  rate of the day        on the "
      "day EUR  unrealised EUR\n"
      "B1       1,000.00 USD  1.13545 of 2026-10-05      1,135.45  1.13225 of 2026-10-31        "
      "1,132.25           -3.20\n"
      "B2           5.00 GBP  none known                           none known\n"
      "-------  ------------  ---------------------  ------------  ---------------------  ------"
      "--------  --------------\n"
      "                                                                                            "
      "total           -3.20\n");
}

}  // namespace
}  // namespace tally
