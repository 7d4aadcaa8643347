#include "ledger/signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "ledger/base/durable_file.h"
#include "ledger/tree/tree.h"
#include "ledger/tree/verify.h"
#include "log/log_fixture.h"

namespace tally {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class SignerTest : public LogTest {
 protected:
  std::string Path(const std::string& name) const { return signer_directory_ + "/" + name; }
  std::string Content(const std::string& name) const { return *ReadWhole(Path(name)); }
  void Write(const std::string& name, const std::string& content) const {
    std::ofstream(Path(name), std::ios::binary) << content;
  }

  // Opens the signer on the log as it is.
  absl::StatusOr<std::unique_ptr<Signer>> TryOpenSigner() {
    return Signer::Open(signer_directory_, *log_);
  }
  std::unique_ptr<Signer> OpenSigner() {
    auto signer = TryOpenSigner();
    EXPECT_TRUE(signer.ok()) << signer.status();
    return *std::move(signer);
  }

  Checkpoint Sign(Signer& signer) {
    const auto checkpoint = signer.Sign();
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    const auto verified = VerifyCheckpoint(checkpoint->note, signer.verifier_key());
    EXPECT_TRUE(verified.ok()) << verified.status();
    EXPECT_EQ(*verified, checkpoint->checkpoint);
    return *verified;
  }

  // Puts another log, of `events` events that nobody had before, in the place of this one.
  void ReplaceLog(int events) {
    log_.reset();
    std::filesystem::remove_all(directory_.path());
    Open();
    for (int i = 0; i < events; ++i) Append(1);
  }

  const TemporaryDirectory beside_;
  const std::string signer_directory_ = beside_.path() + "/signer";
};

TEST_F(SignerTest, ANewKeyHasSignedTheEmptyLogAlone) {
  Append(3);
  const auto signer = OpenSigner();
  EXPECT_EQ(signer->last_size(), 0U);
  const auto checkpoint = VerifyCheckpoint(Content("checkpoint"), signer->verifier_key());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->size, 0U);
  EXPECT_EQ(checkpoint->root, EmptyRoot());
  EXPECT_THAT(checkpoint->origin, testing::StartsWith("tallyd/"));
  EXPECT_EQ(Content("key.pub"), FormatVerifierKey(signer->verifier_key()) + "\n");
}

TEST_F(SignerTest, TheKeyIsForItsUserAlone) {
  OpenSigner();
  struct stat status = {};
  ASSERT_EQ(stat(Path("key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  ASSERT_EQ(stat(signer_directory_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST_F(SignerTest, SignsTheLogAsItStands) {
  const auto signer = OpenSigner();
  EXPECT_EQ(Sign(*signer).size, 0U);
  std::vector<Checkpoint> signed_so_far;
  for (const int events : {1, 2, 300, 5}) {
    Append(events);
    const Checkpoint checkpoint = Sign(*signer);
    EXPECT_EQ(checkpoint.size, log_->head().position());
    EXPECT_EQ(Content("checkpoint"), signer->last_note());
    EXPECT_EQ(signer->last_size(), checkpoint.size);
    signed_so_far.push_back(checkpoint);
  }
  const auto snapshot = log_->NewSnapshot();
  for (const Checkpoint& checkpoint : signed_so_far) {
    EXPECT_EQ(*RootAt(*snapshot, checkpoint.size), checkpoint.root);
    const auto proof =
        ConsistencyProof(checkpoint.size, signed_so_far.back().size, ReaderOf(*snapshot));
    EXPECT_TRUE(VerifyConsistency(checkpoint.size, checkpoint.root, signed_so_far.back().size,
                                  signed_so_far.back().root, *proof)
                    .ok());
  }
}

TEST_F(SignerTest, SignsNothingNewIfNothingIs) {
  const auto signer = OpenSigner();
  Append(1);
  const std::string note = signer->Sign()->note;
  const auto written = std::filesystem::last_write_time(Path("checkpoint"));
  EXPECT_EQ(signer->Sign()->note, note);
  EXPECT_EQ(std::filesystem::last_write_time(Path("checkpoint")), written);
}

TEST_F(SignerTest, KeepsItsKeyAndWhatItSigned) {
  Append(5);
  const std::string key = FormatVerifierKey(OpenSigner()->verifier_key());
  const std::string note = OpenSigner()->Sign()->note;
  Open();
  Append(1);
  const auto again = OpenSigner();
  EXPECT_EQ(FormatVerifierKey(again->verifier_key()), key);
  EXPECT_EQ(again->last_note(), note);
  EXPECT_EQ(Sign(*again).size, 6U);
}

TEST_F(SignerTest, RefusesALogThatIsShorterThanWhatItSigned) {
  for (int i = 0; i < 5; ++i) Append(1);
  OpenSigner()->Sign().status().IgnoreError();
  ReplaceLog(4);
  const absl::Status status = TryOpenSigner().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("position 4"), HasSubstr("checkpoint of 5"), HasSubstr("backup")));
}

// The salts of personal texts and the times are others, so no two logs are alike.
TEST_F(SignerTest, RefusesALogThatIsAnother) {
  for (int i = 0; i < 5; ++i) Append(1);
  OpenSigner()->Sign().status().IgnoreError();
  for (const int events : {5, 6, 600}) {
    ReplaceLog(0);
    auto batch = log_->NewBatch();
    Record record = NextRecord(*batch, 1);
    record.commit.set_actor("mallory");
    batch->Append(record);
    ASSERT_TRUE(log_->Append(std::move(batch)).ok());
    for (int i = 1; i < events; ++i) Append(1);
    const absl::Status status = TryOpenSigner().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << events;
    EXPECT_THAT(std::string(status.message()), HasSubstr("not those that were signed"));
  }
}

TEST_F(SignerTest, RefusesFilesThatAreLost) {
  Append(2);
  OpenSigner()->Sign().status().IgnoreError();
  const std::map<std::string, std::string> files = {{"key", Content("key")},
                                                    {"key.pub", Content("key.pub")},
                                                    {"checkpoint", Content("checkpoint")}};
  const std::set<std::set<std::string>> lost = {{"key"},
                                                {"checkpoint"},
                                                {"key", "key.pub"},
                                                {"checkpoint", "key.pub"},
                                                {"key", "checkpoint"}};
  for (const std::set<std::string>& names : lost) {
    SCOPED_TRACE(testing::PrintToString(names));
    for (const std::string& name : names) std::filesystem::remove(Path(name));
    const absl::Status status = TryOpenSigner().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(Path(names.contains("key") ? "key" : "checkpoint")),
                      HasSubstr("lost"), HasSubstr("put")));
    for (const auto& [name, content] : files) Write(name, content);
  }
  EXPECT_TRUE(TryOpenSigner().ok());
}

TEST_F(SignerTest, RefusesACheckpointWithAnyByteChanged) {
  Append(2);
  OpenSigner()->Sign().status().IgnoreError();
  const std::string note = Content("checkpoint");
  for (size_t at = 0; at < note.size(); ++at) {
    std::string changed = note;
    changed[at] = static_cast<char>(changed[at] ^ 0x04);
    Write("checkpoint", changed);
    EXPECT_EQ(TryOpenSigner().status().code(), absl::StatusCode::kDataLoss) << at;
    Write("checkpoint", note.substr(0, at));
    EXPECT_EQ(TryOpenSigner().status().code(), absl::StatusCode::kDataLoss) << at;
  }
}

// A key with a changed byte is another key or none; neither has signed what was signed.
TEST_F(SignerTest, RefusesAKeyWithAnyByteChangedAndNeverPrintsIt) {
  Append(2);
  OpenSigner()->Sign().status().IgnoreError();
  const std::string key = Content("key");
  for (size_t at = 0; at + 1 < key.size(); ++at) {
    std::string changed = key;
    changed[at] = static_cast<char>(changed[at] ^ 0x04);
    Write("key", changed);
    const absl::Status status = TryOpenSigner().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << at;
    EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("PRIVATE"))) << at;
  }
}

// Such as that of another ledger.
TEST_F(SignerTest, RefusesAKeyThatIsAnother) {
  Append(2);
  OpenSigner()->Sign().status().IgnoreError();
  const std::string right = Content("key");
  const std::string other = beside_.path() + "/other";
  ASSERT_TRUE(Signer::Open(other, *log_).ok());
  std::filesystem::copy_file(other + "/key", Path("key"),
                             std::filesystem::copy_options::overwrite_existing);
  const absl::Status status = TryOpenSigner().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(Path("checkpoint")));
  Write("key", right);
  EXPECT_TRUE(TryOpenSigner().ok());
}

TEST_F(SignerTest, MakesThePublicHalfAgain) {
  const std::string key = FormatVerifierKey(OpenSigner()->verifier_key()) + "\n";
  std::filesystem::remove(Path("key.pub"));
  OpenSigner();
  EXPECT_EQ(Content("key.pub"), key);
  Write("key.pub", "rubbish");
  OpenSigner();
  EXPECT_EQ(Content("key.pub"), key);
}

// Nothing was signed with a key that was never whole.
TEST_F(SignerTest, BeginsAgainWhereMakingAKeyWasInterrupted) {
  OpenSigner();
  std::filesystem::remove(Path("key"));
  const std::string before = Content("key.pub");
  OpenSigner();
  EXPECT_NE(Content("key.pub"), before);
  std::filesystem::remove(Path("key"));
  std::filesystem::remove(Path("key.pub"));
  EXPECT_TRUE(TryOpenSigner().ok());
}

TEST_F(SignerTest, SignsNothingThatItCannotRemember) {
  const auto signer = OpenSigner();
  const std::string note = signer->last_note();
  Append(1);
  std::filesystem::create_directory(Path("checkpoint.new"));
  const auto failed = signer->Sign();
  EXPECT_EQ(failed.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(failed.status().message()), HasSubstr(Path("checkpoint")));
  EXPECT_EQ(signer->last_note(), note);
  std::filesystem::remove(Path("checkpoint.new"));
  EXPECT_EQ(Sign(*signer).size, 1U);
}

}  // namespace
}  // namespace tally
