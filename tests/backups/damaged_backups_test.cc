// What verify and restore find of damage.

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/match.h"
#include "backups/backups_fixture.h"
#include "ledger/log/backup.h"

namespace tally {
namespace {

using testing::HasSubstr;

class DamagedBackupsTest : public BackupsTest {
 protected:
  void SetUp() override {
    BackupsTest::SetUp();
    Append(50, 200);
    Create();
    Append(50, 200);
    Create();
    files_ = FilesUnder(backups_);
    files_.erase(backups_ + "/lock");
  }

  // Whether backup 2 has this file: it names those of RocksDB.
  bool IsOfSecond(const std::string& path) const {
    const std::string name = path.substr(backups_.size() + 1);
    return name == "meta/2" || name == "seals/2" ||
           absl::StrContains(files_.at(backups_ + "/meta/2"), name + " ");
  }

  void ExpectLost(const absl::Status& status) const {
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("backup 2"));
  }

  std::map<std::string, std::string> files_;
};

TEST_F(DamagedBackupsTest, AChangedByteOfAnyFileIsFound) {
  std::map<std::string, int> kinds;
  for (const auto& [path, content] : files_) {
    if (!IsOfSecond(path)) continue;
    ASSERT_FALSE(content.empty()) << path;
    const bool is_small = content.size() < 1'000;
    // Of small files every third byte, of others some along their length.
    const size_t step = is_small ? 3 : content.size() / 5;
    for (size_t at = 0; at < content.size(); at += step) {
      SCOPED_TRACE(absl::StrCat(path, " at ", at));
      std::string changed = content;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      SetContent(path, changed);
      ExpectLost(Verify(2).status());
    }
    SetContent(path, content);
    const std::string name = fs::path(path).filename();
    kinds[absl::StartsWith(name, "MANIFEST")  ? "manifest"
          : absl::StartsWith(name, "OPTIONS") ? "options"
          : absl::StrContains(path, "/meta/") ? "meta"
          : absl::StrContains(path, "/seals/")
              ? "seal"
              : fs::path(path).extension().string() + (name == "CURRENT" ? name : "")] += 1;
  }
  for (const char* kind : {"manifest", "options", "meta", "seal", ".sst", "CURRENT"}) {
    EXPECT_GT(kinds[kind], 0) << kind;
  }
  EXPECT_TRUE(Verify(2).ok());
}

// A backup has a write-ahead log if something was written while it was made.
TEST_F(DamagedBackupsTest, AChangedByteOfAWriteAheadLogIsFound) {
  fs::path found;
  uint32_t id = 2;
  std::atomic<bool> stops = false;
  std::thread writer([&] {
    while (!stops) Append(1, 200);
  });
  while (found.empty() && !HasFailure()) {
    id = Create().backup_id();
    for (const auto& entry : fs::directory_iterator(absl::StrCat(backups_, "/private/", id))) {
      if (entry.path().extension() == ".log") found = entry.path();
    }
  }
  stops = true;
  writer.join();
  const std::string content = ContentOf(found);
  ASSERT_FALSE(content.empty());
  EXPECT_TRUE(Verify(id).ok());
  for (size_t at = 0; at < content.size(); at += std::max<size_t>(content.size() / 10, 1)) {
    std::string changed = content;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    SetContent(found, changed);
    const auto verified = Verify(id);
    EXPECT_EQ(verified.status().code(), absl::StatusCode::kDataLoss) << verified.status();
    EXPECT_THAT(std::string(verified.status().message()), HasSubstr(found.filename()));
  }
  SetContent(found, content);
  const auto restored = Restore(id, Path("restored"));
  EXPECT_TRUE(restored.ok()) << restored.status();
}

TEST_F(DamagedBackupsTest, AFileThatIsGoneOrCutShortIsFound) {
  for (const auto& [path, content] : files_) {
    if (!IsOfSecond(path) || absl::StrContains(path, "/meta/")) continue;
    SCOPED_TRACE(path);
    SetContent(path, content.substr(0, content.size() - 1));
    ExpectLost(Verify(2).status());
    fs::remove(path);
    ExpectLost(Verify(2).status());
    SetContent(path, content);
  }
  EXPECT_TRUE(Verify(2).ok());
}

// A restore copies nothing that is damaged, and leaves nothing behind.
TEST_F(DamagedBackupsTest, IsNotRestored) {
  const std::vector<std::string> names = Names();
  for (const auto& [path, content] : files_) {
    if (!IsOfSecond(path) || absl::StrContains(path, "/meta/") ||
        absl::StrContains(path, "/seals/")) {
      continue;
    }
    SCOPED_TRACE(path);
    std::string changed = content;
    changed[content.size() / 2] = static_cast<char>(changed[content.size() / 2] ^ 1);
    SetContent(path, changed);
    ExpectLost(Restore(2, Path("restored")).status());
    SetContent(path, content);
  }
  EXPECT_EQ(Names(), names);
}

// What cannot be read is shown, stands in for no other, and is not removed by the next one.
TEST_F(DamagedBackupsTest, IsListedAndKept) {
  const std::string path = backups_ + "/meta/2";
  SetContent(path, "rubbish");
  const std::vector<v1::Backup> all = List();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_NE(all[0].checkpoint(), "");
  EXPECT_EQ(all[1].backup_id(), 2U);
  EXPECT_EQ(all[1].checkpoint(), "");
  ExpectLost(Verify(0).status());
  ExpectLost(Restore(0, Path("restored")).status());
  EXPECT_TRUE(Verify(1).ok());
  EXPECT_TRUE(Restore(1, Path("restored")).ok());

  const auto before = FilesUnder(backups_);
  const auto made = CreateBackup(*log_, *signer_, backups_, &Never);
  EXPECT_EQ(made.status().code(), absl::StatusCode::kFailedPrecondition) << made.status();
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("backup 2"));
  EXPECT_EQ(FilesUnder(backups_), before);

  SetContent(path, files_.at(path));
  EXPECT_TRUE(Verify(2).ok());
  EXPECT_EQ(Create().backup_id(), 3U);
}

// A daemon that is killed while it makes a backup leaves one that nobody was told of.
TEST_F(DamagedBackupsTest, WhatWasCutShortIsNoBackupAndIsMadeAgain) {
  fs::remove(backups_ + "/seals/2");
  SetContent(backups_ + "/making", "2");
  EXPECT_EQ(List().size(), 1U);
  EXPECT_EQ(Verify(0)->backup().backup_id(), 1U);
  EXPECT_EQ(Create().backup_id(), 2U);
  EXPECT_TRUE(Verify(2).ok());
  EXPECT_FALSE(fs::exists(backups_ + "/making"));
}

TEST_F(DamagedBackupsTest, IsMadeAgainWhenItWasMovedAway) {
  SetContent(backups_ + "/meta/2", "rubbish");
  fs::rename(backups_ + "/meta/2", Path("away"));
  EXPECT_EQ(Create().backup_id(), 2U);
  EXPECT_TRUE(Verify(2).ok());
}

// A backup is good by its files alone; what it holds must be what was signed.
TEST_F(DamagedBackupsTest, WhatIsNotInTheCheckpointIsFound) {
  const TemporaryDirectory elsewhere;
  const std::string label =
      absl::StrCat(FormatVerifierKey(signer_->verifier_key()), "\n", signer_->Sign()->note);
  log_ = *OpenLog(elsewhere.path() + "/shorter");
  Append(3);
  ASSERT_TRUE(log_->BackUp(backups_, label, &Never).ok());
  log_ = *OpenLog(elsewhere.path() + "/other");
  Append(150, 200);
  ASSERT_TRUE(log_->BackUp(backups_, label, &Never).ok());
  ASSERT_TRUE(log_->BackUp(backups_, "no label", &Never).ok());
  ASSERT_TRUE(log_->BackUp(backups_, label + "x", &Never).ok());
  const std::map<uint32_t, const char*> words = {{3, "the log ends at position 6"},
                                                 {4, "not those of the checkpoint"},
                                                 {5, "no checkpoint"},
                                                 {6, "no checkpoint"}};
  for (const auto& [id, text] : words) {
    for (const absl::Status& status :
         {Verify(id).status(), Restore(id, Path("restored")).status()}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
      EXPECT_THAT(std::string(status.message()), HasSubstr(text));
    }
  }
  EXPECT_FALSE(fs::exists(Path("restored")));
}

}  // namespace
}  // namespace tally
