// Which triggers are billed, by which month's draft.

#include "ledger/books/usage.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "support/provider.h"

namespace tally {
namespace {

// Alpha reached m1, m2 and m3, of the source rmm, by the event at position 12.
constexpr uint64_t kPosition = 12;

Scenario ThreeTriggers() {
  Scenario scenario = Provider();
  scenario.Given(
      "triggers_recorded { org_id: 'msp' source_id: 'rmm' "
      "  triggers { key: 'm1' customer_id: 'alpha' date: '2026-10-01' } "
      "  triggers { key: 'm2' customer_id: 'alpha' date: '2026-10-02' } "
      "  triggers { key: 'm3' customer_id: 'alpha' date: '2026-10-03' } }");
  EXPECT_EQ(scenario.position(), kPosition);
  return scenario;
}

std::string Entry(absl::string_view id, uint64_t position = kPosition) {
  return absl::StrCat("entries { source_id: 'rmm' entry_id: '", id, "' position: ", position, " }");
}

// An event of alpha's draft of `month`, whose two lines bill `entries`.
std::string DraftEvent(absl::string_view type, absl::string_view month,
                       const std::vector<std::string>& entries) {
  std::string lines;
  for (const std::string& entry : entries) {
    absl::StrAppend(&lines, "lines { line { ", entry, " } } ");
  }
  return absl::StrCat(type, " { org_id: 'msp' customer_id: 'alpha' month: '", month, "' content { ",
                      lines, " } }");
}

std::string Rejected(absl::string_view month) {
  return absl::StrCat("draft_rejected { org_id: 'msp' customer_id: 'alpha' month: '", month,
                      "' reason: 'no' }");
}

// The month that bills each of the three, `-` for none. The index by month must say the same.
std::string Months(const Scenario& scenario) {
  const Books& books = scenario.books();
  std::string months;
  size_t indexed = 0;
  for (const char* key : {"m1", "m2", "m3"}) {
    const auto row = books.triggers.Find("msp", "alpha", key, "rmm");
    const std::string month = row ? row->billed_month() : "?";
    absl::StrAppend(&months, months.empty() ? "" : " ", month.empty() ? "-" : month);
    EXPECT_TRUE(books.triggers_by_month.Has("msp", "alpha", month, key, "rmm")) << key;
  }
  for (auto rows = books.triggers_by_month.Scan("msp"); rows.Valid(); rows.Next()) indexed += 1;
  EXPECT_EQ(indexed, 3U);
  return months;
}

TEST(Triggers, AreOpenUntilADraftBillsThem) {
  Scenario scenario = ThreeTriggers();
  EXPECT_EQ(Months(scenario), "- - -");
  scenario.Given(DraftEvent("draft_generated", "2026-10", {Entry("m1"), Entry("m3")}));
  EXPECT_EQ(Months(scenario), "2026-10 - 2026-10");
}

TEST(Triggers, AreThoseOfTheDraftAsItIsNow) {
  for (const char* type : {"draft_regenerated", "draft_line_overridden", "draft_flags_waived"}) {
    SCOPED_TRACE(type);
    Scenario scenario = ThreeTriggers();
    scenario.Given(DraftEvent("draft_generated", "2026-10", {Entry("m1"), Entry("m2")}))
        .Given(DraftEvent(type, "2026-10", {Entry("m2"), Entry("m3")}));
    EXPECT_EQ(Months(scenario), "- 2026-10 2026-10");
  }
}

TEST(Triggers, AreOpenAgainIfTheirDraftIsRejected) {
  Scenario scenario = ThreeTriggers();
  scenario.Given(DraftEvent("draft_generated", "2026-10", {Entry("m1")}))
      .Given(Rejected("2026-10"));
  EXPECT_EQ(Months(scenario), "- - -");
  scenario.Given(DraftEvent("draft_regenerated", "2026-10", {Entry("m1")}));
  EXPECT_EQ(Months(scenario), "2026-10 - -");
}

// Once October's draft is rejected November's may bill what it billed, and what becomes of
// October's content then is none of November's business.
TEST(Triggers, StayWithTheMonthThatBillsThem) {
  Scenario scenario = ThreeTriggers();
  scenario.Given(DraftEvent("draft_generated", "2026-10", {Entry("m1"), Entry("m2")}))
      .Given(Rejected("2026-10"))
      .Given(DraftEvent("draft_generated", "2026-11", {Entry("m1")}));
  EXPECT_EQ(Months(scenario), "2026-11 - -");
  scenario.Given(DraftEvent("draft_regenerated", "2026-10", {Entry("m2")}));
  EXPECT_EQ(Months(scenario), "2026-11 2026-10 -");
  scenario.Given(Rejected("2026-10"));
  EXPECT_EQ(Months(scenario), "2026-11 - -");
}

TEST(Triggers, StayBilledWhenTheDraftIsHeldReleasedAndApproved) {
  Scenario scenario = ThreeTriggers();
  const std::string draft = "org_id: 'msp' customer_id: 'alpha' month: '2026-10'";
  scenario.Given(DraftEvent("draft_generated", "2026-10", {Entry("m1")}));
  for (const char* type : {"draft_held", "draft_released", "draft_approved"}) {
    scenario.Given(absl::StrCat(type, " { ", draft, " }"));
    EXPECT_EQ(Months(scenario), "2026-10 - -") << type;
  }
}

// The id of a time entry or a cost may be that of a trigger; they were recorded elsewhere.
TEST(Triggers, AreNotTakenForOtherEntries) {
  Scenario scenario = ThreeTriggers();
  scenario
      .Given(
          "time_recorded { org_id: 'msp' source_id: 'rmm' "
          "  entries { entry_id: 'm1' customer_id: 'alpha' date: '2026-10-01' minutes: 5 } }")
      .Given(
          DraftEvent("draft_generated", "2026-10", {Entry("m1", kPosition + 1), Entry("unknown")}));
  EXPECT_EQ(Months(scenario), "- - -");
}

TEST(Triggers, OfOtherCustomersAreLeftAlone) {
  Scenario scenario = ThreeTriggers();
  scenario.Given(
      absl::StrCat("draft_generated { org_id: 'msp' customer_id: 'beta' month: '2026-10' "
                   "  content { lines { line { ",
                   Entry("m1"), " } } } }"));
  EXPECT_EQ(Months(scenario), "- - -");
}

TEST(Usage, KnowsWhereAnEntryStands) {
  Scenario scenario = Provider();
  scenario
      .Given(
          "time_recorded { org_id: 'msp' source_id: 'rmm' "
          "  entries { entry_id: 'a' customer_id: 'alpha' date: '2026-10-01' minutes: 5 } }")
      .Given(
          "charges_recorded { org_id: 'msp' source_id: 'rmm' "
          "  charges { entry_id: 'a' customer_id: 'beta' date: '2026-10-02' quantity: '1' } }");
  const Books& books = scenario.books();
  EXPECT_TRUE(IsSame(
      Parse<v1::RecordedTime>("source_id: 'rmm' position: 12 entry { entry_id: 'a' customer_id: "
                              "'alpha' date: '2026-10-01' minutes: 5 }"),
      *books.time_entries.Find("msp", "alpha", "2026-10-01", "rmm", "a")));
  EXPECT_TRUE(
      IsSame(Parse<v1::RecordedCharge>("source_id: 'rmm' position: 13 charge { entry_id: 'a' "
                                       "customer_id: 'beta' date: '2026-10-02' quantity: '1' }"),
             *books.charges.Find("msp", "beta", "2026-10-02", "rmm", "a")));
  EXPECT_TRUE(IsSame(Parse<v1::TimeEntry>("customer_id: 'alpha' date: '2026-10-01'"),
                     *books.time_entry_ids.Find("msp", "rmm", "a")));
  EXPECT_TRUE(IsSame(Parse<v1::Charge>("customer_id: 'beta' date: '2026-10-02'"),
                     *books.charge_ids.Find("msp", "rmm", "a")));
}

}  // namespace
}  // namespace tally
