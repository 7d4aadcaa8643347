#include "ledger/log/log.h"

#include <gtest/gtest.h>

#include <fstream>

#include "absl/strings/match.h"
#include "ledger/log/record.h"
#include "log/log_fixture.h"

namespace tally {
namespace {

using Positions = std::vector<uint64_t>;

TEST_F(LogTest, StartsEmpty) {
  EXPECT_TRUE(IsSame(EmptyHead(), log_->head()));
  EXPECT_EQ(PositionsFrom(0), Positions());
  EXPECT_TRUE(Replay().ok());
}

TEST_F(LogTest, ReadsBackWhatWasAppended) {
  Append(2);
  Append(1);
  Append(3);
  EXPECT_EQ(log_->head().position(), 6U);
  EXPECT_EQ(PositionsFrom(0), (Positions{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(PositionsFrom(1), (Positions{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(PositionsFrom(2), (Positions{2, 3, 4, 5, 6}));
  EXPECT_EQ(PositionsFrom(5), (Positions{5, 6}));
  EXPECT_EQ(PositionsFrom(7), Positions());
  EXPECT_EQ(PositionsFrom(2, 1), (Positions{2}));
  EXPECT_EQ(PositionsFrom(2, 2), (Positions{2, 3}));
}

TEST_F(LogTest, ReadsBackAfterItWasClosed) {
  Append(2);
  Append(1);
  const v1::LogHead head = log_->head();
  Open();
  EXPECT_TRUE(IsSame(head, log_->head()));
  Append(1);
  EXPECT_EQ(PositionsFrom(1), (Positions{1, 2, 3, 4}));
  EXPECT_TRUE(Replay().ok());
}

TEST_F(LogTest, WritesABatchWholeOrNotAtAll) {
  {
    auto abandoned = log_->NewBatch();
    abandoned->Append(NextRecord(*abandoned, 1));
    abandoned->state().Put("s", "abandoned");
  }
  auto batch = log_->NewBatch();
  batch->Append(NextRecord(*batch, 2));
  batch->Append(NextRecord(*batch, 3));
  batch->state().Put("s", "1");
  batch->requests().Put("r", "2");
  EXPECT_EQ(batch->head().position(), 5U);
  EXPECT_EQ(batch->state().Get("s"), "1");
  EXPECT_EQ(log_->head().position(), 0U);
  EXPECT_EQ(log_->NewSnapshot()->state().Get("s"), std::nullopt);

  ASSERT_TRUE(log_->Append(std::move(batch)).ok());
  Open();
  const auto snapshot = log_->NewSnapshot();
  EXPECT_EQ(snapshot->head().position(), 5U);
  EXPECT_EQ(snapshot->state().Get("s"), "1");
  EXPECT_EQ(snapshot->requests().Get("r"), "2");
  EXPECT_EQ(snapshot->requests().Get("s"), std::nullopt);
  EXPECT_TRUE(Replay().ok());
}

TEST_F(LogTest, RefusesABatchThatStartsElsewhere) {
  auto late = log_->NewBatch();
  late->Append(NextRecord(*late, 1));
  late->state().Put("s", "late");
  Append(1);
  EXPECT_EQ(log_->Append(std::move(late)).code(), absl::StatusCode::kAborted);
  EXPECT_EQ(log_->head().position(), 1U);
  EXPECT_EQ(log_->NewSnapshot()->state().Get("s"), std::nullopt);
  Append(1);
  EXPECT_TRUE(Replay().ok());
}

TEST_F(LogTest, TakesABatchThatChangesStateAlone) {
  Append(1);
  const v1::LogHead head = log_->head();
  auto batch = log_->NewBatch();
  batch->state().Put("s", "1");
  ASSERT_TRUE(log_->Append(std::move(batch)).ok());
  EXPECT_EQ(log_->NewSnapshot()->state().Get("s"), "1");
  Open();
  EXPECT_TRUE(IsSame(head, log_->head()));
}

TEST_F(LogTest, SnapshotsStayAsTheyWere) {
  Append(1);
  const auto snapshot = log_->NewSnapshot();
  auto batch = log_->NewBatch();
  batch->Append(NextRecord(*batch, 1));
  batch->state().Put("s", "1");
  ASSERT_TRUE(log_->Append(std::move(batch)).ok());

  EXPECT_EQ(snapshot->head().position(), 1U);
  EXPECT_EQ(snapshot->state().Get("s"), std::nullopt);
  int seen = 0;
  ASSERT_TRUE(snapshot->Read(1, [&](const auto&) { return ++seen > 0; }).ok());
  EXPECT_EQ(seen, 1);
  EXPECT_TRUE(snapshot->Replay([](const auto&) { return absl::OkStatus(); }).ok());
}

TEST_F(LogTest, RemovesARangeOfState) {
  auto batch = log_->NewBatch();
  for (const char* key : {"a", "b", "b1", "c"}) batch->state().Put(key, key);
  ASSERT_TRUE(log_->Append(std::move(batch)).ok());
  ASSERT_TRUE(log_->RemoveState("b", "c").ok());
  const auto snapshot = log_->NewSnapshot();
  EXPECT_TRUE(snapshot->state().Get("a"));
  EXPECT_FALSE(snapshot->state().Get("b"));
  EXPECT_FALSE(snapshot->state().Get("b1"));
  EXPECT_TRUE(snapshot->state().Get("c"));
}

TEST_F(LogTest, StopsAReplayAtTheFirstErrorOfItsUser) {
  Append(1);
  Append(1);
  int seen = 0;
  const absl::Status replayed = log_->NewSnapshot()->Replay([&](const Record&) {
    seen += 1;
    return absl::CancelledError("enough");
  });
  EXPECT_EQ(replayed, absl::CancelledError("enough"));
  EXPECT_EQ(seen, 1);
}

TEST_F(LogTest, NotifiesOnceWhenThereIsMore) {
  Append(2);
  int at_once = 0;
  int later = 0;
  int further = 0;
  EXPECT_EQ(log_->NotifyBeyond(1, [&] { at_once += 1; }), 0U);
  EXPECT_EQ(at_once, 1);
  EXPECT_NE(log_->NotifyBeyond(2, [&] { later += 1; }), 0U);
  EXPECT_NE(log_->NotifyBeyond(3, [&] { further += 1; }), 0U);
  EXPECT_EQ(later, 0);

  ASSERT_TRUE(log_->Append(log_->NewBatch()).ok());
  EXPECT_EQ(later, 0);
  Append(1);
  EXPECT_EQ(later, 1);
  EXPECT_EQ(further, 0);
  Append(1);
  EXPECT_EQ(later, 1);
  EXPECT_EQ(further, 1);
  EXPECT_EQ(at_once, 1);
}

TEST_F(LogTest, ForgetsWhomItNeedNotNotify) {
  int first = 0;
  int second = 0;
  const uint64_t ticket = log_->NotifyBeyond(0, [&] { first += 1; });
  log_->NotifyBeyond(0, [&] { second += 1; });
  log_->Forget(ticket);
  log_->Forget(0);
  Append(1);
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 1);
}

// Whoever is told may look at once.
TEST_F(LogTest, NotifiesWhenTheNewEventsCanBeRead) {
  Positions seen;
  log_->NotifyBeyond(0, [&] { seen = PositionsFrom(1); });
  Append(2);
  EXPECT_EQ(seen, (Positions{1, 2}));
}

TEST_F(LogTest, IsOpenedByOneAtATime) {
  const absl::Status second = OpenLog(directory_.path()).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::StrContains(second.message(), directory_.path())) << second;
  Append(1);
}

TEST(OpenLog, MakesTheDirectory) {
  const TemporaryDirectory directory;
  EXPECT_TRUE(OpenLog(directory.path() + "/new").ok());
}

TEST(OpenLog, SaysThatAFileIsInTheWay) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() + "/file";
  std::ofstream(file) << "hello";
  const absl::Status opened = OpenLog(file).status();
  EXPECT_EQ(opened.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(absl::StrContains(opened.message(), file)) << opened;
}

// The name of a directory says nothing about who has it open.
TEST(OpenLog, TakesNoNameForALock) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() + "/clocks-and-blocks";
  std::ofstream(file) << "hello";
  EXPECT_EQ(OpenLog(file).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace tally
