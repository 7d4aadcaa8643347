// Flipped bits: one bit of a file of a stopped daemon is another, in each kind of file. It then
// does not start, or says what is damaged, or answers as before; it never answers otherwise. But
// for the last entry of the write-ahead log: that it was synced cannot be told from the file, so it
// is taken for one that a power cut left behind, and the last command is gone as a whole.
//
// TALLY_SEED chooses other bits, and TALLY_FLIPS says how many of each kind, one at a time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "support/temporary_directory.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"
#include "system/support/wire.h"

namespace tally {
namespace {

namespace fs = std::filesystem;

using testing::AnyOf;
using testing::HasSubstr;

constexpr uint64_t kSeed = 2026;
constexpr uint64_t kFlipsOfAKind = 3;
constexpr int kTaxes = 12;
// How a rebuild ends that mended something.
constexpr int kMended = 3;

uint64_t NumberOf(const char* variable, uint64_t otherwise) {
  const char* given = std::getenv(variable);
  const uint64_t number = given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
  std::cout << variable << "=" << number << std::endl;
  return number;
}

// Whether a call failed because of damage: it was said, or the daemon stopped.
bool IsDamage(const absl::Status& status) {
  return absl::IsDataLoss(status) || absl::IsUnavailable(status) ||
         absl::IsDeadlineExceeded(status);
}

// What the daemon is asked, and answers, up to a call that fails because of damage.
std::vector<RawOutcome> AnswersOf(const Client& client) {
  std::vector<RawOutcome> answers = {SendRaw(client, v1::GetHeadRequest())};
  for (int tax = 0; tax < kTaxes && !IsDamage(answers.back().status); ++tax) {
    answers.push_back(
        SendRaw(client, Parse<v1::GetTax>(absl::StrCat("org_id: 'msp' tax_id: 'tax", tax, "'"))));
  }
  if (!IsDamage(answers.back().status)) {
    answers.push_back(SendRaw(client, Parse<v1::ReadEvents>("page_size: 1000")));
  }
  return answers;
}

// The damage ended `program`, which said so.
void ExpectSaid(Program& program) {
  EXPECT_THAT(program.Wait(), AnyOf(1, 128 + SIGABRT)) << program.output();
  EXPECT_THAT(program.output(),
              AnyOf(HasSubstr("tallyd: "), HasSubstr("tally: the data directory cannot be read")));
}

// Which kind of file it is, by its name without what numbers it: `.sst`, `MANIFEST`, `key.pub`.
std::string KindOf(const fs::path& file) {
  const std::string name = file.filename();
  if (std::isdigit(static_cast<unsigned char>(name[0])) != 0) return file.extension();
  return name.substr(0, name.find('-'));
}

// Those that a daemon leaves that was killed.
const std::set<std::string> kKinds = {".log", ".sst",    "CURRENT", "IDENTITY",  "MANIFEST",
                                      "key",  "key.pub", "OPTIONS", "checkpoint"};

class FlippedBits : public testing::TestWithParam<std::string> {
 protected:
  // Leaves half of the taxes in tables, and half in the write-ahead log.
  void SetUp() override {
    Work(0, kTaxes / 2, SIGTERM);
    Work(kTaxes / 2, kTaxes, SIGKILL);
    std::set<std::string> kinds;
    for (const auto& entry : fs::recursive_directory_iterator(data_)) {
      const bool is_read =
          entry.path().filename() != "LOCK" && !entry.path().filename().string().starts_with("LOG");
      if (entry.is_socket()) {
        fs::remove(entry.path());
      } else if (is_read && entry.is_regular_file() && entry.file_size() > 0) {
        kinds.insert(KindOf(entry.path()));
        if (KindOf(entry.path()) == GetParam()) files_.push_back(fs::relative(entry.path(), data_));
      }
    }
    EXPECT_EQ(kinds, kKinds);
    std::sort(files_.begin(), files_.end());
    ASSERT_FALSE(files_.empty());
  }

  void Work(int first, int end, int signal) {
    Program daemon(Tallyd(data_));
    const Client client(TargetIn(data_));
    if (first == 0) {
      Answer<v1::DefineOrg>(client,
                            "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
    }
    for (int tax = first; tax < end; ++tax) {
      without_last_ = AnswersOf(client);
      Answer<v1::DefineTax>(client, absl::StrCat("org_id: 'msp' tax { tax_id: 'tax", tax,
                                                 "' name: 'A tax' rate_percent: '20' }"));
    }
    answers_ = AnswersOf(client);
    daemon.Send(signal);
    daemon.Wait();
  }

  // Flips a bit of a file of the kind in `data`, and returns which.
  std::string Flip(const std::string& data) {
    file_ = files_[random_() % files_.size()];
    const fs::path path = data / file_;
    const uint64_t bit = random_() % (fs::file_size(path) * 8);
    std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto at = static_cast<std::streamoff>(bit / 8);
    stream.seekg(at);
    const int byte = stream.get() ^ (1 << bit % 8);
    stream.seekp(at);
    stream.put(static_cast<char>(byte));
    EXPECT_TRUE(stream.good()) << path;
    return absl::StrCat(file_.string(), " at byte ", bit / 8, ", bit ", bit % 8);
  }

  // What the daemon answers with the damage; whether it was found.
  bool FindsOrAnswersAsBefore(const std::string& data) {
    Program daemon(Tallyd(data));
    if (!daemon.Says("event=ready")) {
      ExpectSaid(daemon);
      return true;
    }
    const std::vector<RawOutcome> answers = AnswersOf(Client(TargetIn(data)));
    const bool lost_last = answers[0].reply == without_last_[0].reply;
    EXPECT_TRUE(!lost_last || file_.extension() == ".log") << daemon.output();
    const std::vector<RawOutcome>& expected = lost_last ? without_last_ : answers_;
    bool finds = lost_last;
    for (size_t i = 0; i < answers.size(); ++i) {
      const bool fails = IsDamage(answers[i].status);
      finds = finds || fails;
      if (fails) continue;
      EXPECT_EQ(answers[i].status, expected[i].status) << i << "\n" << daemon.output();
      EXPECT_EQ(answers[i].reply, expected[i].reply) << i << "\n" << daemon.output();
    }
    return finds;
  }

  const TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  // Of the kind.
  std::vector<fs::path> files_;
  std::vector<RawOutcome> answers_;
  std::vector<RawOutcome> without_last_;
  // Which was flipped last.
  fs::path file_;
  std::mt19937_64 random_{NumberOf("TALLY_SEED", kSeed)};
};

TEST_P(FlippedBits, AreFoundOrChangeNothing) {
  const uint64_t flips = NumberOf("TALLY_FLIPS", kFlipsOfAKind);
  uint64_t found = 0;
  for (uint64_t i = 0; i < flips && !HasFailure(); ++i) {
    const TemporaryDirectory copy;
    const std::string data = copy.path() + "/data";
    fs::copy(data_, data, fs::copy_options::recursive);
    SCOPED_TRACE(Flip(data));
    const bool finds = FindsOrAnswersAsBefore(data);
    Program rebuild(Tallyd(data, {"--rebuild"}));
    const int code = rebuild.Wait();
    if (code != 0 && code != kMended) ExpectSaid(rebuild);
    if (finds || code != 0) found += 1;
  }
  std::cout << GetParam() << ": " << flips << " bits, " << found
            << " found, the others without effect" << std::endl;
}

INSTANTIATE_TEST_SUITE_P(Of, FlippedBits, testing::ValuesIn(kKinds), [](const auto& kind) {
  return absl::StrReplaceAll(kind.param, {{".", "_"}});
});

}  // namespace
}  // namespace tally
