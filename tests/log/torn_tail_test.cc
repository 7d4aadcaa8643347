// What a power cut leaves at the end of files, and what else may be wrong with them.

#include "ledger/log/torn_tail.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ledger/log/crc32c.h"
#include "ledger/log/whole_entries.h"
#include "log/log_fixture.h"
#include "support/entry_file.h"

namespace tally {
namespace {

// RFC 3720, appendix B.4, and the check value of every catalogue of CRCs.
TEST(Crc32c, IsThatOfTheStandard) {
  EXPECT_EQ(Crc32c(""), 0U);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43U);
}

// Entries of these sizes, the last of which is the one that is torn.
class TornTail : public testing::TestWithParam<std::vector<size_t>> {
 protected:
  TornTail() {
    for (const size_t size : GetParam()) {
      before_ = file_.bytes().size();
      file_.Append(std::string(size, static_cast<char>('a' + size % 26)));
    }
  }

  // Steps that look at each byte of a short file, and at some of a long one.
  size_t Step() const { return 1 + file_.bytes().size() / 500; }

  void ExpectCutBeforeTheLast(const std::string& bytes) const {
    const WholeEntries whole = ReadWholeEntries(bytes);
    EXPECT_TRUE(whole.is_torn);
    EXPECT_FALSE(whole.goes_on);
    EXPECT_EQ(whole.end, before_);
    EXPECT_EQ(whole.entries.size(), GetParam().size() - 1);
  }

  EntryFile file_;
  size_t before_ = 0;
};

TEST_P(TornTail, AWholeFileIsReadWhole) {
  const WholeEntries whole = ReadWholeEntries(file_.bytes());
  EXPECT_FALSE(whole.is_torn);
  EXPECT_EQ(whole.end, file_.bytes().size());
  ASSERT_EQ(whole.entries.size(), GetParam().size());
  for (size_t i = 0; i < GetParam().size(); ++i) {
    EXPECT_EQ(whole.entries[i].size(), GetParam()[i]);
  }
}

TEST_P(TornTail, TheLastEntryMayEndAnywhere) {
  for (size_t size = before_ + 7; size < file_.bytes().size(); size += Step()) {
    const std::string part = file_.bytes().substr(0, size);
    ExpectCutBeforeTheLast(part);
    ExpectCutBeforeTheLast(part + std::string(100, '\0'));
    ExpectCutBeforeTheLast(part + std::string(100, '\x5a'));
  }
}

TEST_P(TornTail, TheLastEntryMayHoldOtherBytesAnywhere) {
  for (size_t at = before_ + 7; at < file_.bytes().size(); at += Step()) {
    std::string changed = file_.bytes();
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    ExpectCutBeforeTheLast(changed);
  }
}

TEST_P(TornTail, DamageBeforeTheLastEntryIsNoTornTail) {
  for (size_t at = 0; at < before_; at += Step()) {
    std::string changed = file_.bytes();
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    const WholeEntries whole = ReadWholeEntries(changed);
    // What fills a block up means nothing.
    if (whole.entries.size() == GetParam().size()) continue;
    EXPECT_TRUE(whole.is_torn) << at;
    EXPECT_TRUE(whole.goes_on) << at;
  }
}

INSTANTIATE_TEST_SUITE_P(OfSizes, TornTail,
                         testing::Values(std::vector<size_t>{20}, std::vector<size_t>{20, 30, 25},
                                         std::vector<size_t>{100, 90'000},
                                         std::vector<size_t>{90'000, 10},
                                         // The first leaves room for a header alone.
                                         std::vector<size_t>{(32 << 10) - 7 - 7, 40},
                                         // The first leaves no room for another header.
                                         std::vector<size_t>{(32 << 10) - 7 - 5, 40},
                                         std::vector<size_t>{(32 << 10) - 7, 40}));

TEST(WholeEntries, AnEmptyFileIsWhole) { EXPECT_FALSE(ReadWholeEntries("").is_torn); }

// Changes files of a log that was killed.
class TornLog : public LogTest {
 protected:
  std::string PathOf(const std::string& extension) const {
    std::string found;
    for (const auto& entry : std::filesystem::directory_iterator(killed_.path())) {
      const bool is_meant = extension == "MANIFEST"
                                ? entry.path().filename().string().starts_with("MANIFEST")
                                : entry.path().extension() == extension;
      if (is_meant) found = entry.path().string();
    }
    return found;
  }
  static std::string Content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void Write(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }

  // Opens what was killed.
  absl::Status Reopen() {
    auto opened = OpenLog(killed_.path());
    if (!opened.ok()) return opened.status();
    reopened_ = *std::move(opened);
    return absl::OkStatus();
  }

  const TemporaryDirectory killed_;
  std::unique_ptr<Log> reopened_;
};

TEST_F(TornLog, OpensWithoutACommitThatWasWrittenInPart) {
  Append(1);
  Append(2'000);
  CopyAsIfKilled(killed_.path());
  const std::string path = PathOf(".log");
  std::string bytes = Content(path);
  bytes.replace(bytes.size() / 2, 512, std::string(512, '\0'));
  Write(path, bytes);
  const absl::Status opened = Reopen();
  ASSERT_TRUE(opened.ok()) << opened;
  EXPECT_EQ(reopened_->head().position(), 1U);
}

TEST_F(TornLog, OpensWithGarbageBehindTheLastCommit) {
  Append(1);
  CopyAsIfKilled(killed_.path());
  for (const char* file : {".log", "MANIFEST"}) {
    Write(PathOf(file), Content(PathOf(file)) + std::string(300, '\x5a'));
  }
  const absl::Status opened = Reopen();
  ASSERT_TRUE(opened.ok()) << opened;
  EXPECT_EQ(reopened_->head().position(), 1U);
}

// That the families are there was synced long ago: a MANIFEST that has lost one is damaged.
TEST_F(TornLog, DoesNotOpenWithoutAFamily) {
  Append(1);
  CopyAsIfKilled(killed_.path());
  const std::string path = PathOf("MANIFEST");
  std::string bytes = Content(path);
  bytes[bytes.find("requests")] = 'R';
  Write(path, bytes);
  EXPECT_EQ(Reopen().code(), absl::StatusCode::kDataLoss);
}

// A part of the write-ahead log is removed when the MANIFEST says that it stands in tables. If that
// was damaged, the log would be shorter without anybody noticing.
TEST_F(TornLog, DoesNotOpenIfTheManifestLostWhatTheWriteAheadLogDoesNotHold) {
  Append(1);
  Raw()->Flush();
  Open();
  Append(1);
  log_.reset();  // Which writes all that there is to tables.
  CopyAsIfKilled(killed_.path());
  const std::string bytes = Content(PathOf("MANIFEST"));
  const WholeEntries whole = ReadWholeEntries(bytes);
  ASSERT_FALSE(whole.is_torn);
  for (size_t at = 0; at < bytes.size(); at += 7) {
    const TemporaryDirectory damaged;
    std::filesystem::copy(killed_.path(), damaged.path());
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    Write(damaged.path() + "/" + std::filesystem::path(PathOf("MANIFEST")).filename().string(),
          changed);
    const auto opened = OpenLog(damaged.path());
    EXPECT_TRUE(!opened.ok() || (*opened)->head().position() == 2) << at << opened.status();
  }
}

}  // namespace
}  // namespace tally
