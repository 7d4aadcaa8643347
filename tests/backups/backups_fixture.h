// BackupsTest: a log with a signer, and a directory for its backups.

#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/backups.h"
#include "ledger/base/random.h"
#include "ledger/base/refusal.h"
#include "ledger/log/record.h"
#include "ledger/signer.h"
#include "support/temporary_directory.h"
#include "support/text.h"

namespace tally {

namespace fs = std::filesystem;

inline bool Never() { return false; }

// What `path` holds.
inline std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void SetContent(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

// The files under `directory` and what they hold, by path.
inline std::map<std::string, std::string> FilesUnder(const std::string& directory) {
  std::map<std::string, std::string> files;
  if (!fs::exists(directory)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files[entry.path()] = ContentOf(entry.path());
  }
  return files;
}

class BackupsTest : public testing::Test {
 protected:
  void SetUp() override {
    log_ = *OpenLog(Path("ledger"));
    signer_ = *Signer::Open(Path("signer"), *log_);
  }

  std::string Path(absl::string_view name) const {
    return absl::StrCat(directory_.path(), "/", name);
  }

  // Appends commits of two events each with a text of this size that cannot be compressed.
  void Append(int commits, size_t bytes = 10) {
    for (int i = 0; i < commits; ++i) {
      auto batch = log_->NewBatch();
      Record record;
      v1::Commit& commit = record.commit;
      commit.set_first_position(batch->head().position() + 1);
      commit.set_org_id("msp");
      v1::Event event = Parse<v1::Event>("org_defined { org { org_id: 'msp' } }");
      for (uint64_t version : {commit.first_position(), commit.first_position() + 1}) {
        event.mutable_org_defined()->mutable_org()->set_name(
            absl::BytesToHexString(RandomBytes(bytes / 2)));
        AddEvent("org", version, event, record);
      }
      batch->Append(record);
      ASSERT_TRUE(log_->Append(std::move(batch)).ok());
    }
  }

  v1::Backup Create() {
    const auto backup = CreateBackup(*log_, *signer_, backups_, &Never);
    EXPECT_TRUE(backup.ok()) << backup.status();
    return backup.ok() ? *backup : v1::Backup();
  }

  absl::StatusOr<v1::VerifyBackupReply> Verify(uint32_t id) const {
    return VerifyBackup(backups_, id, signer_->verifier_key(), &Never);
  }

  absl::StatusOr<v1::RestoreBackupReply> Restore(uint32_t id, const std::string& data) const {
    return RestoreBackup(backups_, id, data, &Never);
  }

  std::vector<v1::Backup> List() const {
    const auto list = ListBackups(backups_);
    EXPECT_TRUE(list.ok()) << list.status();
    return {list->backups().begin(), list->backups().end()};
  }

  // The names of what is in the test's directory.
  std::vector<std::string> Names() const { return NamesIn(directory_.path()); }

  static std::vector<std::string> NamesIn(const std::string& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  const TemporaryDirectory directory_;
  const std::string backups_ = Path("backups");
  std::unique_ptr<Log> log_;
  std::unique_ptr<Signer> signer_;
};

}  // namespace tally
