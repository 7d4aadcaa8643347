// Time, costs and triggers: recorded once, whoever says them how often, listed, and billed once.

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "system/support/story.h"
#include "system/support/wire.h"

namespace tally {
namespace {

class UsageStory : public Story {
 protected:
  UsageStory() {
    DefineMsp();
    DefineCustomer("alpha");
    DefineCustomer("beta");
  }

  static std::string Of(absl::string_view entries) {
    return absl::StrCat("org_id: 'msp' source_id: 'shop' ", entries);
  }

  static std::string Time(absl::string_view id, absl::string_view customer, absl::string_view date,
                          int minutes) {
    return absl::StrCat("entries { entry_id: '", id, "' customer_id: '", customer, "' date: '",
                        date, "' minutes: ", minutes, " } ");
  }

  static std::string Milestone(absl::string_view key, absl::string_view date) {
    return Of(absl::StrCat("triggers { key: '", key, "' customer_id: 'alpha' date: '", date,
                           "' kind: TRIGGER_KIND_MILESTONE amount: '500' } "));
  }

  // The time entries that a list gives, as `alpha 2026-10-05 a 90 at 12`.
  static std::vector<std::string> InWords(const v1::TimeEntryPage& page) {
    std::vector<std::string> words;
    for (const v1::RecordedTime& row : page.entries()) {
      words.push_back(absl::StrCat(row.entry().customer_id(), " ", row.entry().date(), " ",
                                   row.entry().entry_id(), " ", row.entry().minutes(), " at ",
                                   row.position()));
    }
    return words;
  }

  // The month whose draft bills the trigger.
  std::string BilledMonth(absl::string_view key) {
    const auto page = Do<v1::ListTriggerEntries>("org_id: 'msp'");
    for (const v1::RecordedTrigger& row : page.triggers()) {
      if (row.trigger().key() == key) return row.billed_month();
    }
    ADD_FAILURE() << "there is no trigger " << key;
    return "";
  }

  // The keys of the triggers on the lines of alpha's draft.
  std::string Billed(absl::string_view month) {
    std::string keys;
    const v1::Draft draft = Draft("alpha", month);
    for (const v1::DraftLine& rated : draft.content().lines()) {
      for (const auto& entry : rated.line().entries()) {
        absl::StrAppend(&keys, keys.empty() ? "" : " ", entry.entry_id());
      }
    }
    return keys;
  }
};

TEST_F(UsageStory, TimeIsListedByCustomerAndDayAlsoAfterARestart) {
  const uint64_t head = Head();
  Do<v1::RecordTimeEntries>(Of(Time("b", "beta", "2026-10-01", 5) +
                               Time("z", "alpha", "2026-10-05", 90) +
                               Time("a", "alpha", "2026-10-05", 15)));
  Do<v1::RecordTimeEntries>(Of(Time("y", "alpha", "2026-09-30", 60)));
  const std::vector<std::string> all = {
      absl::StrCat("alpha 2026-09-30 y 60 at ", head + 2),
      absl::StrCat("alpha 2026-10-05 a 15 at ", head + 1),
      absl::StrCat("alpha 2026-10-05 z 90 at ", head + 1),
      absl::StrCat("beta 2026-10-01 b 5 at ", head + 1),
  };
  EXPECT_EQ(InWords(Do<v1::ListTimeEntries>("org_id: 'msp'")), all);
  daemon_.Restart();
  client_ = daemon_.NewClient();
  EXPECT_EQ(InWords(Do<v1::ListTimeEntries>("org_id: 'msp'")), all);
  EXPECT_EQ(InWords(Do<v1::ListTimeEntries>("org_id: 'msp' customer_id: 'beta'")),
            std::vector<std::string>{all[3]});
  const auto then = absl::StrCat("org_id: 'msp' as_of { position: ", head + 1, " }");
  EXPECT_EQ(InWords(Do<v1::ListTimeEntries>(then)),
            (std::vector<std::string>{all[1], all[2], all[3]}));
}

TEST_F(UsageStory, CostsAreListedAsTheyWereRecorded) {
  Do<v1::RecordChargeEntries>(
      Of("charges { entry_id: 'c1' customer_id: 'alpha' date: '2026-10-05' "
         "  kind: CHARGE_KIND_HARDWARE description: 'Laptop' quantity: '2' unit_cost: '410.50' "
         "  cost_currency: 'EUR' } "));
  EXPECT_TRUE(IsSame(
      Parse<v1::ChargePage>(absl::StrCat(
          "charges { source_id: 'shop' position: ", Head(),
          " charge { entry_id: 'c1' customer_id: 'alpha' date: '2026-10-05' "
          "  kind: CHARGE_KIND_HARDWARE description: 'Laptop' quantity: '2' unit_cost: '410.5' "
          "  cost_currency: 'EUR' } }")),
      Do<v1::ListChargeEntries>("org_id: 'msp'")));
}

// As U18 of the worked examples has it for counts.
TEST_F(UsageStory, WhatIsKnownIsRecordedOnceAndWhatContradictsItIsRefused) {
  const std::string first = Time("a", "alpha", "2026-10-05", 90);
  Do<v1::RecordTimeEntries>(Of(first));
  const uint64_t head = Head();

  const auto again = Do<v1::RecordTimeEntries>(Of(first));
  EXPECT_EQ(again.already_known(), 1U);
  EXPECT_EQ(again.recorded(), 0U);
  EXPECT_EQ(again.receipt().event_count(), 0U);
  const auto other = Do<v1::RecordTimeEntries>(Of(Time("a", "alpha", "2026-10-06", 90)));
  ASSERT_EQ(other.refused_size(), 1);
  EXPECT_EQ(other.refused(0).field(), "date");
  EXPECT_EQ(other.refused(0).message(),
            "is \"2026-10-06\", but was recorded as \"2026-10-05\"; another entry needs an id of "
            "its own");
  EXPECT_EQ(Head(), head);

  // The good ones beside those are recorded.
  const auto mixed = Do<v1::RecordTimeEntries>(
      Of(Time("a", "beta", "2026-10-05", 90) + first + Time("b", "beta", "2026-10-05", 90)));
  EXPECT_EQ(mixed.recorded(), 1U);
  EXPECT_EQ(mixed.already_known(), 1U);
  ASSERT_EQ(mixed.refused_size(), 1);
  EXPECT_EQ(mixed.refused(0).index(), 0U);
  EXPECT_EQ(Head(), head + 1);
}

TEST_F(UsageStory, ManyWhoSendTheSameRecordItOnce) {
  constexpr int kSenders = 8;
  constexpr int kEntries = 100;
  v1::RecordTimeEntries request;
  request.set_org_id("msp");
  request.set_source_id("shop");
  for (int i = 0; i < kEntries; ++i) {
    v1::TimeEntry& entry = *request.add_entries();
    entry.set_entry_id(absl::StrCat("t", i));
    entry.set_customer_id(i % 2 == 0 ? "alpha" : "beta");
    entry.set_date("2026-10-05");
    entry.set_minutes(30);
  }
  std::vector<v1::RecordUsageReply> replies(kSenders);
  std::vector<std::thread> senders;
  for (v1::RecordUsageReply& reply : replies) {
    senders.emplace_back([&] { reply = Answer(daemon_.NewClient(), request); });
  }
  for (std::thread& sender : senders) sender.join();

  uint32_t recorded = 0;
  for (const v1::RecordUsageReply& reply : replies) {
    EXPECT_EQ(reply.recorded() + reply.already_known(), kEntries);
    recorded += reply.recorded();
  }
  EXPECT_EQ(recorded, kEntries);
  EXPECT_EQ(Do<v1::ListTimeEntries>("org_id: 'msp' page_size: 1000").entries_size(), kEntries);
}

// The clock stands at noon of 3 November in UTC, which is the 4th in Auckland.
TEST_F(UsageStory, DaysAreThoseOfTheCustomer) {
  DefineCustomer("gamma", "time_zone: 'Pacific/Auckland'");
  EXPECT_EQ(Do<v1::RecordTimeEntries>(Of(Time("g", "gamma", "2026-11-04", 5))).recorded(), 1U);
  const auto early = Do<v1::RecordTimeEntries>(Of(Time("a", "alpha", "2026-11-04", 5)));
  ASSERT_EQ(early.refused_size(), 1);
  EXPECT_EQ(early.refused(0).message(), "is 2026-11-04, in the future; it is 2026-11-03");
}

// Names as long as they may be, in as many entries as a command may hold, are listed in pages that
// every client takes.
TEST_F(UsageStory, PagesOfTheLargestEntriesFitIntoAMessage) {
  v1::RecordTimeEntries request;
  request.set_org_id("msp");
  request.set_source_id("shop");
  for (int i = 0; i < 1'000; ++i) {
    v1::TimeEntry& entry = *request.add_entries();
    entry.set_entry_id(absl::StrCat(i, std::string(252, 'x')));
    entry.set_customer_id("alpha");
    entry.set_date("2026-10-05");
    entry.set_minutes(30);
    entry.set_ticket(std::string(256, 't'));
    entry.set_project(std::string(256, 'p'));
    entry.set_description(std::string(500, 'd'));
  }
  EXPECT_EQ(Answer(client_, request).recorded(), 1'000U);
  auto list = Parse<v1::ListTimeEntries>("org_id: 'msp' page_size: 1000");
  int listed = 0;
  do {
    const auto page = Answer(client_, list);
    EXPECT_LT(page.ByteSizeLong(), size_t{4} << 20);
    listed += page.entries_size();
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(listed, 1'000);
}

class TriggerStory : public UsageStory {
 protected:
  TriggerStory() {
    SetPlan("alpha",
            "lines { item_id: 'stamp' triggered { kind: TRIGGER_KIND_MILESTONE } "
            "  held { unit_price: '100' } } ");
  }
};

TEST_F(TriggerStory, ATriggerIsBilledByOneMonth) {
  Do<v1::RecordTriggerEntries>(Milestone("m1", "2026-09-15"));
  EXPECT_EQ(BilledMonth("m1"), "");
  Run("2026-09");
  EXPECT_EQ(Billed("2026-09"), "m1");
  EXPECT_EQ(BilledMonth("m1"), "2026-09");

  Do<v1::RecordTriggerEntries>(Milestone("m2", "2026-10-15"));
  Run("2026-10");
  EXPECT_EQ(Billed("2026-10"), "m2");
  EXPECT_EQ(BilledMonth("m1"), "2026-09");
  EXPECT_EQ(BilledMonth("m2"), "2026-10");

  Approve("alpha", "2026-09");
  Approve("alpha", "2026-10");
  daemon_.Restart();
  client_ = daemon_.NewClient();
  EXPECT_EQ(BilledMonth("m1"), "2026-09");
  EXPECT_EQ(BilledMonth("m2"), "2026-10");
}

TEST_F(TriggerStory, ALateTriggerIsBilledByTheNextMonth) {
  Do<v1::RecordTriggerEntries>(Milestone("m1", "2026-09-15"));
  Run("2026-09");
  Approve("alpha", "2026-09");
  Do<v1::RecordTriggerEntries>(Milestone("late", "2026-09-20"));
  Run("2026-10");
  EXPECT_EQ(Billed("2026-10"), "late");
}

TEST_F(TriggerStory, ARejectedDraftLeavesItsTriggersToTheNextMonth) {
  Do<v1::RecordTriggerEntries>(Milestone("m1", "2026-09-15"));
  Run("2026-09");
  const std::string september = "org_id: 'msp' customer_id: 'alpha' month: '2026-09' ";
  Do<v1::RejectDraft>(september + "reason: 'not yet'");
  EXPECT_EQ(BilledMonth("m1"), "");
  Run("2026-10");
  EXPECT_EQ(Billed("2026-10"), "m1");
  EXPECT_EQ(BilledMonth("m1"), "2026-10");

  // September, made again, has nothing left to bill; nor has what is rejected a second time.
  Do<v1::RegenerateDraft>(september);
  EXPECT_EQ(Billed("2026-09"), "");
  EXPECT_EQ(BilledMonth("m1"), "2026-10");
}

TEST_F(TriggerStory, ADraftMadeAgainKeepsItsTriggersAndTakesLateOnes) {
  Do<v1::RecordTriggerEntries>(Milestone("m1", "2026-09-15"));
  Run("2026-09");
  Do<v1::RecordTriggerEntries>(Milestone("m2", "2026-09-16"));
  EXPECT_EQ(BilledMonth("m2"), "");
  Do<v1::RegenerateDraft>("org_id: 'msp' customer_id: 'alpha' month: '2026-09'");
  EXPECT_EQ(Billed("2026-09"), "m1 m2");
  EXPECT_EQ(BilledMonth("m1"), "2026-09");
  EXPECT_EQ(BilledMonth("m2"), "2026-09");
}

}  // namespace
}  // namespace tally
