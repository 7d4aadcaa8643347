// Durable consumers over the daemon's socket: what they are sent, again and for the last time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/calendar/timestamp.h"
#include "system/support/consumer_story.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Consumers : public ConsumerStory {};

TEST_F(Consumers, AreSentWhatTheyWantInOrderAndSayHowFarTheyAre) {
  const uint64_t first = Tax("t1");
  DefineConsumer(kLong);
  Tax("t1", "other");
  const uint64_t second = Tax("t2");
  EXPECT_FALSE(Status().connected());
  const Stream stream = Receive();
  const v1::Delivery delivery = Next(*stream);
  EXPECT_EQ(delivery.event().position(), first);
  EXPECT_EQ(delivery.event().org_id(), "msp");
  EXPECT_EQ(delivery.event().stream(), "taxes/t1");
  EXPECT_EQ(delivery.event().event().tax_defined().tax().tax_id(), "t1");
  EXPECT_EQ(delivery.attempt(), 1U);
  EXPECT_EQ(FromProto(delivery.deadline()), InstantOf("2026-11-03T13:00:00Z"));
  ExpectNext(*stream, second, 1);

  daemon_.At("2026-11-03T12:00:05Z");
  v1::ConsumerStatus status = Status();
  EXPECT_TRUE(status.connected());
  EXPECT_EQ(status.done_position(), first - 1);
  EXPECT_EQ(status.outstanding(), 2U);
  EXPECT_EQ(status.lag_events(), Head() - (first - 1));
  EXPECT_EQ(status.lag_ms(), 5'000U);

  EXPECT_EQ(Acknowledge(first), second - 1);
  EXPECT_EQ(Acknowledge(second), second);
  EXPECT_EQ(Acknowledge(second), second);
  // What is recorded next comes at once; what is not wanted is no lag.
  const uint64_t third = Tax("t3");
  ExpectNext(*stream, third, 1);
  EXPECT_EQ(Acknowledge(third), third);
  Tax("t2", "other");
  status = Status();
  EXPECT_EQ(status.done_position(), Head());
  EXPECT_EQ(status.lag_events(), 0U);
  EXPECT_EQ(status.lag_ms(), 0U);
  EXPECT_EQ(status.outstanding(), 0U);
}

TEST_F(Consumers, WantAStreamAPrefixOrTypesFromAPositionOn) {
  const char* wants[] = {"stream: 'taxes/t1'", "stream_prefix: 'taxes/t'", "types: 'TaxDefined'",
                         "types: 'ItemDefined' types: 'TaxDefined' from_position: 6"};
  for (int i = 0; i < 4; ++i) {
    Ask<v1::DefineConsumer>(
        absl::StrCat("org_id: 'msp' consumer { consumer_id: 'c", i, "' ", wants[i], " }"));
  }
  ASSERT_EQ(Head(), 6U);
  const uint64_t t1 = Tax("t1");
  const uint64_t item =
      Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'i' name: 'I' }").first_position();
  const uint64_t u = Tax("u");
  const uint64_t t10 = Tax("t10");
  const std::vector<uint64_t> expected[] = {{t1}, {t1, t10}, {t1, u, t10}, {t1, item, u, t10}};
  for (int i = 0; i < 4; ++i) {
    SCOPED_TRACE(wants[i]);
    const Stream stream = consumers().Open(
        Parse<v1::ReceiveEvents>(absl::StrCat("org_id: 'msp' consumer_id: 'c", i, "'")));
    for (const uint64_t position : expected[i]) ExpectNext(*stream, position, 1);
  }
}

TEST_F(Consumers, HaveAsManyOutstandingAsTheyAskFor) {
  DefineConsumer(kLong);
  std::vector<uint64_t> taxes;
  for (int i = 0; i < 5; ++i) taxes.push_back(Tax(absl::StrCat("t", i)));
  const Stream stream = Receive("max_outstanding: 2");
  ExpectNext(*stream, taxes[0], 1);
  ExpectNext(*stream, taxes[1], 1);
  EXPECT_EQ(Acknowledge(taxes[1]), taxes[0] - 1);
  ExpectNext(*stream, taxes[2], 1);
  // The fourth comes once the first is done, and not before.
  EXPECT_EQ(Status().outstanding(), 2U);
  EXPECT_EQ(Acknowledge(taxes[0]), taxes[2] - 1);
  ExpectNext(*stream, taxes[3], 1);
}

TEST_F(Consumers, AreSentAgainWhatTheyDidNotAcknowledgeInTimeUntilItIsParked) {
  DefineConsumer(absl::StrCat(kShort, " max_attempts: 3"));
  const uint64_t first = Tax("t1");
  const Stream stream = Receive("max_outstanding: 1");
  for (uint32_t attempt = 1; attempt <= 3; ++attempt) ExpectNext(*stream, first, attempt);
  // And it goes on.
  const uint64_t second = Tax("t2");
  ExpectNext(*stream, second, 1);

  const v1::ParkedEventPage parked = Parked();
  ASSERT_EQ(parked.events_size(), 1);
  EXPECT_EQ(parked.events(0).event().position(), first);
  EXPECT_EQ(parked.events(0).event().stream(), "taxes/t1");
  EXPECT_EQ(parked.events(0).attempts(), 3U);
  EXPECT_EQ(parked.events(0).reason(), "was not acknowledged within 100 ms");
  EXPECT_EQ(FromProto(parked.events(0).parked_at()), InstantOf("2026-11-03T12:00:00Z"));
  EXPECT_EQ(Status().parked(), 1U);
  EXPECT_EQ(Status().done_position(), first);
  ExpectReason(TryTo<v1::AcknowledgeEvents>(OfC(absl::StrCat("positions: ", first))).status(),
               v1::REASON_EVENT_NOT_WAITING, "positions[0]");
}

TEST_F(Consumers, AreSentAgainAtOnceWhatTheyFailedAt) {
  DefineConsumer(absl::StrCat(kLong, " max_attempts: 2"));
  const uint64_t first = Tax("t1");
  const uint64_t second = Tax("t2");
  const Stream stream = Receive();
  ExpectNext(*stream, first, 1);
  ExpectNext(*stream, second, 1);
  EXPECT_FALSE(Fail(first, "no address"));
  ExpectNext(*stream, first, 2);
  EXPECT_TRUE(Fail(first, "still no address"));
  ASSERT_EQ(Parked().events_size(), 1);
  EXPECT_EQ(Parked().events(0).reason(), "still no address");
  EXPECT_EQ(Status().outstanding(), 1U);
  ExpectReason(
      TryTo<v1::FailEvent>(OfC(absl::StrCat("position: ", first, " reason: 'r'"))).status(),
      v1::REASON_EVENT_NOT_WAITING, "position");
}

TEST_F(Consumers, AreSentParkedEventsBeforeNewerOnesWhenTheyAreReplayed) {
  DefineConsumer(absl::StrCat(kLong, " max_attempts: 1"));
  std::vector<uint64_t> taxes;
  for (int i = 0; i < 5; ++i) taxes.push_back(Tax(absl::StrCat("t", i)));
  {
    const Stream stream = Receive();
    for (const uint64_t tax : taxes) ExpectNext(*stream, tax, 1);
    for (const int i : {0, 1, 3}) EXPECT_TRUE(Fail(taxes[i], "no"));
    EXPECT_EQ(Acknowledge(taxes[2]), taxes[3]);
    EXPECT_EQ(Acknowledge(taxes[4]), taxes[4]);
    EXPECT_EQ(Ask<v1::ReplayParkedEvents>(OfC(absl::StrCat("positions: ", taxes[1]))).replayed(),
              1U);
    // It waits again, and is done no more.
    EXPECT_EQ(Status().done_position(), taxes[1] - 1);
    ExpectNext(*stream, taxes[1], 1);
    EXPECT_TRUE(Fail(taxes[1], "again"));
    EXPECT_EQ(Status().done_position(), taxes[4]);
    stream->Cancel();
    EXPECT_TRUE(absl::IsCancelled(End(*stream)));
  }
  // All of them, while nobody receives.
  EXPECT_EQ(Ask<v1::ReplayParkedEvents>(OfC()).replayed(), 3U);
  EXPECT_EQ(Ask<v1::ReplayParkedEvents>(OfC()).replayed(), 0U);
  const uint64_t newer = Tax("t9");
  const Stream stream = Receive();
  for (const int i : {0, 1, 3}) ExpectNext(*stream, taxes[i], 1);
  ExpectNext(*stream, newer, 1);
  EXPECT_EQ(Status().parked(), 0U);
  for (const int i : {3, 1}) EXPECT_EQ(Acknowledge(taxes[i]), taxes[0] - 1);
  EXPECT_EQ(Acknowledge(taxes[0]), newer - 1);
}

TEST_F(Consumers, AreTakenOverByTheNextOneWhoReceives) {
  DefineConsumer(kLong);
  const uint64_t first = Tax("t1");
  const uint64_t second = Tax("t2");
  const Stream one = Receive();
  ExpectNext(*one, first, 1);
  ExpectNext(*one, second, 1);
  EXPECT_EQ(Acknowledge(first), second - 1);
  const Stream other = Receive();
  ExpectNext(*other, second, 2);
  const absl::Status ended = End(*one);
  EXPECT_TRUE(absl::IsAborted(ended)) << ended;
  const uint64_t third = Tax("t3");
  ExpectNext(*other, third, 1);
  EXPECT_TRUE(Status().connected());
  other->Cancel();
  EXPECT_TRUE(absl::IsCancelled(End(*other)));
}

TEST_F(Consumers, GoOnWhereTheyWereAfterARestart) {
  DefineConsumer(absl::StrCat(kLong, " max_attempts: 3"));
  std::vector<uint64_t> taxes;
  for (int i = 0; i < 4; ++i) taxes.push_back(Tax(absl::StrCat("t", i)));
  {
    const Stream stream = Receive();
    for (const uint64_t tax : taxes) ExpectNext(*stream, tax, 1);
    EXPECT_FALSE(Fail(taxes[1], "first"));
    ExpectNext(*stream, taxes[1], 2);
    EXPECT_EQ(Acknowledge(taxes[2]), taxes[0] - 1);
    daemon_.Restart();
  }
  client_ = daemon_.NewClient();
  Reconnect();
  EXPECT_EQ(Status().done_position(), taxes[0] - 1);
  EXPECT_EQ(Status().outstanding(), 0U);
  const Stream stream = Receive();
  ExpectNext(*stream, taxes[0], 1);
  ExpectNext(*stream, taxes[1], 2);
  ExpectNext(*stream, taxes[3], 1);
  // One that was sent before may be acknowledged now.
  EXPECT_EQ(Acknowledge(taxes[0]), taxes[1] - 1);
  EXPECT_FALSE(Fail(taxes[1], "second"));
  ExpectNext(*stream, taxes[1], 3);
  EXPECT_TRUE(Fail(taxes[1], "third"));
  EXPECT_EQ(Status().done_position(), taxes[2]);
}

TEST_F(Consumers, OfAnotherOrgAreNotToBeSeen) {
  DefineConsumer(kLong, "other");
  const uint64_t tax = Tax("t1");
  const uint64_t theirs = Tax("t1", "other");
  const auto expect_unknown = [](const absl::Status& status) {
    ExpectReason(status, v1::REASON_CONSUMER_NOT_FOUND, "consumer_id");
  };
  expect_unknown(TryTo<v1::GetConsumer>(OfC()).status());
  expect_unknown(TryTo<v1::RemoveConsumer>(OfC()).status());
  expect_unknown(TryTo<v1::AcknowledgeEvents>(OfC("positions: 1")).status());
  expect_unknown(TryTo<v1::FailEvent>(OfC("position: 1 reason: 'r'")).status());
  expect_unknown(TryTo<v1::ListParkedEvents>(OfC()).status());
  expect_unknown(TryTo<v1::ReplayParkedEvents>(OfC()).status());
  expect_unknown(End(*Receive()));
  EXPECT_THAT(Ask<v1::ListConsumers>("org_id: 'msp'").consumers(), IsEmpty());
  // Nor can their events be acknowledged in passing, or by another consumer.
  ExpectReason(TaxAcknowledging(At(theirs), "x1", "t2").status, v1::REASON_CONSUMER_NOT_FOUND,
               "tally-acknowledge");
  DefineConsumer(kLong);
  ExpectReason(TaxAcknowledging(At(theirs), "x1", "t2").status, v1::REASON_EVENT_NOT_WAITING,
               "tally-acknowledge");
  ExpectReason(TryTo<v1::AcknowledgeEvents>(OfC(absl::StrCat("positions: ", theirs))).status(),
               v1::REASON_EVENT_NOT_WAITING, "positions[0]");
  const Stream stream = Receive();
  ExpectNext(*stream, tax, 1);
  EXPECT_EQ(Acknowledge(tax), theirs + 1);
}

TEST_F(Consumers, ThatAreRemovedAreForgotten) {
  DefineConsumer(absl::StrCat(kLong, " max_attempts: 1"));
  const uint64_t first = Tax("t1");
  const uint64_t second = Tax("t2");
  const Stream stream = Receive();
  ExpectNext(*stream, first, 1);
  ExpectNext(*stream, second, 1);
  EXPECT_TRUE(Fail(first, "no"));
  EXPECT_EQ(Acknowledge(second), Head());
  Ask<v1::RemoveConsumer>(OfC());
  ExpectReason(End(*stream), v1::REASON_CONSUMER_NOT_FOUND, "consumer_id");
  // Another under the same id starts anew.
  Ask<v1::DefineConsumer>("org_id: 'msp' consumer { consumer_id: 'c' types: 'TaxDefined' }");
  EXPECT_EQ(Status().done_position(), first - 1);
  EXPECT_EQ(Status().parked(), 0U);
  const Stream anew = Receive();
  ExpectNext(*anew, first, 1);
  ExpectNext(*anew, second, 1);
}

TEST_F(Consumers, AreListedByTheirIds) {
  for (const char* id : {"b", "a", "d", "c"}) {
    Ask<v1::DefineConsumer>(absl::StrCat("org_id: 'msp' consumer { consumer_id: '", id, "' }"));
  }
  std::vector<std::string> ids;
  v1::ListConsumers query = Parse<v1::ListConsumers>("org_id: 'msp' page_size: 3");
  do {
    const auto page = consumers().Call(query);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& status : page->consumers()) ids.push_back(status.consumer().consumer_id());
    query.set_page_token(page->next_page_token());
  } while (!query.page_token().empty());
  EXPECT_THAT(ids, ElementsAre("a", "b", "c", "d"));
}

TEST_F(Consumers, ListParkedEventsPageByPage) {
  DefineConsumer(absl::StrCat(kLong, " max_attempts: 1"));
  std::vector<uint64_t> taxes;
  for (int i = 0; i < 5; ++i) {
    taxes.push_back(Tax(absl::StrCat("t", i)));
    EXPECT_TRUE(Fail(taxes.back(), "no"));
  }
  std::vector<uint64_t> parked;
  v1::ListParkedEvents query = Parse<v1::ListParkedEvents>(OfC("page_size: 2"));
  do {
    const auto page = consumers().Call(query);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->events_size(), 2);
    for (const auto& event : page->events()) parked.push_back(event.event().position());
    query.set_page_token(page->next_page_token());
  } while (!query.page_token().empty());
  EXPECT_EQ(parked, taxes);
}

TEST_F(Consumers, HearThatTheConnectionLives) {
  DefineConsumer(kLong);
  const Stream stream = Receive();
  v1::Delivery delivery;
  ASSERT_TRUE(stream->Read(delivery));
  EXPECT_TRUE(IsSame(v1::Delivery(), delivery));
}

}  // namespace
}  // namespace tally
