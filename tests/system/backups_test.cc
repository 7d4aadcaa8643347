// Backups of the daemon as a program: made while it works, restored elsewhere.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/log/log.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/signer.h"
#include "support/temporary_directory.h"
#include "system/support/billing_load.h"
#include "system/support/program.h"
#include "system/support/sender.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int kBillers = 3;

std::string Words(const absl::Status& status) { return std::string(status.message()); }

class Backups : public testing::Test {
 protected:
  std::string Path(absl::string_view name) const {
    return absl::StrCat(directory_.path(), "/", name);
  }

  std::vector<std::string> Daemon() const { return Tallyd(data_, {"--backups", backups_}); }
  Client NewClient() const { return Client(TargetIn(data_)); }

  static v1::RestoreBackup RestoreTo(const std::string& directory, uint32_t id = 0) {
    v1::RestoreBackup restore;
    restore.set_backup_id(id);
    restore.set_directory(directory);
    return restore;
  }

  static void DefineOrg(const Client& client) {
    Answer<v1::DefineOrg>(client,
                          "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
  }

  static void DefineTax(const Client& client, absl::string_view tax) {
    Answer<v1::DefineTax>(client, absl::StrCat("org_id: 'msp' tax { tax_id: '", tax,
                                               "' name: 'Tax' rate_percent: '20' }"));
  }

  static uint64_t HeadOf(const Client& client) {
    return Answer(client, v1::GetHeadRequest()).position();
  }

  // Expects the program to end with `code`, having said `text`.
  static void ExpectEnd(const std::vector<std::string>& words, int code, const std::string& text) {
    Program program(words);
    EXPECT_EQ(program.Wait(), code) << program.output();
    EXPECT_THAT(program.output(), HasSubstr(text));
  }

  // The words that restore a backup without a daemon.
  std::vector<std::string> Restoring(const std::string& id, const std::string& data) const {
    return {TALLYD_PATH, "--restore", id, "--backups", backups_, "--data", data};
  }

  const TemporaryDirectory directory_;
  const std::string data_ = Path("data");
  const std::string backups_ = Path("backups");
};

// The root of the first `size` events of the ledger in `data`.
Hash RootIn(const std::string& data, uint64_t size) {
  const auto log = OpenLog(data + "/ledger");
  EXPECT_TRUE(log.ok()) << log.status();
  return *RootAt(*(*log)->NewSnapshot(), size);
}

TEST_F(Backups, TakenWhileCommandsStreamInAreWhatTheirCheckpointsSay) {
  std::vector<v1::Backup> made;
  std::string key;
  {
    Program daemon(Daemon());
    const Client client = NewClient();
    Answers answers;
    std::atomic<bool> stops = false;
    Founder(data_, answers).Work();
    std::vector<std::unique_ptr<Biller>> billers;
    std::vector<std::thread> threads;
    for (int i = 0; i < kBillers; ++i) {
      billers.push_back(std::make_unique<Biller>(data_, i, answers));
      threads.emplace_back([&, i] { billers[i]->Work(stops); });
    }
    Counter counter(data_, answers);
    threads.emplace_back([&] { counter.Work(stops); });
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(answers.Await(answers.count() + 150));
      made.push_back(Answer(client, v1::CreateBackup()));
      EXPECT_EQ(made.back().backup_id(), i + 1);
    }
    EXPECT_TRUE(answers.Await(answers.count() + 50));
    // Restored while the commands go on, too.
    EXPECT_EQ(Answer(client, RestoreTo(Path("restored4"))).backup().backup_id(), 4U);
    stops = true;
    for (std::thread& thread : threads) thread.join();

    EXPECT_EQ(Answer(client, v1::ListBackups()).backups_size(), 4);
    for (const v1::Backup& backup : made) {
      v1::VerifyBackup verify;
      verify.set_backup_id(backup.backup_id());
      EXPECT_GE(Answer(client, verify).position(), backup.size());
      if (backup.backup_id() == 4) continue;
      Answer(client,
             RestoreTo(Path(absl::StrCat("restored", backup.backup_id())), backup.backup_id()));
    }
    daemon.Send(SIGTERM);
    EXPECT_EQ(daemon.Wait(), 0) << daemon.output();
    std::ifstream file(data_ + "/signer/key.pub");
    std::getline(file, key);
  }
  uint64_t last = 0;
  for (const v1::Backup& backup : made) {
    EXPECT_GT(backup.size(), last);
    last = backup.size();
    const auto checkpoint = VerifyCheckpoint(backup.checkpoint(), *ParseVerifierKey(key));
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    EXPECT_EQ(checkpoint->size, backup.size());
    const std::string restored = Path(absl::StrCat("restored", backup.backup_id()));
    EXPECT_EQ(RootIn(restored, backup.size()), checkpoint->root);
    EXPECT_EQ(RootIn(data_, backup.size()), checkpoint->root);

    Program rebuild(Tallyd(restored, {"--rebuild"}));
    EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
    EXPECT_THAT(rebuild.output(), AllOf(HasSubstr("identical"), Not(HasSubstr("DIFFERED"))));
    Program daemon(Tallyd(restored));
    const Client client(TargetIn(restored));
    EXPECT_GE(HeadOf(client), backup.size());
    DefineTax(client, "afterwards");
    daemon.Send(SIGTERM);
    EXPECT_EQ(daemon.Wait(), 0) << daemon.output();
  }
}

// The old signer remembers what the backup does not have.
TEST_F(Backups, ThatLackWhatWasSignedAreRefusedByTheOldSigner) {
  Program daemon(Daemon());
  const Client client = NewClient();
  DefineOrg(client);
  const v1::Backup first = Answer(client, v1::CreateBackup());
  EXPECT_EQ(first.size(), 1U);
  DefineTax(client, "later");
  EXPECT_EQ(Answer(client, v1::CreateBackup()).size(), 2U);
  Answer(client, RestoreTo(Path("first"), 1));
  Answer(client, RestoreTo(Path("second"), 2));
  daemon.Send(SIGTERM);
  EXPECT_EQ(daemon.Wait(), 0);

  const std::string signer = data_ + "/signer";
  ExpectEnd(Tallyd(Path("first"), {"--signer", signer}), 1, "a checkpoint of 2 events was signed");
  {
    Program restored(Tallyd(Path("second"), {"--signer", signer}));
    EXPECT_TRUE(restored.Says("event=ready")) << restored.output();
  }
  Program restored(Tallyd(Path("first")));
  EXPECT_TRUE(restored.Says("event=ready")) << restored.output();
  EXPECT_EQ(HeadOf(Client(TargetIn(Path("first")))), 1U);
}

TEST_F(Backups, AreRestoredByTheProgramAlone) {
  {
    Program daemon(Daemon());
    const Client client = NewClient();
    DefineOrg(client);
    Answer(client, v1::CreateBackup());
    DefineTax(client, "later");
    Answer(client, v1::CreateBackup());
    // The daemon may go on meanwhile.
    ExpectEnd(Restoring("1", Path("first")), 0, "restored backup 1 to " + Path("first"));
  }
  ExpectEnd(Restoring("latest", Path("latest")), 0, "restored backup 2");
  for (const auto& [name, size] : {std::pair{"first", 1}, std::pair{"latest", 2}}) {
    Program daemon(Tallyd(Path(name)));
    EXPECT_EQ(HeadOf(Client(TargetIn(Path(name)))), static_cast<uint64_t>(size));
  }
  ExpectEnd(Restoring("1", Path("first")), 1, "is there already");
  EXPECT_EQ(RootIn(Path("first"), 1), RootIn(Path("latest"), 1));
  ExpectEnd(Restoring("3", Path("third")), 1, "there is no backup 3");
  ExpectEnd({TALLYD_PATH, "--restore", "latest", "--backups", Path("none"), "--data", Path("x")}, 1,
            "there are no backups in " + Path("none"));
  ExpectEnd(Restoring("zero", Path("x")), 2, "--restore: is \"zero\"");
  ExpectEnd({TALLYD_PATH, "--restore", "1", "--data", Path("x")}, 2, "--backups is missing");
  EXPECT_FALSE(std::filesystem::exists(Path("third")));
  EXPECT_FALSE(std::filesystem::exists(Path("x")));
}

TEST_F(Backups, AreRefusedForReasonsAndTheDaemonGoesOn) {
  std::ofstream(Path("file")) << "precious";
  Program daemon(Tallyd(data_, {"--backups", Path("file/backups")}));
  const Client client = NewClient();
  DefineOrg(client);
  const auto made = client.Call(v1::CreateBackup());
  EXPECT_EQ(made.status().code(), absl::StatusCode::kUnavailable) << made.status();
  EXPECT_THAT(Words(made.status()), HasSubstr("backups cannot be made in " + Path("file/backups")));
  EXPECT_EQ(Answer(client, v1::ListBackups()).backups_size(), 0);
  EXPECT_EQ(RefusalTo(client, v1::VerifyBackup()).reason(), v1::REASON_BACKUP_NOT_FOUND);
  EXPECT_EQ(RefusalTo(client, RestoreTo(Path("new"))).reason(), v1::REASON_BACKUP_NOT_FOUND);
  EXPECT_EQ(RefusalTo(client, RestoreTo("relative")).reason(), v1::REASON_FIELD_INVALID);
  EXPECT_EQ(RefusalTo(client, RestoreTo("")).reason(), v1::REASON_FIELD_MISSING);
  EXPECT_EQ(RefusalTo(client, RestoreTo(data_)).reason(), v1::REASON_DIRECTORY_EXISTS);
  DefineTax(client, "afterwards");
  daemon.Send(SIGTERM);
  EXPECT_EQ(daemon.Wait(), 0) << daemon.output();
}

TEST_F(Backups, WithAChangedByteAreFound) {
  Program daemon(Daemon());
  const Client client = NewClient();
  DefineOrg(client);
  Answer(client, v1::CreateBackup());
  std::filesystem::path table;
  for (const auto& entry : std::filesystem::directory_iterator(backups_ + "/shared_checksum")) {
    table = entry.path();
  }
  {
    std::fstream file(table, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(50);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(50);
    file.put(byte);
  }
  const auto verified = client.Call(v1::VerifyBackup());
  EXPECT_EQ(verified.status().code(), absl::StatusCode::kDataLoss) << verified.status();
  EXPECT_THAT(Words(verified.status()), HasSubstr(table.filename().string()));
  const auto restored = client.Call(RestoreTo(Path("restored")));
  EXPECT_EQ(restored.status().code(), absl::StatusCode::kDataLoss) << restored.status();
  EXPECT_FALSE(std::filesystem::exists(Path("restored")));
}

// What a killed daemon has begun is no backup, and those before it are left alone.
TEST_F(Backups, ThatAKillCutsShortAreNone) {
  std::mt19937 random(std::random_device{}());
  std::atomic<uint32_t> acknowledged = 0;
  for (int kills = 0; kills < 8; ++kills) {
    Program daemon(Daemon());
    const Client client = NewClient();
    if (kills == 0) DefineOrg(client);
    DefineTax(client, absl::StrCat("tax", kills));
    const auto list = Answer(client, v1::ListBackups());
    EXPECT_GE(list.backups_size(), static_cast<int>(acknowledged));
    for (const v1::Backup& backup : list.backups()) EXPECT_NE(backup.checkpoint(), "");
    std::atomic<bool> stops = false;
    std::thread maker([&] {
      while (!stops && client.Call(v1::CreateBackup()).ok()) acknowledged += 1;
    });
    EXPECT_FALSE(daemon.EndsWithin(absl::Microseconds(random() % 300'000))) << daemon.output();
    stops = true;
    daemon.Send(SIGKILL);
    EXPECT_EQ(daemon.Wait(), 128 + SIGKILL);
    maker.join();
  }
  Program daemon(Daemon());
  const Client client = NewClient();
  Answer(client, v1::CreateBackup());
  const auto list = Answer(client, v1::ListBackups());
  EXPECT_GT(list.backups_size(), static_cast<int>(acknowledged));
  for (const v1::Backup& backup : list.backups()) {
    v1::VerifyBackup verify;
    verify.set_backup_id(backup.backup_id());
    Answer(client, verify);
  }
}

}  // namespace
}  // namespace tally
