#include "daemon/services/delivery_line.h"

#include <gtest/gtest.h>

#include "daemon/services/deliveries.h"

namespace tally {
namespace {

using Time = DeliveryLine::Time;

Time At(int seconds) { return Time() + std::chrono::seconds(seconds); }

ConsumerChange Change(ConsumerChange::Kind kind, uint64_t position) {
  return {kind, "msp", "c", position};
}

TEST(DeliveryLine, TellsTheOneBeforeThatItIsReplaced) {
  DeliveryLine line;
  int first_woken = 0;
  const uint64_t first = line.Enter([&] { first_woken += 1; }).receiver;
  EXPECT_TRUE(line.Send(first, {7, 1}, At(10)));
  int second_woken = 0;
  const DeliveryLine::Entry second = line.Enter([&] { second_woken += 1; });
  EXPECT_EQ(first_woken, 1);
  EXPECT_TRUE(line.Look(first, At(0)).replaced);
  EXPECT_FALSE(line.Look(second.receiver, At(0)).replaced);
  EXPECT_FALSE(line.Send(first, {8, 1}, At(10)));
  // What was under way is the second one's to care for.
  ASSERT_EQ(second.left.size(), 1U);
  EXPECT_EQ(second.left[0].position, 7U);
  EXPECT_EQ(line.outstanding(), 0U);
  // The first one leaves later, which is nobody's business.
  line.Leave(first);
  EXPECT_TRUE(line.connected());
  line.Wake();
  EXPECT_EQ(second_woken, 1);
  EXPECT_EQ(first_woken, 1);
  line.Leave(second.receiver);
  line.Wake();
  EXPECT_EQ(second_woken, 1);
  EXPECT_FALSE(line.connected());
}

TEST(DeliveryLine, ExpiresEachAttemptOnce) {
  DeliveryLine line;
  const uint64_t me = line.Enter([] {}).receiver;
  EXPECT_TRUE(line.Send(me, {1, 1}, At(10)));
  EXPECT_TRUE(line.Send(me, {2, 3}, At(20)));
  EXPECT_EQ(line.Look(me, At(9)).next_expiry, At(10));
  const auto standing = line.Look(me, At(10));
  ASSERT_EQ(standing.expired.size(), 1U);
  EXPECT_EQ(standing.expired[0].position, 1U);
  EXPECT_EQ(standing.next_expiry, At(20));
  EXPECT_EQ(standing.outstanding, 2U);
  EXPECT_TRUE(line.Look(me, At(11)).expired.empty());
  line.Postpone(standing.expired, At(12));
  EXPECT_EQ(line.Look(me, At(11)).next_expiry, At(12));
  EXPECT_EQ(line.Look(me, At(12)).expired.size(), 1U);
  EXPECT_EQ(line.Look(me, At(12)).again, 0U);
  line.Settle(standing.expired);
  EXPECT_EQ(line.Look(me, At(12)).again, 1U);
  EXPECT_EQ(line.Look(me, At(12)).outstanding, 1U);
}

TEST(DeliveryLine, KnowsWhatIsToBeSentAgain) {
  DeliveryLine line;
  const uint64_t me = line.Enter([] {}).receiver;
  for (const uint64_t position : {5, 6, 7}) EXPECT_TRUE(line.Send(me, {position, 1}, At(10)));
  line.Apply(Change(ConsumerChange::kFailed, 6));
  line.Apply(Change(ConsumerChange::kFailed, 9));  // Not sent yet.
  line.Apply(Change(ConsumerChange::kFinished, 5));
  line.Apply(Change(ConsumerChange::kReplayed, 2));
  EXPECT_EQ(line.outstanding(), 3U);
  EXPECT_EQ(line.Look(me, At(0)).again, 2U);
  EXPECT_TRUE(line.Send(me, {2, 1}, At(10)));
  EXPECT_EQ(line.Look(me, At(0)).again, 6U);
  line.DropAgain(me, 6);
  EXPECT_EQ(line.Look(me, At(0)).again, 0U);
  EXPECT_TRUE(line.Has(2));
  EXPECT_FALSE(line.Has(9));
}

TEST(DeliveryLine, OfAConsumerThatWasRemovedEnds) {
  Deliveries deliveries;
  const auto line = deliveries.Open("msp", "c");
  const uint64_t me = line->Enter([] {}).receiver;
  EXPECT_TRUE(line->Send(me, {5, 1}, At(10)));
  deliveries.Apply({{ConsumerChange::kRemoved, "other", "c", 0}});
  EXPECT_FALSE(line->Look(me, At(0)).removed);
  deliveries.Apply({Change(ConsumerChange::kRemoved, 0)});
  EXPECT_TRUE(line->Look(me, At(0)).removed);
  EXPECT_FALSE(line->Send(me, {6, 1}, At(10)));
  EXPECT_EQ(line->outstanding(), 0U);
  EXPECT_EQ(deliveries.Find("msp", "c"), nullptr);
  EXPECT_NE(deliveries.Open("msp", "c"), line);
}

}  // namespace
}  // namespace tally
