#include "ledger/log/encryption.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/encryption/file_cipher.h"
#include "ledger/log/backup.h"
#include "ledger/log/encrypted_files.h"
#include "ledger/log/log.h"
#include "ledger/log/record.h"
#include "support/temporary_directory.h"
#include "support/text.h"

namespace tally {
namespace {

namespace fs = std::filesystem;

// Stands in every event, and in rows of state.
constexpr char kNeedle[] = "the-needle-in-the-haystack";

using Keys = std::shared_ptr<const Keyring>;

NamedKey Key(const std::string& id, unsigned char first = 0) {
  NamedKey key{.id = id, .key = {}};
  key.key.data()[0] = first;
  return key;
}

Keys Of(std::vector<NamedKey> keys) { return std::make_shared<const Keyring>(std::move(keys)); }

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void SetContent(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

std::map<std::string, std::string> FilesIn(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files[entry.path()] = ContentOf(entry.path());
  }
  return files;
}

// The ids of the keys that the files are encrypted with, "" for those that are not.
std::map<std::string, int> KeyIdsIn(const std::string& directory) {
  std::map<std::string, int> ids;
  for (const auto& [path, content] : FilesIn(directory)) {
    if (!content.empty()) ids[IsEncrypted(content) ? KeyIdOf(content) : ""] += 1;
  }
  return ids;
}

class EncryptionTest : public testing::Test {
 protected:
  static absl::StatusOr<std::unique_ptr<Log>> TryOpen(const std::string& directory, Keys keys) {
    return OpenLog(directory, {.keys = std::move(keys)});
  }

  // Opens the log, again if it was open.
  void Open(Keys keys) {
    log_.reset();
    auto opened = TryOpen(ledger_, std::move(keys));
    ASSERT_TRUE(opened.ok()) << opened.status();
    log_ = *std::move(opened);
  }

  void Append(int commits) {
    for (int i = 0; i < commits; ++i) {
      auto batch = log_->NewBatch();
      Record record;
      record.commit.set_first_position(batch->head().position() + 1);
      record.commit.set_org_id(kNeedle);
      AddEvent(kNeedle, record.commit.first_position(),
               Parse<v1::Event>("org_defined { org { name: 'the-needle-in-the-haystack' } }"),
               record);
      batch->Append(record);
      batch->state().Put(absl::StrCat(kNeedle, i), kNeedle);
      const absl::Status appended = log_->Append(std::move(batch));
      ASSERT_TRUE(appended.ok()) << appended;
    }
  }

  // Replays the log, which must hold so many events.
  void ExpectEvents(uint64_t count) const {
    EXPECT_EQ(log_->head().position(), count);
    const absl::Status replayed =
        log_->NewSnapshot()->Replay([](const Record&) { return absl::OkStatus(); });
    EXPECT_TRUE(replayed.ok()) << replayed;
  }

  // Expects that the log does not open, for a reason with `words`, and that no file is changed.
  void ExpectRefused(Keys keys, absl::string_view words) {
    log_.reset();
    const auto before = FilesIn(directory_.path());
    const absl::Status status = TryOpen(ledger_, std::move(keys)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), words)) << status;
    EXPECT_EQ(FilesIn(directory_.path()), before);
  }

  const Keys one_ = Of({Key("one")});
  const Keys both_ = Of({Key("two", 2), Key("one")});
  const Keys two_ = Of({Key("two", 2)});
  const TemporaryDirectory directory_;
  const std::string ledger_ = directory_.path() + "/ledger";
  const std::string backups_ = directory_.path() + "/backups";
  std::unique_ptr<Log> log_;
};

TEST_F(EncryptionTest, LeavesNothingToRead) {
  Open(one_);
  Append(50);
  // In the write-ahead log, and then in tables.
  for (int i = 0; i < 2; ++i) {
    for (const auto& [path, content] : FilesIn(ledger_)) {
      EXPECT_FALSE(absl::StrContains(content, kNeedle)) << path;
      EXPECT_TRUE(content.empty() || IsEncrypted(content)) << path;
    }
    Open(one_);
    ExpectEvents(50);
  }
}

// The search above would find it.
TEST_F(EncryptionTest, IsNotThereWithoutAKey) {
  Open(nullptr);
  Append(50);
  int found = 0;
  for (const auto& [path, content] : FilesIn(ledger_)) found += absl::StrContains(content, kNeedle);
  EXPECT_GT(found, 0);
}

TEST_F(EncryptionTest, KeepsWhatWasAcknowledgedBeforeAKill) {
  Open(one_);
  Append(20);
  const std::string killed = directory_.path() + "/killed";
  fs::copy(ledger_, killed, fs::copy_options::recursive);
  log_ = *TryOpen(killed, one_);
  ExpectEvents(20);
}

TEST_F(EncryptionTest, RefusesAMissingOrWrongKeyAndChangesNothing) {
  Open(one_);
  Append(3);
  ExpectRefused(nullptr, "is encrypted with the key \"one\": give it with --encryption-key-file");
  ExpectRefused(Of({Key("other")}), "is encrypted with the key \"one\", which is not among those");
  ExpectRefused(Of({Key("one", 1)}), "was encrypted with another key \"one\"");
  Open(one_);
  ExpectEvents(3);
}

TEST_F(EncryptionTest, DoesNotEncryptAHalf) {
  Open(nullptr);
  Append(3);
  ExpectRefused(one_, "is not encrypted, but a key was given");
}

TEST_F(EncryptionTest, OfAPlainLogIsDoneOnce) {
  Open(nullptr);
  Append(30);
  log_.reset();
  const auto files = ReencryptLog(ledger_, one_);
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_GT(*files, 3U);
  EXPECT_EQ(KeyIdsIn(ledger_), (std::map<std::string, int>{{"one", *files}}));
  EXPECT_EQ(ReencryptLog(ledger_, one_).value(), 0U);
  Open(one_);
  ExpectEvents(30);
}

TEST_F(EncryptionTest, GoesOnWhereItWasInterrupted) {
  Open(nullptr);
  Append(30);
  log_.reset();
  const std::string plain = directory_.path() + "/plain";
  fs::copy(ledger_, plain);
  ASSERT_TRUE(ReencryptLog(ledger_, one_).ok());
  for (const auto& [path, content] : FilesIn(plain)) {
    if (!absl::EndsWith(path, "CURRENT")) SetContent(ledger_ + path.substr(plain.size()), content);
  }
  SetContent(ledger_ + "/000007.sst.reencrypting", "torn");
  EXPECT_FALSE(TryOpen(ledger_, nullptr).ok());
  const absl::Status half = TryOpen(ledger_, one_).status();
  EXPECT_TRUE(absl::StrContains(half.message(), "is not encrypted")) << half;
  ASSERT_TRUE(ReencryptLog(ledger_, one_).ok());
  EXPECT_FALSE(fs::exists(ledger_ + "/000007.sst.reencrypting"));
  Open(one_);
  ExpectEvents(30);
}

TEST_F(EncryptionTest, UsesTheCurrentKeyAndReadsWithOlderOnes) {
  Open(one_);
  Append(10);
  Open(both_);
  Append(10);
  ExpectEvents(20);
  EXPECT_EQ(KeyIdsIn(ledger_).size(), 2U);
  log_.reset();
  ASSERT_TRUE(ReencryptLog(ledger_, both_).ok());
  EXPECT_EQ(KeyIdsIn(ledger_).size(), 1U);
  // The old one can go.
  Open(two_);
  ExpectEvents(20);
}

TEST_F(EncryptionTest, IsNotChangedWhileTheLogIsOpen) {
  Open(one_);
  const absl::Status status = ReencryptLog(ledger_, both_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
}

TEST_F(EncryptionTest, FindsABitThatWasFlippedInAPrefix) {
  Open(one_);
  Append(20);
  const std::string killed = directory_.path() + "/killed";
  fs::copy(ledger_, killed, fs::copy_options::recursive);
  int refused = 0;
  for (const auto& [path, content] : FilesIn(killed)) {
    if (content.size() <= kCipherPrefixBytes) continue;
    const TemporaryDirectory copies;
    const std::string damaged = copies.path() + "/ledger";
    fs::copy(killed, damaged);
    std::string flipped = content;
    flipped[60] = static_cast<char>(flipped[60] ^ 0x10);
    SetContent(damaged + path.substr(killed.size()), flipped);
    const auto opened = TryOpen(damaged, one_);
    if (opened.ok()) {
      // Nothing needs that file, such as the options.
      EXPECT_EQ((*opened)->head().position(), 20U) << path;
    } else {
      EXPECT_TRUE(absl::StrContains(opened.status().message(), "damaged")) << opened.status();
      refused += 1;
    }
  }
  // CURRENT, the MANIFEST and the write-ahead log.
  EXPECT_GE(refused, 3);
}

// A power cut leaves such files; nothing was written behind their prefix.
TEST_F(EncryptionTest, TakesAFileWithoutAWholePrefixForAnEmptyOne) {
  const auto env = NewEncryptedEnv(one_);
  const std::string path = directory_.path() + "/torn";
  for (const size_t size : {size_t{0}, size_t{1}, kCipherPrefixBytes - 1, kCipherPrefixBytes}) {
    SetContent(path, std::string(size, '\0'));
    std::string content = "something";
    EXPECT_TRUE(rocksdb::ReadFileToString(env.get(), path, &content).ok()) << size;
    EXPECT_EQ(content, "");
    uint64_t known = 1;
    EXPECT_TRUE(env->GetFileSize(path, &known).ok());
    EXPECT_EQ(known, 0U);
  }
  std::string content;
  SetContent(path, std::string(kCipherPrefixBytes + 1, '\0'));
  EXPECT_FALSE(rocksdb::ReadFileToString(env.get(), path, &content).ok());
}

class EncryptedBackups : public EncryptionTest {
 protected:
  void BackUp() {
    const auto made = log_->BackUp(backups_, "label", [] { return false; });
    ASSERT_TRUE(made.ok()) << made.status();
  }
};

TEST_F(EncryptedBackups, LeaveNothingToRead) {
  Open(one_);
  Append(20);
  BackUp();
  for (const auto& [path, content] : FilesIn(backups_)) {
    EXPECT_FALSE(absl::StrContains(content, kNeedle)) << path;
  }
  for (const char* part : {"/meta", "/private", "/shared_checksum"}) {
    EXPECT_EQ(KeyIdsIn(backups_ + part).count(""), 0U) << part;
  }
}

TEST_F(EncryptedBackups, AreListedCheckedAndRestoredWithTheKey) {
  Open(one_);
  Append(20);
  BackUp();
  const auto env = NewEncryptedEnv(one_);
  ASSERT_EQ(ListLogBackups(backups_, env.get()).value().size(), 1U);
  const absl::Status examined = ExamineLogBackup(
      backups_, 1,
      [](Log& log) {
        EXPECT_EQ(log.head().position(), 20U);
        return absl::OkStatus();
      },
      env.get());
  EXPECT_TRUE(examined.ok()) << examined;
  const std::string restored = directory_.path() + "/restored";
  ASSERT_TRUE(RestoreLogBackup(backups_, 1, restored, env.get()).ok());
  EXPECT_EQ(KeyIdsIn(restored).count(""), 0U);
  log_ = *TryOpen(restored, one_);
  ExpectEvents(20);
}

TEST_F(EncryptedBackups, AreNotReadWithoutTheKey) {
  Open(one_);
  Append(20);
  BackUp();
  const auto listed = ListLogBackups(backups_);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_TRUE(absl::StrContains(listed->front().damage.message(), "is encrypted with the key"))
      << listed->front().damage;
}

TEST_F(EncryptedBackups, GetANewKeyToo) {
  Open(nullptr);
  Append(20);
  BackUp();
  log_.reset();
  ASSERT_TRUE(ReencryptLog(ledger_, one_).ok());
  Open(one_);
  // Beside plain ones none are made.
  EXPECT_EQ(log_->BackUp(backups_, "label", [] { return false; }).status().code(),
            absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(ReencryptBackups(backups_, one_).ok());
  Append(20);
  BackUp();
  const auto env = NewEncryptedEnv(one_);
  const auto listed = ListLogBackups(backups_, env.get());
  ASSERT_TRUE(listed.ok()) << listed.status();
  for (const LogBackup& backup : *listed) EXPECT_TRUE(backup.damage.ok()) << backup.damage;
  const std::string restored = directory_.path() + "/restored";
  ASSERT_TRUE(RestoreLogBackup(backups_, 1, restored, env.get()).ok());
  log_ = *TryOpen(restored, one_);
  ExpectEvents(20);
}

}  // namespace
}  // namespace tally
