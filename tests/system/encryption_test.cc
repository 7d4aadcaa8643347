// Encryption: of all that the daemon keeps, as a program with keys in a file.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "support/temporary_directory.h"
#include "system/support/client.h"
#include "system/support/keys.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kName[] = "Needle and Sons";

class Encryption : public testing::Test {
 protected:
  std::string Path(absl::string_view name) const {
    return absl::StrCat(directory_.path(), "/", name);
  }

  // The daemon's words, with the keys of these ids, or without any.
  std::vector<std::string> Daemon(const std::vector<std::string>& ids,
                                  const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = Tallyd(data_, more);
    if (ids.empty()) return words;
    WriteKeys(keys_, ids);
    words.insert(words.end(), {"--encryption-key-file", keys_});
    return words;
  }

  // Expects the program to end with `code`, having said `text`.
  static void ExpectEnd(const std::vector<std::string>& words, int code, const std::string& text) {
    Program program(words);
    EXPECT_EQ(program.Wait(), code) << program.output();
    EXPECT_THAT(program.output(), HasSubstr(text));
  }

  // Lets the daemon live once: it defines a customer, makes a backup, and is killed or stopped.
  void Work(const std::vector<std::string>& ids, int signal) const {
    Program daemon(Daemon(ids));
    const Client client(TargetIn(data_));
    Answer<v1::DefineOrg>(client,
                          "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
    Answer<v1::DefineCustomer>(
        client, absl::StrCat("org_id: 'msp' customer { customer_id: 'needle' name: '", kName,
                             "' email: 'ann@needle.example' }"));
    Answer(client, v1::CreateBackup());
    daemon.Send(signal);
    daemon.Wait();
  }

  std::string NameNow(const std::vector<std::string>& ids) const {
    Program daemon(Daemon(ids));
    v1::GetCustomer get;
    get.set_org_id("msp");
    get.set_customer_id("needle");
    return Answer(Client(TargetIn(data_)), get).name();
  }

  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      files[entry.path()] = {std::istreambuf_iterator<char>(file), {}};
    }
    return files;
  }

  // The files in which one of what must not be seen can be read.
  std::vector<std::string> Readable() const {
    std::vector<std::string> readable;
    for (const auto& [path, content] : Files()) {
      for (const char* secret : {kName, "ann@needle.example", "PRIVATE+KEY"}) {
        if (absl::StrContains(content, secret)) readable.push_back(path);
      }
    }
    return readable;
  }

  const TemporaryDirectory directory_;
  const std::string data_ = Path("data");
  const std::string keys_ = Path("keys");
};

TEST_F(Encryption, LeavesNothingToReadInTheWholeDirectory) {
  Work({"one"}, SIGKILL);
  EXPECT_THAT(Readable(), IsEmpty());
  EXPECT_EQ(NameNow({"one"}), kName);
  EXPECT_THAT(Readable(), IsEmpty());
}

// The search would find it.
TEST_F(Encryption, IsNotThereWithoutKeys) {
  Work({}, SIGKILL);
  EXPECT_THAT(Readable(), Not(IsEmpty()));
}

TEST_F(Encryption, RefusesOtherKeysAndWritesNothing) {
  Work({"one"}, SIGTERM);
  const auto before = Files();
  ExpectEnd(Daemon({}), 1, "is encrypted with the key \"one\": give it with --encryption-key-file");
  ExpectEnd(Daemon({"two"}), 1, "is encrypted with the key \"one\", which is not among those");
  ExpectEnd(Daemon({"one"}, {"--encryption-key-command", "cat"}), 2, "give one of the two");
  ASSERT_EQ(chmod(keys_.c_str(), 0644), 0);
  ExpectEnd(Tallyd(data_, {"--encryption-key-file", keys_}), 2, "chmod 600 it");
  ExpectEnd(Tallyd(data_, {"--encryption-key-file", Path("none")}), 2, "cannot be read");
  ExpectEnd(Tallyd(data_, {"--encryption-key-command", "false"}), 2, "failed");
  EXPECT_EQ(Files(), before);
}

TEST_F(Encryption, TakesAPlainDirectoryOnlyWhenItIsToldTo) {
  Work({}, SIGTERM);
  ExpectEnd(Daemon({"one"}), 1, "is not encrypted, but a key was given");
  ExpectEnd(Daemon({"one"}, {"--reencrypt"}), 0, "with the key one");
  // Also the signing key, at the next start.
  EXPECT_EQ(NameNow({"one"}), kName);
  EXPECT_THAT(Readable(), IsEmpty());
}

TEST_F(Encryption, GetsANewKeyAndForgetsTheOldOne) {
  Work({"one"}, SIGKILL);
  EXPECT_EQ(NameNow({"two", "one"}), kName);
  ExpectEnd(Daemon({"two", "one"}, {"--reencrypt"}), 0, "with the key two");
  ExpectEnd(Daemon({"two", "one"}, {"--reencrypt"}), 0,
            "encrypted 0 files of the ledger and 0 of its backups");
  EXPECT_EQ(NameNow({"two"}), kName);
  ExpectEnd(Daemon({"two"}, {"--rebuild"}), 0, "identical");
}

TEST_F(Encryption, OfABackupTakesItsKeyToRestore) {
  Work({"one"}, SIGTERM);
  const std::vector<std::string> words = {TALLYD_PATH,     "--restore",        "latest",
                                          "--backups",     data_ + "/backups", "--data",
                                          Path("restored")};
  ExpectEnd(words, 1, "is encrypted with the key \"one\", which tallyd was not given");
  EXPECT_FALSE(std::filesystem::exists(Path("restored")));
  std::vector<std::string> with_key = words;
  with_key.insert(with_key.end(), {"--encryption-key-file", keys_});
  ExpectEnd(with_key, 0, "restored backup 1");
  ExpectEnd({TALLYD_PATH, "--rebuild", "--data", Path("restored"), "--encryption-key-file", keys_},
            0, "identical");
}

}  // namespace
}  // namespace tally
