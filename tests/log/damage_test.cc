// What the log finds out about its own disk.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "ledger/log/record.h"
#include "ledger/store/table.h"
#include "log/log_fixture.h"

namespace tally {
namespace {

// Tampering: five commits, of the positions 1 to 2, 3, 4 to 6, 7, and 8 to 263. The records of the
// last tile of the tree, from 257 on, and the one before them are looked at when the log is opened,
// all of them by a replay.
class DamagedLogTest : public LogTest {
 protected:
  DamagedLogTest() {
    Append(2);
    Append(1);
    Append(3);
    Append(1);
    Append(256);
  }

  void ExpectReplayLost(const char* words) {
    Open();
    const absl::Status replayed = Replay();
    EXPECT_EQ(replayed.code(), absl::StatusCode::kDataLoss) << replayed;
    EXPECT_TRUE(absl::StrContains(replayed.message(), words)) << replayed;
  }

  void ExpectOpenLost() {
    const absl::Status opened = OpenFailure();
    EXPECT_EQ(opened.code(), absl::StatusCode::kDataLoss) << opened;
  }
};

TEST_F(DamagedLogTest, NamesThePositionOfAChangedByte) {
  const auto records = Raw()->All(Database::kLog);
  ASSERT_EQ(records.size(), 5U);
  const auto& [key, record] = records[1];
  EXPECT_EQ(key, KeyOf(Number{3}));
  for (const size_t at : {size_t{0}, size_t{1}, size_t{32}, size_t{33}, record.size() - 1}) {
    std::string changed = record;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    Raw()->Put(Database::kLog, key, changed);
    ExpectReplayLost("the log is damaged at position 3: ");
  }
  Raw()->Put(Database::kLog, key, record);
  Open();
  EXPECT_TRUE(Replay().ok());
}

TEST_F(DamagedLogTest, NamesThePositionOfARemovedRecord) {
  Raw()->Delete(Database::kLog, KeyOf(Number{3}));
  ExpectReplayLost("the log is damaged at position 3: ");
}

TEST_F(DamagedLogTest, NamesThePositionOfTheFirstRecordThatIsGone) {
  Raw()->Delete(Database::kLog, KeyOf(Number{1}));
  ExpectReplayLost("the log is damaged at position 1: ");
}

TEST_F(DamagedLogTest, NamesThePositionOfARecordThatWasPutInBetween) {
  {
    const auto raw = Raw();
    raw->Put(Database::kLog, KeyOf(Number{2}), raw->All(Database::kLog)[1].second);
  }
  ExpectReplayLost("the log is damaged at position 4: ");
}

TEST_F(DamagedLogTest, DoesNotOpenWithoutItsLastRecord) {
  Raw()->Delete(Database::kLog, KeyOf(Number{8}));
  ExpectOpenLost();
}

TEST_F(DamagedLogTest, DoesNotOpenWithoutAnyRecord) {
  {
    const auto raw = Raw();
    for (const auto& [key, record] : raw->All(Database::kLog)) raw->Delete(Database::kLog, key);
  }
  ExpectOpenLost();
}

TEST_F(DamagedLogTest, DoesNotOpenWithARecordThatWasNotAppended) {
  {
    const auto raw = Raw();
    v1::LogHead head = *HeadAfter(1, raw->All(Database::kLog).back().second);
    Record record;
    record.commit.set_first_position(264);
    record.commit.add_events();
    raw->Put(Database::kLog, KeyOf(Number{264}), EncodeRecord(record, head));
  }
  ExpectOpenLost();
}

TEST_F(DamagedLogTest, DoesNotOpenWithoutItsHead) {
  Raw()->Delete(Database::kMeta, "head");
  ExpectOpenLost();
}

TEST_F(DamagedLogTest, DoesNotOpenIfTheLastRecordIsUnreadable) {
  Raw()->Put(Database::kLog, KeyOf(Number{8}), "no record");
  ExpectOpenLost();
}

TEST_F(DamagedLogTest, DoesNotOpenIfTheLastRecordWasChanged) {
  {
    const auto raw = Raw();
    std::string record = raw->All(Database::kLog).back().second;
    record.back() = static_cast<char>(record.back() ^ 1);
    raw->Put(Database::kLog, KeyOf(Number{8}), record);
  }
  ExpectOpenLost();
}

TEST_F(DamagedLogTest, DoesNotReadARecordThatIsNone) {
  Raw()->Put(Database::kLog, KeyOf(Number{3}), "no record");
  Open();
  int seen = 0;
  const absl::Status read = log_->NewSnapshot()->Read(1, [&](const auto&) { return ++seen > 0; });
  EXPECT_EQ(read.code(), absl::StatusCode::kDataLoss) << read;
  EXPECT_EQ(seen, 2);
}

// The files of `directory` whose names end with `extension`.
std::vector<std::filesystem::path> FilesOf(const std::string& directory, const char* extension) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  return files;
}

// Flips a bit of the file at `part` of its length.
void Damage(const std::filesystem::path& file, double part) {
  std::string bytes;
  {
    std::ifstream in(file, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto at = static_cast<size_t>(part * static_cast<double>(bytes.size()));
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// A log that is closed leaves no write-ahead log behind; one that is killed does.
TEST_F(LogTest, LeavesNothingToReadAgainWhenItIsClosed) {
  for (int i = 0; i < 50; ++i) Append(1);
  log_.reset();
  for (const auto& file : FilesOf(directory_.path(), ".log")) {
    EXPECT_EQ(std::filesystem::file_size(file), 0U) << file;
  }
  Open();
  EXPECT_EQ(log_->head().position(), 50U);
}

// A disk that loses a bit of what was acknowledged must not lead to a shorter log.
TEST_F(LogTest, DoesNotOpenIfItsWriteAheadLogIsDamagedBeforeTheEnd) {
  for (int i = 0; i < 50; ++i) Append(1);
  const TemporaryDirectory killed;
  CopyAsIfKilled(killed.path());
  const auto files = FilesOf(killed.path(), ".log");
  ASSERT_EQ(files.size(), 1U);
  for (const double part : {0.01, 0.3, 0.5, 0.9}) {
    Damage(files[0], part);
    const absl::Status opened = OpenLog(killed.path()).status();
    EXPECT_EQ(opened.code(), absl::StatusCode::kDataLoss) << part << opened;
    Damage(files[0], part);
  }
  const auto opened = OpenLog(killed.path());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ((*opened)->head().position(), 50U);
}

// What is torn at the very end was never acknowledged.
TEST_F(LogTest, OpensWithoutACommitWhoseWriteWasTorn) {
  Append(1);
  Append(2);
  const TemporaryDirectory killed;
  CopyAsIfKilled(killed.path());
  const auto files = FilesOf(killed.path(), ".log");
  ASSERT_EQ(files.size(), 1U);
  std::filesystem::resize_file(files[0], std::filesystem::file_size(files[0]) - 1);
  auto opened = OpenLog(killed.path());
  ASSERT_TRUE(opened.ok()) << opened.status();
  log_ = *std::move(opened);
  EXPECT_EQ(log_->head().position(), 1U);
  EXPECT_TRUE(Replay().ok());
  Append(1);
  EXPECT_EQ(PositionsFrom(1), (std::vector<uint64_t>{1, 2}));
  log_.reset();  // Before its directory goes.
}

// Tables have checksums of their own; a record that cannot be read is no record.
TEST_F(LogTest, DoesNotServeADamagedTable) {
  for (int i = 0; i < 50; ++i) Append(1);
  Raw()->Flush();
  for (const auto& file : FilesOf(directory_.path(), ".sst")) Damage(file, 0.2);
  log_.reset();
  const auto opened = OpenLog(directory_.path());
  if (!opened.ok()) {
    EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss) << opened.status();
    return;
  }
  const absl::Status replayed =
      (*opened)->NewSnapshot()->Replay([](const auto&) { return absl::OkStatus(); });
  EXPECT_EQ(replayed.code(), absl::StatusCode::kDataLoss) << replayed;
}

}  // namespace
}  // namespace tally
