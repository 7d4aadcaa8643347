#include "ledger/deciders/book_facts.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "ledger/calendar/date.h"
#include "support/provider.h"

namespace tally {
namespace {

using ::testing::ElementsAre;

constexpr absl::CivilMonth kOctober(2026, 10);

std::string Source(absl::string_view source) {
  return absl::StrCat("org_id: 'msp' source_id: '", source, "' ");
}

std::string At(absl::string_view id, absl::string_view customer, absl::string_view date) {
  return absl::StrCat(id, " customer_id: '", customer, "' date: '", date, "' ");
}

std::vector<std::string> Ids(const std::vector<v1::RecordedTime>& rows) {
  std::vector<std::string> ids;
  for (const auto& row : rows) ids.push_back(row.entry().entry_id());
  return ids;
}

TEST(BookFacts, GivesTheEntriesOfSomeDaysByDaySourceAndId) {
  Scenario scenario = Provider();
  const auto record = [&](const char* source, const char* id, const char* customer,
                          const char* date) {
    const std::string entry = At(absl::StrCat("entry_id: '", id, "'"), customer, date);
    scenario.Given(absl::StrCat("time_recorded { ", Source(source), "entries { ", entry, " } }"))
        .Given(absl::StrCat("charges_recorded { ", Source(source), "charges { ", entry, " } }"));
  };
  record("shop", "b", "alpha", "2026-10-01");
  record("rmm", "d", "alpha", "2026-10-31");
  record("rmm", "c", "alpha", "2026-10-01");
  record("rmm", "a", "alpha", "2026-10-01");
  record("rmm", "before", "alpha", "2026-09-30");
  record("rmm", "after", "alpha", "2026-11-01");
  record("rmm", "others", "beta", "2026-10-05");

  const BookFacts facts(scenario.books(), "msp");
  EXPECT_THAT(Ids(facts.TimeOn("alpha", DaysOf(kOctober))), ElementsAre("a", "c", "b", "d"));
  EXPECT_THAT(Ids(facts.TimeOn("gamma", DaysOf(kOctober))), ElementsAre());
  std::vector<std::string> charges;
  for (const auto& row : facts.ChargesOn("alpha", DaysOf(kOctober))) {
    charges.push_back(row.charge().entry_id());
  }
  EXPECT_THAT(charges, ElementsAre("a", "c", "b", "d"));
}

class OpenTriggers : public testing::Test {
 protected:
  OpenTriggers() {
    Happen("shop", "early", "2025-01-01");
    Happen("rmm", "z", "2026-10-31");
    Happen("rmm", "a", "2026-10-31");
    Happen("shop", "b", "2026-10-30");
    Happen("rmm", "later", "2026-11-01");
    scenario_.Given(absl::StrCat("triggers_recorded { ", Source("rmm"), "triggers { ",
                                 At("key: 'another'", "beta", "2026-10-01"), " } }"));
  }

  void Happen(const char* source, const char* key, const char* date) {
    scenario_.Given(absl::StrCat("triggers_recorded { ", Source(source), "triggers { ",
                                 At(absl::StrCat("key: '", key, "'"), "alpha", date), " } }"));
    positions_[key] = {source, scenario_.position()};
  }

  // Has alpha's draft of `month` bill the trigger.
  void Bill(const char* month, const char* key) {
    const auto& [source, position] = positions_[key];
    scenario_.Given(absl::StrCat("draft_generated { org_id: 'msp' customer_id: 'alpha' month: '",
                                 month, "' content { lines { line { entries { source_id: '", source,
                                 "' entry_id: '", key, "' position: ", position, " } } } } }"));
  }

  std::vector<std::string> Keys(absl::CivilMonth month) {
    std::vector<std::string> keys;
    const BookFacts facts(scenario_.books(), "msp");
    for (const auto& row : facts.OpenTriggers("alpha", absl::CivilDay(month + 1), month)) {
      keys.push_back(row.trigger().key());
    }
    return keys;
  }

  Scenario scenario_ = Provider();
  std::map<std::string, std::pair<std::string, uint64_t>> positions_;
};

TEST_F(OpenTriggers, AreThoseBeforeADayByDaySourceAndKey) {
  EXPECT_THAT(Keys(kOctober), ElementsAre("early", "b", "a", "z"));
  EXPECT_THAT(Keys(kOctober + 1), ElementsAre("early", "b", "a", "z", "later"));
  EXPECT_THAT(Keys(kOctober - 1), ElementsAre("early"));
}

TEST_F(OpenTriggers, AreAlsoThoseThatTheMonthItselfBills) {
  Bill("2026-10", "a");
  Bill("2026-09", "early");
  EXPECT_THAT(Keys(kOctober), ElementsAre("b", "a", "z"));
  EXPECT_THAT(Keys(kOctober + 1), ElementsAre("b", "z", "later"));
  EXPECT_THAT(Keys(kOctober - 1), ElementsAre("early"));
}

TEST(BookFacts, GivesTheLastRateUpToADay) {
  Scenario scenario = Provider();
  const auto learn = [&](const char* from, const char* to, const char* rate, const char* date) {
    scenario.Given(absl::StrCat("exchange_rates_recorded { org_id: 'msp' rates { from_currency: '",
                                from, "' to_currency: '", to, "' rate: '", rate, "' date: '", date,
                                "' } }"));
  };
  learn("EUR", "USD", "1.09", "2026-10-30");
  learn("EUR", "USD", "1.08", "2026-10-01");
  learn("EUR", "GBP", "0.9", "2026-01-01");
  learn("CHF", "USD", "1.2", "2026-10-02");

  const BookFacts facts(scenario.books(), "msp");
  const auto rate_on = [&](const char* from, const char* to, const char* date) {
    const auto rate = facts.RateOn(from, to, *ParseDate(date));
    return rate ? absl::StrCat(rate->rate().rate(), " at ", rate->position()) : "none";
  };
  EXPECT_EQ(rate_on("EUR", "USD", "2026-09-30"), "none");
  EXPECT_EQ(rate_on("EUR", "USD", "2026-10-01"), "1.08 at 13");
  EXPECT_EQ(rate_on("EUR", "USD", "2026-10-29"), "1.08 at 13");
  EXPECT_EQ(rate_on("EUR", "USD", "2026-10-30"), "1.09 at 12");
  EXPECT_EQ(rate_on("EUR", "USD", "2030-01-01"), "1.09 at 12");
  // The other way round is another rate.
  EXPECT_EQ(rate_on("USD", "EUR", "2026-10-30"), "none");
  EXPECT_EQ(rate_on("DKK", "USD", "2026-10-30"), "none");
  EXPECT_FALSE(BookFacts(scenario.books(), "other").RateOn("EUR", "USD", *ParseDate("2026-10-30")));
}

TEST(BookFacts, GivesWhatAMonthBillsUnlessItWasRejected) {
  Scenario scenario = Provider();
  const std::string draft = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' ";
  const auto billed = [&] {
    const auto content = BookFacts(scenario.books(), "msp").BilledIn("alpha", kOctober);
    return content ? content->plan_effective_from() : "nothing";
  };
  EXPECT_EQ(billed(), "nothing");
  scenario.Given(
      absl::StrCat("draft_generated { ", draft, "content { plan_effective_from: '2026-01-01' } }"));
  EXPECT_EQ(billed(), "2026-01-01");
  scenario.Given(absl::StrCat("draft_rejected { ", draft, "}"));
  EXPECT_EQ(billed(), "nothing");
  scenario.Given(absl::StrCat("draft_regenerated { ", draft,
                              "content { plan_effective_from: '2026-02-01' } }"));
  scenario.Given(absl::StrCat("draft_approved { ", draft, "invoice_number: 'B1' }"));
  EXPECT_EQ(billed(), "2026-02-01");
  EXPECT_FALSE(BookFacts(scenario.books(), "msp").BilledIn("alpha", kOctober - 1));
}

}  // namespace
}  // namespace tally
