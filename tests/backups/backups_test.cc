// What backups hold, share and refuse.

#include "ledger/backups.h"

#include <gmock/gmock.h>
#include <rocksdb/env.h>

#include "backups/backups_fixture.h"
#include "ledger/log/backup.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string Words(const absl::Status& status) { return std::string(status.message()); }

v1::Reason ReasonOf(const absl::Status& status) {
  return RefusalOf(status).value_or(v1::Refusal()).reason();
}

uint64_t BytesUnder(const std::string& directory) {
  uint64_t bytes = 0;
  for (const auto& [path, content] : FilesUnder(directory)) bytes += content.size();
  return bytes;
}

TEST_F(BackupsTest, HoldWhatTheirCheckpointCovers) {
  EXPECT_TRUE(List().empty());
  Append(300);
  const v1::Backup first = Create();
  EXPECT_EQ(first.backup_id(), 1U);
  EXPECT_EQ(first.size(), 600U);
  EXPECT_GT(first.bytes(), 0U);
  EXPECT_GT(first.created_at().seconds(), 1'700'000'000);
  const auto checkpoint = VerifyCheckpoint(first.checkpoint(), signer_->verifier_key());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->root, *RootAt(*log_->NewSnapshot(), 600));

  Append(7);
  EXPECT_EQ(Create().size(), 614U);
  const std::vector<v1::Backup> all = List();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(all[1].backup_id(), 2U);

  for (const uint32_t id : {1, 2, 0}) {
    const auto verified = Verify(id);
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_EQ(verified->backup().backup_id(), id == 0 ? 2 : id);
    EXPECT_EQ(verified->position(), id == 1 ? 600 : 614);
  }
}

TEST_F(BackupsTest, OfAnEmptyLogAreBackupsToo) {
  const v1::Backup backup = Create();
  EXPECT_EQ(backup.size(), 0U);
  EXPECT_TRUE(Verify(1).ok());
  EXPECT_TRUE(Restore(1, Path("restored")).ok());
}

TEST_F(BackupsTest, AreRestoredToALogThatGoesOn) {
  Append(300);
  const auto checkpoint = VerifyCheckpoint(Create().checkpoint(), signer_->verifier_key());
  Append(5);
  const auto restored = Restore(0, Path("deep/er/restored/"));
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->directory(), Path("deep/er/restored"));
  EXPECT_EQ(restored->backup().size(), 600U);

  log_ = *OpenLog(Path("deep/er/restored/ledger"));
  EXPECT_EQ(log_->head().position(), 600U);
  EXPECT_EQ(*RootAt(*log_->NewSnapshot(), 600), checkpoint->root);
  EXPECT_TRUE(CheckAgainst(*log_, *checkpoint, &Never).ok());
  Append(1);
  EXPECT_EQ(log_->head().position(), 602U);
  EXPECT_THAT(NamesIn(Path("deep/er")), ElementsAre("restored"));
}

TEST_F(BackupsTest, AreTheSameUnderAnyPath) {
  Append(3);
  Create();
  for (const std::string& path :
       {backups_ + "/", Path("ledger/..//backups"), fs::relative(backups_).string()}) {
    const auto verified = VerifyBackup(path, 0, signer_->verifier_key(), &Never);
    EXPECT_TRUE(verified.ok()) << verified.status();
    EXPECT_TRUE(CreateBackup(*log_, *signer_, path, &Never).ok());
    SetContent(backups_ + "/seals/1", "rubbish");
    const auto damaged = VerifyBackup(path, 1, signer_->verifier_key(), &Never);
    EXPECT_EQ(damaged.status().code(), absl::StatusCode::kDataLoss) << damaged.status();
    fs::remove_all(backups_);
    Create();
  }
}

TEST_F(BackupsTest, CopyWhatIsNewAndNothingElse) {
  Append(100, 50'000);
  Create();
  const uint64_t first = BytesUnder(backups_);
  EXPECT_GT(first, 10'000'000U);
  constexpr uint32_t kMore = 4;
  for (uint32_t i = 0; i < kMore; ++i) {
    Append(1);
    Create();
  }
  // RocksDB may rewrite a new table once, when no snapshot needs its versions any more; that is
  // then new. Five whole copies it never is.
  EXPECT_LT(BytesUnder(backups_), 2 * first + kMore * 200'000U);
  EXPECT_LT(BytesUnder(backups_ + "/private"), (1 + kMore) * 200'000U);
  for (uint32_t id = 1; id <= 1 + kMore; ++id) EXPECT_TRUE(Verify(id).ok());
}

TEST_F(BackupsTest, ThatAreNotThereAreNotFound) {
  EXPECT_EQ(ReasonOf(Verify(0).status()), v1::REASON_BACKUP_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Restore(0, Path("restored")).status()), v1::REASON_BACKUP_NOT_FOUND);
  Create();
  EXPECT_EQ(ReasonOf(Verify(2).status()), v1::REASON_BACKUP_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Restore(2, Path("restored")).status()), v1::REASON_BACKUP_NOT_FOUND);
  EXPECT_FALSE(fs::exists(Path("restored")));
}

TEST_F(BackupsTest, AreNotRestoredOverAnything) {
  Append(3);
  Create();
  fs::create_directories(Path("full"));
  SetContent(Path("full/file"), "precious");
  SetContent(Path("file"), "precious");
  fs::create_directories(Path("empty"));
  fs::create_directory_symlink(Path("empty"), Path("link"));
  fs::create_directory_symlink(Path("nowhere"), Path("dangling"));
  const auto before = FilesUnder(directory_.path());
  const std::vector<std::string> names = Names();
  for (const char* name : {"full", "file", "link", "dangling", "ledger"}) {
    const auto restored = Restore(1, Path(name));
    EXPECT_EQ(restored.status().code(), absl::StatusCode::kAlreadyExists) << restored.status();
    EXPECT_EQ(ReasonOf(restored.status()), v1::REASON_DIRECTORY_EXISTS);
    EXPECT_THAT(Words(restored.status()), HasSubstr(Path(name)));
  }
  EXPECT_EQ(FilesUnder(directory_.path()), before);
  EXPECT_EQ(Names(), names);
  EXPECT_TRUE(Restore(1, Path("empty")).ok());
  EXPECT_TRUE(fs::exists(Path("empty/ledger/CURRENT")));
}

TEST_F(BackupsTest, AreNotRestoredWhereNothingCanBeMade) {
  Create();
  SetContent(Path("file"), "precious");
  const auto restored = Restore(1, Path("file/restored"));
  EXPECT_EQ(restored.status().code(), absl::StatusCode::kUnavailable) << restored.status();
  EXPECT_THAT(Words(restored.status()), HasSubstr(Path("file/restored")));
}

TEST_F(BackupsTest, CannotBeMadeWhereNothingCanBeWritten) {
  SetContent(Path("file"), "precious");
  for (const char* name : {"file", "file/backups"}) {
    const auto made = CreateBackup(*log_, *signer_, Path(name), &Never);
    EXPECT_EQ(made.status().code(), absl::StatusCode::kUnavailable) << made.status();
    EXPECT_THAT(Words(made.status()), HasSubstr("backups cannot be made in " + Path(name)));
  }
  EXPECT_EQ(ContentOf(Path("file")), "precious");
}

TEST_F(BackupsTest, AreMadeByOneProcessAtATime) {
  Create();
  rocksdb::FileLock* lock = nullptr;
  ASSERT_TRUE(rocksdb::Env::Default()->LockFile(backups_ + "/lock", &lock).ok());
  const auto made = CreateBackup(*log_, *signer_, backups_, &Never);
  EXPECT_EQ(made.status().code(), absl::StatusCode::kFailedPrecondition) << made.status();
  EXPECT_THAT(Words(made.status()), HasSubstr("another tallyd"));
  ASSERT_TRUE(rocksdb::Env::Default()->UnlockFile(lock).ok());
  EXPECT_EQ(Create().backup_id(), 2U);
}

TEST_F(BackupsTest, ThatAreStoppedLeaveNone) {
  Append(100, 100'000);
  const auto made = CreateBackup(*log_, *signer_, backups_, [] { return true; });
  EXPECT_EQ(made.status().code(), absl::StatusCode::kUnavailable) << made.status();
  EXPECT_TRUE(List().empty());
  Create();
  EXPECT_TRUE(Verify(0).ok());
  const auto restored = RestoreBackup(backups_, 0, Path("restored"), [] { return true; });
  EXPECT_EQ(restored.status().code(), absl::StatusCode::kUnavailable) << restored.status();
  EXPECT_THAT(Names(), Not(testing::Contains(HasSubstr("restor"))));
}

TEST_F(BackupsTest, AreForThisUserAlone) {
  Create();
  EXPECT_EQ(fs::status(backups_).permissions(), fs::perms::owner_all);
  ASSERT_TRUE(Restore(1, Path("restored")).ok());
  EXPECT_EQ(fs::status(Path("restored")).permissions(), fs::perms::owner_all);
}

TEST_F(BackupsTest, HaveNoSigningKey) {
  Append(1);
  Create();
  ASSERT_TRUE(Restore(1, Path("restored")).ok());
  const std::string key = ContentOf(Path("signer/key"));
  ASSERT_THAT(key, HasSubstr("PRIVATE+KEY+"));
  // The end of the line, which is base64 of the key.
  const std::string seed = key.substr(key.size() - 21, 20);
  for (const char* name : {"backups", "restored"}) {
    for (const auto& [path, content] : FilesUnder(Path(name))) {
      EXPECT_THAT(content, Not(HasSubstr(seed))) << path;
    }
  }
}

TEST_F(BackupsTest, OfAnotherKeyAreNotTaken) {
  Append(1);
  Create();
  const auto other = *Signer::Open(Path("other"), *log_);
  const auto verified = VerifyBackup(backups_, 1, other->verifier_key(), &Never);
  EXPECT_EQ(verified.status().code(), absl::StatusCode::kDataLoss) << verified.status();
  EXPECT_THAT(Words(verified.status()), HasSubstr("signed by"));
}

// The signer meets the memory of what it signed later.
TEST_F(BackupsTest, ThatAreEarlierThanWhatWasSignedAreRefusedByTheSigner) {
  Append(3);
  Create();
  Append(1);
  ASSERT_TRUE(signer_->Sign().ok());
  ASSERT_TRUE(Restore(1, Path("restored")).ok());
  const auto log = *OpenLog(Path("restored/ledger"));
  const auto opened = Signer::Open(Path("signer"), *log);
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition) << opened.status();
  EXPECT_TRUE(Signer::Open(Path("new"), *log).ok());
}

}  // namespace
}  // namespace tally
