#include "ledger/consumers/progress.h"

#include <gmock/gmock.h>

#include "consumers/consumer_world.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

using testing::ElementsAre;

void ExpectNotWaiting(const absl::Status& status, absl::string_view field) {
  const auto refusal = RefusalOf(status);
  ASSERT_TRUE(refusal) << status;
  EXPECT_EQ(v1::Reason_Name(refusal->reason()), "REASON_EVENT_NOT_WAITING");
  EXPECT_EQ(refusal->field(), field);
}

TEST(Progress, StartsRightBeforeTheFirstPositionThatIsWanted) {
  ConsumerWorld world({2}, 5);
  EXPECT_EQ(world.Done(), 0U);
  world.consumer().set_from_position(4);
  EXPECT_EQ(world.Done(), 3U);
}

TEST(Progress, MovesOverWhatIsAcknowledgedAndWhatIsNotWanted) {
  ConsumerWorld world({2, 5, 6, 9}, 12);
  EXPECT_TRUE(world.Acknowledge(2).ok());
  EXPECT_EQ(world.Done(), 4U);
  EXPECT_TRUE(world.Acknowledge(5).ok());
  EXPECT_EQ(world.Done(), 5U);
  EXPECT_TRUE(world.Acknowledge(6).ok());
  EXPECT_EQ(world.Done(), 8U);
  EXPECT_TRUE(world.Acknowledge(9).ok());
  EXPECT_EQ(world.Done(), 12U);
}

TEST(Progress, KeepsWhatIsAcknowledgedOutOfOrder) {
  ConsumerWorld world({1, 2, 3}, 3);
  EXPECT_TRUE(world.Acknowledge(3).ok());
  EXPECT_EQ(world.Done(), 0U);
  EXPECT_FALSE(world.IsWaiting(3));
  EXPECT_EQ(world.Open().AcknowledgedBeyond(), 1U);
  EXPECT_TRUE(world.Acknowledge(1).ok());
  EXPECT_EQ(world.Done(), 1U);
  EXPECT_TRUE(world.Acknowledge(2).ok());
  EXPECT_EQ(world.Done(), 3U);
  EXPECT_EQ(world.Open().AcknowledgedBeyond(), 0U);
}

TEST(Progress, AcknowledgingAgainChangesNothing) {
  ConsumerWorld world({1, 2, 3}, 3);
  for (const uint64_t position : {1, 3, 1, 3}) EXPECT_TRUE(world.Acknowledge(position).ok());
  EXPECT_EQ(world.Done(), 1U);
  Progress progress = world.Open();
  ExpectNotWaiting(progress.AcknowledgeOnce(1, "x"), "x");
  ExpectNotWaiting(progress.AcknowledgeOnce(3, "x"), "x");
  EXPECT_TRUE(progress.AcknowledgeOnce(2, "x").ok());
}

TEST(Progress, RefusesWhatDoesNotWait) {
  ConsumerWorld world({1, 2, 3}, 4, /*max_attempts=*/1);
  EXPECT_EQ(*world.Fail(2), true);
  ExpectNotWaiting(world.Acknowledge(2), "positions[0]");   // Parked.
  ExpectNotWaiting(world.Acknowledge(4), "positions[0]");   // Not wanted.
  ExpectNotWaiting(world.Acknowledge(99), "positions[0]");  // Not recorded.
  EXPECT_TRUE(world.Acknowledge(1).ok());
  for (const uint64_t position : {1, 2, 4, 99}) {
    ExpectNotWaiting(world.Fail(position).status(), "position");
  }
  // Parked, and the done position is beyond it by now.
  EXPECT_EQ(world.Done(), 2U);
  ExpectNotWaiting(world.Acknowledge(2), "positions[0]");
}

TEST(Progress, ParksWhatFailedTooOftenAndGoesOn) {
  ConsumerWorld world({1, 2}, 2);
  EXPECT_EQ(*world.Fail(1, "first"), false);
  EXPECT_EQ(world.Open().FailuresOf(1), 1U);
  EXPECT_EQ(*world.Fail(1, "second"), false);
  EXPECT_EQ(world.Done(), 0U);
  EXPECT_EQ(*world.Fail(1, "third"), true);
  EXPECT_EQ(world.Done(), 1U);
  EXPECT_EQ(world.Open().ParkedCount(), 1U);
  const auto parked = world.rows().parked.Find("msp", "c", 1);
  ASSERT_TRUE(parked);
  EXPECT_TRUE(
      IsSame(Parse<v1::ParkedState>("attempts: 3 reason: 'third' parked_at @2026-11-03T12:00:00Z"),
             *parked));
  EXPECT_TRUE(world.IsWaiting(2));
}

TEST(Progress, CountsAnAttemptThatExpiredOnce) {
  ConsumerWorld world({1}, 1);
  world.Expire(1, 1);
  world.Expire(1, 1);
  EXPECT_EQ(world.Open().FailuresOf(1), 1U);
  // It failed while the time ran out.
  EXPECT_EQ(*world.Fail(1), false);
  world.Expire(1, 2);
  EXPECT_EQ(world.Open().FailuresOf(1), 2U);
  world.Expire(1, 3);
  EXPECT_EQ(world.Open().ParkedCount(), 1U);
  world.Expire(1, 3);
  EXPECT_EQ(world.Open().ParkedCount(), 1U);
}

TEST(Progress, ForgetsFailuresOfWhatIsAcknowledged) {
  ConsumerWorld world({1, 2}, 2);
  EXPECT_EQ(*world.Fail(2), false);
  world.Expire(2, 2);
  EXPECT_TRUE(world.Acknowledge(2).ok());
  world.Expire(2, 3);
  EXPECT_EQ(world.Open().ParkedCount(), 0U);
  EXPECT_TRUE(world.Acknowledge(1).ok());
  EXPECT_EQ(world.Done(), 2U);
}

TEST(Progress, ReplaysParkedEventsWithNewAttempts) {
  ConsumerWorld world({1, 2, 3, 4}, 4, /*max_attempts=*/2);
  for (const uint64_t position : {1, 3}) {
    EXPECT_EQ(*world.Fail(position), false);
    EXPECT_EQ(*world.Fail(position), true);
  }
  // One is behind the done position and one beyond it.
  EXPECT_EQ(world.Done(), 1U);
  EXPECT_EQ(world.Replay({1, 3, 2, 99}), 2U);
  EXPECT_EQ(world.Done(), 0U);
  EXPECT_EQ(world.Open().ParkedCount(), 0U);
  for (const uint64_t position : {1, 3}) {
    EXPECT_TRUE(world.IsWaiting(position));
    EXPECT_EQ(world.Open().FailuresOf(position), 0U);
    EXPECT_EQ(*world.Fail(position), false);
    EXPECT_EQ(world.Open().FailuresOf(position), 1U);
  }
  // Parked again, and acknowledged when that is replayed.
  EXPECT_EQ(*world.Fail(1), true);
  EXPECT_EQ(world.Done(), 1U);
  EXPECT_EQ(world.Replay({1}), 1U);
  EXPECT_TRUE(world.Acknowledge(1).ok());
  EXPECT_FALSE(world.IsWaiting(1));
  EXPECT_TRUE(world.Acknowledge(1).ok());
  EXPECT_EQ(world.Done(), 1U);
  for (const uint64_t position : {2, 3, 4}) EXPECT_TRUE(world.Acknowledge(position).ok());
  EXPECT_EQ(world.Done(), 4U);
}

TEST(Progress, ReplaysTheOldestIfNoneIsNamed) {
  ConsumerWorld world({1, 2, 3}, 3, /*max_attempts=*/1);
  for (const uint64_t position : {3, 1, 2}) EXPECT_EQ(*world.Fail(position), true);
  EXPECT_EQ(world.Replay({}, 2), 2U);
  EXPECT_TRUE(world.IsWaiting(1));
  EXPECT_TRUE(world.IsWaiting(2));
  EXPECT_FALSE(world.IsWaiting(3));
}

TEST(Progress, SaysWhatChanged) {
  ConsumerWorld world({1, 2}, 2, /*max_attempts=*/2);
  Progress progress = world.Open();
  EXPECT_TRUE(progress.Fail(2, "no", world.now()).ok());
  EXPECT_TRUE(progress.Fail(2, "no", world.now()).ok());
  EXPECT_TRUE(progress.Acknowledge(1, "").ok());
  EXPECT_EQ(progress.Replay({2}, 1), 1U);
  std::vector<ConsumerChange::Kind> kinds;
  for (const ConsumerChange& change : progress.changes()) {
    EXPECT_EQ(change.org_id + " " + change.consumer_id, "msp c");
    kinds.push_back(change.kind);
  }
  EXPECT_THAT(kinds, ElementsAre(ConsumerChange::kFailed, ConsumerChange::kFinished,
                                 ConsumerChange::kFinished, ConsumerChange::kReplayed));
}

TEST(Progress, WritesNothingUnlessItIsSaved) {
  ConsumerWorld world({1, 2, 3}, 3, /*max_attempts=*/1);
  EXPECT_EQ(*world.Fail(2), true);
  const auto before = world.store().entries();
  Progress progress = world.Open();
  EXPECT_TRUE(progress.Acknowledge(1, "").ok());
  EXPECT_TRUE(progress.Fail(3, "no", world.now()).ok());
  EXPECT_EQ(progress.Replay({2, 3}, 10), 2U);
  EXPECT_EQ(world.store().entries(), before);
}

TEST(Progress, LooksThroughSoMuchAtATime) {
  ConsumerWorld world({1, 5'000, 5'001}, 6'000);
  EXPECT_TRUE(world.Acknowledge(1).ok());
  EXPECT_EQ(world.Done(), kMaxLookedThrough + 1);
  EXPECT_LE(world.looked_at(), 3 * kMaxLookedThrough);
  // What is known of the rest lets it go on.
  Progress progress = world.Open();
  progress.Skip(world.consumer(), 1, 4'999);
  progress.Save();
  EXPECT_EQ(world.Done(), 4'999U);
}

TEST(Progress, SkipsOnlyFromWhereItIsAndWhatItDoesNotWant) {
  ConsumerWorld world({1, 500}, 600);
  const auto skip = [&](const v1::Consumer& searched, uint64_t from, uint64_t to) {
    Progress progress = world.Open();
    progress.Skip(searched, from, to);
    return progress.reached();
  };
  EXPECT_EQ(skip(world.consumer(), 1, 499), 0U);  // Event 1 waits.
  EXPECT_TRUE(world.Acknowledge(1).ok());
  EXPECT_EQ(world.Done(), 499U);
  EXPECT_EQ(skip(world.consumer(), 1, 300), 499U);  // Not back.
  v1::Consumer other = world.consumer();
  other.set_stream("s");
  EXPECT_EQ(skip(other, 0, 600), 499U);
}

TEST(Progress, PassesALimitedNumberOfParkedEventsAtATime) {
  std::set<uint64_t> wanted;
  for (uint64_t position = 1; position <= kMaxLookedThrough + 500; ++position) {
    wanted.insert(position);
  }
  ConsumerWorld world(wanted, kMaxLookedThrough + 500, /*max_attempts=*/1);
  for (const uint64_t position : wanted) {
    if (position == 1) continue;
    ASSERT_TRUE(*world.Fail(position));
  }
  EXPECT_TRUE(world.Acknowledge(1).ok());
  EXPECT_EQ(world.Done(), kMaxLookedThrough + 1);
  Progress progress = world.Open();
  progress.MoveOn();
  EXPECT_EQ(progress.reached(), kMaxLookedThrough + 500);
}

TEST(Progress, NotesAboutALimitedNumberOfEvents) {
  std::set<uint64_t> wanted;
  for (uint64_t position = 1; position <= kMaxNoted + 2; ++position) wanted.insert(position);
  ConsumerWorld world(wanted, kMaxNoted + 2);
  for (uint64_t position = 2; position <= kMaxNoted + 1; ++position) {
    ASSERT_TRUE(world.Acknowledge(position).ok()) << position;
  }
  ExpectNotWaiting(world.Acknowledge(kMaxNoted + 2), "positions[0]");
  EXPECT_TRUE(world.Acknowledge(1).ok());
  EXPECT_EQ(world.Done(), kMaxNoted + 1U);
  EXPECT_TRUE(world.Acknowledge(kMaxNoted + 2).ok());
}

TEST(Progress, NoLongerParksWhatIsTooMuch) {
  ConsumerWorld world({1, 2}, 2, /*max_attempts=*/1);
  google::protobuf::UInt64Value count;
  count.set_value(kMaxParked);
  world.rows().parked_counts.Put("msp", "c", count);
  EXPECT_EQ(*world.Fail(1), false);
  EXPECT_EQ(*world.Fail(1), false);
  EXPECT_TRUE(world.IsWaiting(1));
  EXPECT_EQ(world.Open().FailuresOf(1), 2U);
}

TEST(Progress, OfOthersIsNotTouched) {
  ConsumerWorld world({1, 2, 3}, 3, /*max_attempts=*/1);
  EXPECT_EQ(*world.Fail(1), true);
  EXPECT_EQ(*world.Fail(2), true);
  EXPECT_EQ(world.Replay({1}), 1U);
  const auto rows = world.store().entries();
  world.rows().Remove("msp", "d");
  world.rows().Remove("other", "c");
  EXPECT_EQ(world.store().entries(), rows);
  world.rows().Remove("msp", "c");
  EXPECT_TRUE(world.store().entries().empty());
}

}  // namespace
}  // namespace tally
