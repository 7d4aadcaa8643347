// Subscriptions: what a subscriber is told beside the events, and from which events it is kept.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ledger/calendar/timestamp.h"
#include "ledger/events/stream.h"
#include "system/support/story.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Message = v1::SubscriptionMessage;

// The shortest interval, so that tests wait for a checkpoint only so long.
constexpr char kOften[] = " checkpoint_interval_ms: 100 ";
// No checkpoint within the time that a test takes, so that what comes is known.
constexpr char kSeldom[] = " checkpoint_interval_ms: 60000 ";

// A subscription that is left when it goes out of scope.
class Subscription {
 public:
  Subscription(const Client& client, absl::string_view text)
      : reader_(client.Open(Parse<v1::SubscribeEvents>(text))) {}
  ~Subscription() {
    if (is_finished_) return;
    reader_->Cancel();
    for (Message message; reader_->Read(message);) continue;
    reader_->Finish().IgnoreError();
  }

  // Waits for the next message.
  Message Next() {
    Message message;
    EXPECT_TRUE(reader_->Read(message)) << "it has ended";
    return message;
  }

  // How it ends, before any message.
  absl::Status Refusal() {
    Message message;
    EXPECT_FALSE(reader_->Read(message)) << message.ShortDebugString();
    is_finished_ = true;
    return reader_->Finish();
  }

 private:
  const std::unique_ptr<Reader<Message>> reader_;
  bool is_finished_ = false;
};

std::vector<uint64_t> PositionsIn(const Message& message) {
  std::vector<uint64_t> positions;
  for (const auto& event : message.events().events()) positions.push_back(event.position());
  return positions;
}

class Subscriptions : public Story {
 protected:
  void DefineTaxes(absl::string_view org, int count) {
    for (int i = 0; i < count; ++i) {
      Do<v1::DefineTax>(absl::StrCat("org_id: '", org, "' tax { tax_id: 't", ++taxes_,
                                     "' name: 'Tax' rate_percent: '5' }"));
    }
  }

  // Some customers who have so much to bill that what one step of a run records of them does not
  // fit one message.
  void DefineLargeCustomers(int count) {
    std::string lines;
    for (const char* id : {"a", "b", "c", "d", "e", "f"}) {
      absl::StrAppend(&lines, "lines { line_id: '", id, "' item_id: 'seat' fixed { quantity: '1' }",
                      " held { unit_price: '9.99' } } ");
    }
    for (int i = 0; i < count; ++i) {
      DefineCustomer(absl::StrCat("c", i));
      SetPlan(absl::StrCat("c", i), lines);
    }
  }

  int taxes_ = 0;
};

TEST_F(Subscriptions, WhoHasSeenEverythingIsToldSoOnceAtTheStart) {
  Subscription subscription(client_, kSeldom);
  const Message empty = subscription.Next();
  ASSERT_TRUE(empty.has_caught_up()) << empty.ShortDebugString();
  EXPECT_EQ(empty.caught_up().position(), 0U);
  EXPECT_EQ(empty.caught_up().head_position(), 0U);

  // From now on only what is new.
  DefineMsp();
  std::vector<uint64_t> seen;
  while (seen.size() < 5 && !HasFailure()) {
    const Message message = subscription.Next();
    EXPECT_TRUE(message.has_events()) << message.ShortDebugString();
    for (const uint64_t position : PositionsIn(message)) seen.push_back(position);
  }
  EXPECT_THAT(seen, ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(Subscriptions, WhoStartsBehindIsToldAfterThePast) {
  daemon_.At("2026-11-05T08:00:00Z");
  DefineMsp();
  Subscription subscription(client_, absl::StrCat("from_position: 2", kSeldom));
  EXPECT_THAT(PositionsIn(subscription.Next()), ElementsAre(2, 3, 4, 5));
  const Message mark = subscription.Next();
  ASSERT_TRUE(mark.has_caught_up()) << mark.ShortDebugString();
  EXPECT_EQ(mark.caught_up().position(), 5U);
  EXPECT_EQ(mark.caught_up().head_position(), 5U);
  EXPECT_EQ(FormatInstant(FromProto(mark.caught_up().time())), "2026-11-05T08:00:00Z");
  DefineTaxes("msp", 1);
  EXPECT_THAT(PositionsIn(subscription.Next()), ElementsAre(6));
}

TEST_F(Subscriptions, WhoStartsBeyondTheHeadIsSentNothingFromBefore) {
  DefineMsp();
  Subscription subscription(client_, absl::StrCat("from_position: 8", kSeldom));
  const Message mark = subscription.Next();
  ASSERT_TRUE(mark.has_caught_up()) << mark.ShortDebugString();
  // What comes after the mark is what was asked for.
  EXPECT_EQ(mark.caught_up().position(), 7U);
  EXPECT_EQ(mark.caught_up().head_position(), 5U);
  DefineTaxes("msp", 3);
  EXPECT_THAT(PositionsIn(subscription.Next()), ElementsAre(8));
}

TEST_F(Subscriptions, SilenceIsNeverLongerThanAskedFor) {
  DefineMsp();
  Subscription subscription(client_, absl::StrCat("from_position: 6", kOften));
  EXPECT_TRUE(subscription.Next().has_caught_up());
  for (const char* now : {"2026-11-05T08:00:00Z", "2026-11-05T09:00:00Z"}) {
    daemon_.At(now);
    Message mark = subscription.Next();
    // The one before may have been under way.
    if (FormatInstant(FromProto(mark.checkpoint().time())) != now) mark = subscription.Next();
    ASSERT_TRUE(mark.has_checkpoint()) << mark.ShortDebugString();
    EXPECT_EQ(mark.checkpoint().position(), 5U);
    EXPECT_EQ(mark.checkpoint().head_position(), 5U);
    EXPECT_EQ(FormatInstant(FromProto(mark.checkpoint().time())), now);
  }
}

// Whoever starts again from a checkpoint need not look at all that again.
TEST_F(Subscriptions, CheckpointsMoveOnPastWhatIsNotAskedFor) {
  DefineMsp();
  Do<v1::DefineOrg>("org { org_id: 'two' name: 'Two' currency: 'EUR' time_zone: 'UTC' }");
  Subscription subscription(client_,
                            absl::StrCat("from_position: 7 filter { org_id: 'two' } ", kOften));
  EXPECT_TRUE(subscription.Next().has_caught_up());
  DefineTaxes("msp", 20);
  uint64_t position = 0;
  while (position < 26 && !HasFailure()) {
    const Message mark = subscription.Next();
    ASSERT_TRUE(mark.has_checkpoint()) << mark.ShortDebugString();
    EXPECT_GE(mark.checkpoint().position(), position);
    EXPECT_LE(mark.checkpoint().position(), mark.checkpoint().head_position());
    position = mark.checkpoint().position();
  }
  DefineTaxes("two", 1);
  Message message = subscription.Next();
  while (message.has_checkpoint()) message = subscription.Next();
  EXPECT_THAT(PositionsIn(message), ElementsAre(27));
}

// One commit that is larger than a message is more than a message can take, however fast the client
// reads.
TEST_F(Subscriptions, WhoFallsBehindIsToldOnceAndAgainWhenItHasCaughtUp) {
  constexpr int kCustomers = 500;
  DefineMsp();
  DefineLargeCustomers(kCustomers);
  const std::string of_drafts = "filter { types: 'DraftGenerated' } ";
  Subscription subscription(client_, absl::StrCat(of_drafts, kSeldom));
  Message message = subscription.Next();
  ASSERT_TRUE(message.has_caught_up()) << message.ShortDebugString();

  EXPECT_EQ(Run("2026-10").drafted(), static_cast<uint32_t>(kCustomers));
  bool is_behind = false;
  int times_behind = 0;
  uint64_t last = message.caught_up().position();
  int seen = 0;
  while ((seen < kCustomers || is_behind) && !HasFailure()) {
    message = subscription.Next();
    ASSERT_FALSE(message.has_checkpoint());
    if (message.has_fell_behind()) {
      EXPECT_FALSE(std::exchange(is_behind, true)) << "told again";
      EXPECT_GE(message.fell_behind().position(), last);
      EXPECT_LT(message.fell_behind().position(), message.fell_behind().head_position());
      times_behind += 1;
    }
    if (message.has_caught_up()) {
      EXPECT_TRUE(std::exchange(is_behind, false)) << "was told already";
      EXPECT_GE(message.caught_up().position(), last);
    }
    for (const v1::RecordedEvent& event : message.events().events()) {
      EXPECT_EQ(TypeOf(event.event()), "DraftGenerated");
      EXPECT_GT(event.position(), last);
      last = event.position();
      seen += 1;
    }
  }
  EXPECT_EQ(seen, kCustomers);
  EXPECT_GE(times_behind, 1);
}

TEST_F(Subscriptions, OneStreamIsFollowedThroughItsIndex) {
  DefineMsp();
  Do<v1::DefineOrg>("org { org_id: 'two' name: 'Two' currency: 'EUR' time_zone: 'UTC' }");
  const auto define = [&](absl::string_view org, absl::string_view tax, int rate) {
    return Do<v1::DefineTax>(absl::StrCat("org_id: '", org, "' tax { tax_id: '", tax,
                                          "' name: 'Tax' rate_percent: '", rate, "' }"))
        .first_position();
  };
  std::vector<uint64_t> expected = {define("msp", "t", 1), define("msp", "t", 2)};
  define("two", "t", 1);
  define("msp", "tt", 1);
  const std::string filter = "filter { org_id: 'msp' stream: 'taxes/t' } ";
  Subscription subscription(client_, absl::StrCat(filter, kSeldom));
  Subscription later(client_,
                     absl::StrCat("from_position: ", expected[0] + 1, " ", filter, kSeldom));
  EXPECT_EQ(PositionsIn(subscription.Next()), expected);
  EXPECT_EQ(PositionsIn(later.Next()), std::vector<uint64_t>{expected[1]});
  EXPECT_EQ(subscription.Next().caught_up().position(), Head());
  EXPECT_EQ(later.Next().caught_up().position(), Head());
  define("two", "t", 2);
  define("msp", "tt", 2);
  const uint64_t next = define("msp", "t", 3);
  for (Subscription* each : {&subscription, &later}) {
    const Message message = each->Next();
    EXPECT_THAT(PositionsIn(message), ElementsAre(next));
    EXPECT_EQ(message.events().events(0).version(), 3U);
  }
}

TEST_F(Subscriptions, WhatCannotBeAskedForIsRefused) {
  struct Row {
    std::string text;
    v1::Reason reason;
    std::string field;
  };
  const std::vector<Row> rows = {
      {"filter { types: 'OrgDefined' types: 'Rubbish' }", v1::REASON_FIELD_INVALID,
       "filter.types[1]"},
      {"filter { types: 'InvoiceIssued' stream: 'org' }", v1::REASON_FIELD_MISSING,
       "filter.org_id"},
      {"filter { org_id: 'msp' stream: 'org' stream_prefix: 'o' }", v1::REASON_FIELD_INVALID,
       "filter.stream_prefix"},
      {"checkpoint_interval_ms: 99", v1::REASON_FIELD_INVALID, "checkpoint_interval_ms"},
      {"checkpoint_interval_ms: 60001", v1::REASON_FIELD_INVALID, "checkpoint_interval_ms"},
  };
  for (const Row& row : rows) {
    const v1::Refusal refusal = RefusalIn(Subscription(client_, row.text).Refusal());
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(row.reason)) << row.text;
    EXPECT_EQ(refusal.field(), row.field) << row.text;
    EXPECT_NE(refusal.message(), "");
  }
  for (const char* longest : {"", "checkpoint_interval_ms: 60000"}) {
    EXPECT_TRUE(Subscription(client_, longest).Next().has_caught_up());
  }
}

}  // namespace
}  // namespace tally
