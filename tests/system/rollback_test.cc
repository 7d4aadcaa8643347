// Rollback: a log that was put back to an earlier state, and what else keeps the signer from
// starting, with the real program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/temporary_directory.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Rollback : public testing::Test {
 protected:
  // Starts the daemon, defines `count` taxes, and stops it, which signs.
  void Work(int count, const std::string& prefix, const std::vector<std::string>& flags = {}) {
    Program daemon(Tallyd(data_, flags));
    const Client client(TargetIn(data_));
    Answer<v1::DefineOrg>(client,
                          "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
    for (int i = 0; i < count; ++i) {
      Answer<v1::DefineTax>(client, absl::StrCat("org_id: 'msp' tax { tax_id: '", prefix, i,
                                                 "' name: 'Tax' rate_percent: '20' }"));
    }
    daemon.Send(SIGTERM);
    ASSERT_EQ(daemon.Wait(), 0) << daemon.output();
  }

  // Expects the daemon not to start, and to say each of `texts`.
  void ExpectRefused(const std::vector<std::string>& texts,
                     const std::vector<std::string>& flags = {}) const {
    Program daemon(Tallyd(data_, flags));
    EXPECT_EQ(daemon.Wait(), 1) << daemon.output();
    for (const std::string& text : texts) EXPECT_THAT(daemon.output(), HasSubstr(text));
  }

  void ExpectStarts(const std::vector<std::string>& flags = {}) const {
    Program daemon(Tallyd(data_, flags));
    EXPECT_TRUE(daemon.Says("event=ready")) << daemon.output();
    daemon.Send(SIGTERM);
    EXPECT_EQ(daemon.Wait(), 0);
  }

  static void Copy(const std::string& from, const std::string& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  }

  std::string Path(absl::string_view name) const {
    return absl::StrCat(directory_.path(), "/", name);
  }

  const TemporaryDirectory directory_;
  const std::string data_ = Path("data");
};

TEST_F(Rollback, AnEarlierLedgerIsNotServed) {
  Work(3, "a");
  Copy(data_ + "/ledger", Path("old"));
  Work(3, "b");
  Copy(data_ + "/ledger", Path("new"));
  Copy(Path("old"), data_ + "/ledger");
  ExpectRefused({"tallyd: the log ends at position 4", "checkpoint of 7 events was signed",
                 "earlier state of the ledger", data_ + "/signer/checkpoint"});
  // What is put back to where it was is served again.
  Copy(Path("new"), data_ + "/ledger");
  ExpectStarts();
}

// It has grown since, to where it was and beyond, but not in the same way.
TEST_F(Rollback, AnEarlierLedgerThatWentOnInAnotherWayIsNotServed) {
  Work(3, "a");
  Copy(data_, Path("old"));
  Work(3, "b");
  Copy(data_ + "/signer", Path("signer"));
  Copy(Path("old"), data_);
  Work(5, "c");
  Copy(Path("signer"), data_ + "/signer");
  ExpectRefused({"the first 7 events are not those that were signed", "backup"});
}

// Of the whole data directory, where the signer stands elsewhere.
TEST_F(Rollback, AnEarlierDataDirectoryIsNotServedIfTheSignerStandsElsewhere) {
  const std::vector<std::string> flags = {"--signer", Path("signer")};
  Work(3, "a", flags);
  EXPECT_FALSE(std::filesystem::exists(data_ + "/signer"));
  Copy(data_, Path("old"));
  Work(3, "b", flags);
  Copy(Path("old"), data_);
  ExpectRefused({"the log ends at position 4", Path("signer") + "/checkpoint"}, flags);
  // Rebuilding reads the log and knows of no signer.
  Program rebuild(Tallyd(data_, {"--rebuild"}));
  EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
}

TEST_F(Rollback, ALostOrDamagedCheckpointOrKeyKeepsTheDaemonFromStarting) {
  Work(1, "a");
  Copy(data_ + "/signer", Path("signer"));
  const auto restore = [&] { Copy(Path("signer"), data_ + "/signer"); };
  const std::string checkpoint = data_ + "/signer/checkpoint";
  const std::string key = data_ + "/signer/key";

  std::filesystem::remove(checkpoint);
  ExpectRefused({"tallyd: " + checkpoint + " is lost", "put it back"});
  restore();
  std::ofstream(checkpoint, std::ios::app) << "more";
  ExpectRefused({"tallyd: " + checkpoint + " is not what was signed"});
  restore();
  std::filesystem::remove(key);
  ExpectRefused({"tallyd: " + key + " is lost", "put the key back"});
  restore();
  std::ofstream(key) << "PRIVATE+KEY+rubbish";
  ExpectRefused({"tallyd: " + key + " holds no signing key"});
  restore();
  ExpectStarts();
}

// What was signed on the way counts as much as what was signed at the end.
TEST_F(Rollback, ADaemonThatWasKilledRemembersWhatWasAskedFor) {
  Work(3, "a");
  Copy(data_ + "/ledger", Path("old"));
  {
    Program daemon(Tallyd(data_));
    const Client client(TargetIn(data_));
    Answer<v1::DefineTax>(client, "org_id: 'msp' tax { tax_id: 'b' name: 'B' rate_percent: '1' }");
    const RawOutcome signed_now = client.CallRaw("tally.v1.Audit/GetCheckpoint", "");
    EXPECT_TRUE(signed_now.status.ok()) << signed_now.status;
    daemon.Send(SIGKILL);
    daemon.Wait();
  }
  ExpectStarts();
  Copy(Path("old"), data_ + "/ledger");
  ExpectRefused({"the log ends at position 4", "checkpoint of 5"});
}

}  // namespace
}  // namespace tally
