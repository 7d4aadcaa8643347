// Failing disk: one write, sync or rename of the program fails, whichever it is, also while it
// starts.
//
// strace makes it fail. Each of the first calls fails in turn, in steps of a few; TALLY_EVERY_CALL
// leaves out the steps.

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "support/temporary_directory.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"
#include "system/support/wire.h"

namespace tally {
namespace {

constexpr int kTaxes = 6;
// More than RocksDB numbers here.
constexpr int kMaxFileNumber = 40;

// Of files alone, though those to sockets and pipes are the same calls.
constexpr char kWrites[] = "write,pwrite64,writev,pwritev";

// What fails: as strace names the calls, and the error.
struct FailingCall {
  std::string calls;
  std::string error;
  // A thread of the daemon makes about as many of them, at the start and in the story.
  int count;
  int step;
};

void PrintTo(const FailingCall& call, std::ostream* out) { *out << call.calls << call.error; }

// The words that let strace look at the files of `data` alone: it takes no folders, but names of
// files that are not there yet.
std::vector<std::string> OnFilesOf(const std::string& data) {
  std::vector<std::string> words;
  const auto add = [&](const std::string& name) {
    words.insert(words.end(), {"-P", absl::StrCat(data, "/", name)});
  };
  for (const char* name : {"key.new", "key.pub.new", "checkpoint.new"}) {
    add(absl::StrCat("signer/", name));
  }
  for (int number = 0; number < kMaxFileNumber; ++number) {
    const std::string digits = absl::StrFormat("%06d", number);
    for (const char* extension : {".log", ".sst", ".dbtmp"}) {
      add(absl::StrCat("ledger/", digits, extension));
    }
    add("ledger/MANIFEST-" + digits);
    add("ledger/OPTIONS-" + digits + ".dbtmp");
  }
  return words;
}

class FailingDisk : public testing::TestWithParam<FailingCall> {
 protected:
  // The words that start the daemon with the call number `number` failing.
  std::vector<std::string> Failing(int number) const {
    const FailingCall& call = GetParam();
    std::vector<std::string> words = {
        "/usr/bin/strace",
        "-D",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + call.calls,
        "-e",
        absl::StrCat("inject=", call.calls, ":error=", call.error, ":when=", number)};
    if (call.calls == kWrites) {
      const std::vector<std::string> files = OnFilesOf(data_);
      words.insert(words.end(), files.begin(), files.end());
    }
    const std::vector<std::string> daemon = Tallyd(data_, {"--allow-tracing"});
    words.insert(words.end(), daemon.begin(), daemon.end());
    return words;
  }

  static std::vector<RawOutcome> Work(const Client& client) {
    std::vector<RawOutcome> outcomes = {
        SendRaw(client, Parse<v1::DefineOrg>("request_id: 'org' org { org_id: 'msp' name: 'M' "
                                             "currency: 'USD' time_zone: 'UTC' }"))};
    for (int tax = 0; tax < kTaxes; ++tax) {
      outcomes.push_back(SendRaw(
          client, Parse<v1::DefineTax>(absl::StrCat("request_id: 'r", tax,
                                                    "' org_id: 'msp' tax { tax_id: 'tax", tax,
                                                    "' name: 'A tax' rate_percent: '20' }"))));
    }
    return outcomes;
  }

  // Works until the daemon is killed; empty if it does not start.
  std::vector<RawOutcome> WorkOnFailingDisk(int number) const {
    Program daemon(Failing(number));
    std::vector<RawOutcome> outcomes;
    if (daemon.Says("event=ready")) {
      outcomes = Work(Client(TargetIn(data_)));
      daemon.Send(SIGKILL);
    }
    daemon.Wait();
    return outcomes;
  }

  const TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
};

TEST_P(FailingDisk, LosesNothingThatWasAcknowledgedAndRepeatsNothing) {
  int failed = 0;
  const int step = std::getenv("TALLY_EVERY_CALL") == nullptr ? GetParam().step : 1;
  for (int number = 1; number <= GetParam().count && !HasFailure(); number += step) {
    SCOPED_TRACE(number);
    std::filesystem::remove_all(data_);
    const std::vector<RawOutcome> before = WorkOnFailingDisk(number);
    if (before.empty() || !before.back().status.ok()) failed += 1;
    {
      Program daemon(Tallyd(data_));
      ASSERT_TRUE(daemon.Says("event=ready")) << daemon.output();
      const Client client(TargetIn(data_));
      const std::vector<RawOutcome> after = Work(client);
      for (size_t i = 0; i < after.size(); ++i) {
        EXPECT_TRUE(after[i].status.ok()) << after[i].status;
        if (i >= before.size() || !before[i].status.ok()) continue;
        EXPECT_EQ(after[i].reply, before[i].reply) << i;
      }
      EXPECT_EQ(Answer(client, v1::GetHeadRequest()).position(), after.size());
      daemon.Send(SIGTERM);
      EXPECT_EQ(daemon.Wait(), 0) << daemon.output();
    }
    Program rebuild(Tallyd(data_, {"--rebuild"}));
    EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
  }
  EXPECT_GT(failed, 0) << "nothing failed; is strace there?";
}

INSTANTIATE_TEST_SUITE_P(Of, FailingDisk,
                         testing::Values(FailingCall{"fdatasync,fsync", "EIO", 40, 5},
                                         FailingCall{"fdatasync,fsync", "ENOSPC", 40, 13},
                                         FailingCall{"rename", "EIO", 8, 3},
                                         FailingCall{kWrites, "EIO", 30, 5},
                                         FailingCall{kWrites, "ENOSPC", 30, 11}));

}  // namespace
}  // namespace tally
