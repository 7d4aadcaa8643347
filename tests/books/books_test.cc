#include "ledger/books/books.h"

#include <gtest/gtest.h>

#include "ledger/deciders/orgs.h"
#include "support/provider.h"

namespace tally {
namespace {

TEST(Evolve, GivesEachDefinitionThePositionOfItsEventAsEtag) {
  const Scenario scenario = Provider();
  const Books& books = scenario.books();
  EXPECT_EQ(books.orgs.Find("msp")->etag(), "1");
  EXPECT_EQ(books.taxes.Find("msp", "low")->etag(), "3");
  EXPECT_EQ(books.items.Find("msp", "seat")->etag(), "4");
  EXPECT_EQ(books.sources.Find("msp", "shop")->etag(), "9");
  EXPECT_EQ(books.customers.Find("msp", "beta")->etag(), "11");
}

TEST(Evolve, KeepsOrgsApart) {
  Scenario scenario = Provider();
  scenario.Given("org_defined { org { org_id: 'other' currency: 'EUR' time_zone: 'UTC' } }")
      .Given("tax_defined { org_id: 'other' tax { tax_id: 'vat' rate_percent: '7' } }")
      .Given(
          "customer_defined { org_id: 'other' customer { customer_id: 'alpha' "
          "  accounts { source_id: 'rmm' account: 'A1' } } }");
  EXPECT_EQ(scenario.books().taxes.Find("msp", "vat")->rate_percent(), "20");
  EXPECT_EQ(scenario.books().customers.Find("msp", "alpha")->name(), "alpha Ltd");
  EXPECT_EQ(scenario.books().account_owners.Find("msp", "rmm", "A1")->value(), "alpha");
}

TEST(Evolve, KeepsTheOwnersOfAccounts) {
  Scenario scenario = Provider();
  const auto owner = [&](const char* source, const char* account) {
    const auto found = scenario.books().account_owners.Find("msp", source, account);
    return found ? found->value() : "none";
  };
  EXPECT_EQ(owner("rmm", "A1"), "alpha");
  EXPECT_EQ(owner("shop", "A1"), "none");
  scenario.Given(
      "customer_defined { org_id: 'msp' customer { customer_id: 'alpha' "
      "  accounts { source_id: 'rmm' account: 'A9' } "
      "  accounts { source_id: 'shop' account: 'S1' } } }");
  EXPECT_EQ(owner("rmm", "A1"), "none");
  EXPECT_EQ(owner("rmm", "A9"), "alpha");
  EXPECT_EQ(owner("shop", "S1"), "alpha");
}

TEST(Evolve, KeepsWhereAnObservationStands) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordCounts>(SeatCount("S1", "2026-10-31T22:00:00Z", "18"));
  const auto at = Parse<v1::Observation>("observed_at @2026-10-31T22:00:00Z").observed_at();
  const auto count = scenario.books().counts.Find("msp", "shop", "S1", "SEAT", at);
  ASSERT_TRUE(count);
  EXPECT_EQ(count->position(), scenario.position());
  EXPECT_EQ(count->observation().quantity(), "18");
  EXPECT_TRUE(scenario.books().series.Has("msp", "shop", "S1", "SEAT"));
}

TEST(Evolve, KnowsWhichRunOfAMonthIsUnderWay) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::StartRun>("org_id: 'msp' month: '2026-10'");
  EXPECT_TRUE(IsSame(Parse<v1::RunsOfMonth>("started: 1 run_id_under_way: '2026-10.1'"),
                     *scenario.books().runs_of_months.Find("msp", "2026-10")));
  EXPECT_EQ(scenario.books().runs.Find("msp", "2026-10.1")->status(), v1::RUN_STATUS_UNDER_WAY);
  scenario.GivenCommand<v1::AdvanceRun>("org_id: 'msp' run_id: '2026-10.1'");
  EXPECT_TRUE(IsSame(Parse<v1::RunsOfMonth>("started: 1"),
                     *scenario.books().runs_of_months.Find("msp", "2026-10")));
}

TEST(Evolve, KeepsTheLastCounterOfEachSeries) {
  Scenario scenario = Provider();
  scenario
      .Given(
          "invoice_issued { org_id: 'msp' number_series: 'B{N}' number_counter: 7 "
          "  invoice { number: 'B7' totals { total { minor_units: 5 currency: 'USD' } } } }")
      .Given(
          "credit_note_issued { org_id: 'msp' number_series: 'C{N}' number_counter: 3 "
          "  credit_note { number: 'C3' invoice_number: 'B7' "
          "    totals { total { minor_units: 2 currency: 'USD' } } } }");
  EXPECT_EQ(scenario.books().number_series.Find("msp", "B{N}")->value(), 7U);
  EXPECT_EQ(scenario.books().number_series.Find("msp", "C{N}")->value(), 3U);
  EXPECT_EQ(scenario.books().invoices.Find("msp", "B7")->left().minor_units(), 3);
}

TEST(BooksFold, IsEvolve) {
  MemoryStore by_fold;
  MemoryStore by_evolve;
  Books books(by_evolve);
  const Fold fold = BooksFold();
  EXPECT_EQ(fold.name, kBooksFold);
  const Fold::Apply apply = fold.bind(by_fold);
  const char* events[] = {
      "position: 1 event { org_defined { org { org_id: 'msp' currency: 'USD' } } }",
      "position: 2 event { tax_defined { org_id: 'msp' tax { tax_id: 'vat' } } }",
  };
  for (const char* event : events) {
    apply(Parse<v1::RecordedEvent>(event));
    Evolve(books, Parse<v1::RecordedEvent>(event));
  }
  EXPECT_EQ(by_fold.entries().size(), 2U);
  EXPECT_EQ(by_fold.entries(), by_evolve.entries());
}

}  // namespace
}  // namespace tally
