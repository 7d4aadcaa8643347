#include "ledger/notes/checkpoint.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "changes.h"
#include "known.h"
#include "ledger/notes/note.h"

namespace tally {
namespace {

SignerKey LogKey() {
  Ed25519Seed seed = {};
  seed[0] = 7;
  return {"example.com/ledger", Ed25519Key::FromSeed(seed)};
}

Checkpoint Example() { return {"example.com/ledger", 70'000, LeafHash("root"), {}}; }

TEST(ParseCheckpoint, ReadsTheExampleOfTheStandard) {
  const absl::StatusOr<Note> note = ParseNote(absl::StrCat(kSofaText, "\n", kSofaSignature));
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, kSofaText);
  EXPECT_EQ(note->signatures[0].key_name, "example.com/behind-the-sofa");
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20'852'163u);
  EXPECT_EQ(absl::Base64Escape(BytesOf(checkpoint->root)),
            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  EXPECT_TRUE(checkpoint->extensions.empty());
  EXPECT_EQ(FormatCheckpoint(*checkpoint), kSofaText);
}

TEST(ParseCheckpoint, ReadsWhatFormatCheckpointWrites) {
  for (const uint64_t size : {uint64_t{0}, uint64_t{1}, ~uint64_t{0}}) {
    for (const std::vector<std::string>& extensions :
         {std::vector<std::string>{}, {"one"}, {"one", " two words, è "}}) {
      const Checkpoint checkpoint = {"a b+c", size, LeafHash("root"), extensions};
      const absl::StatusOr<Checkpoint> read = ParseCheckpoint(FormatCheckpoint(checkpoint));
      ASSERT_TRUE(read.ok()) << read.status();
      EXPECT_EQ(*read, checkpoint);
    }
  }
}

TEST(ParseCheckpoint, ReadsEachInOneWayOnly) {
  Checkpoint checkpoint = Example();
  checkpoint.extensions = {"more"};
  for (const std::string& changed : Changes(FormatCheckpoint(checkpoint))) {
    const absl::StatusOr<Checkpoint> read = ParseCheckpoint(changed);
    if (!read.ok()) continue;
    EXPECT_NE(*read, checkpoint) << changed;
    EXPECT_EQ(FormatCheckpoint(*read), changed);
  }
}

TEST(ParseCheckpoint, SaysWhatIsWrong) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  ASSERT_TRUE(ParseCheckpoint("a\n1\n" + root).ok());
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "the checkpoint does not end with a newline"},
      {"a\n1\n" + root + "more", "the checkpoint does not end with a newline"},
      {"a\r\n1\r\n" + root, "the checkpoint is not UTF-8, or has a control character"},
      {"\n1\n" + root, "the checkpoint has no origin"},
      {"a\n", "the checkpoint has no size"},
      {"a\n1\n", "the checkpoint has no root"},
      {"a\n\n" + root, "the size of the checkpoint is not a number of leaves"},
      {"a\n01\n" + root, "the size of the checkpoint is not a number of leaves"},
      {"a\n-1\n" + root, "the size of the checkpoint is not a number of leaves"},
      {"a\n 1\n" + root, "the size of the checkpoint is not a number of leaves"},
      {"a\n18446744073709551616\n" + root, "the size of the checkpoint is not a number of leaves"},
      {"a\n1\n\n", "the root of the checkpoint is not a hash in base64"},
      {"a\n1\nAAAA\n", "the root of the checkpoint is not a hash in base64"},
      // The last character before the padding says more than 32 bytes need.
      {"a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
       "the root of the checkpoint is not a hash in base64"},
      {"a\n1\n" + root + "\n", "the checkpoint has an empty line"},
      {"a\n1\n" + root + "more\n\nmore\n", "the checkpoint has an empty line"}};
  for (const auto& [text, message] : cases) {
    EXPECT_EQ(ParseCheckpoint(text).status(), absl::InvalidArgumentError(message)) << text;
  }
}

TEST(SignCheckpoint, IsVerifiedByTheKeyOfItsOrigin) {
  const absl::StatusOr<std::string> note = SignCheckpoint(Example(), LogKey());
  ASSERT_TRUE(note.ok()) << note.status();
  const absl::StatusOr<Checkpoint> read = VerifyCheckpoint(*note, LogKey().verifier());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, Example());
}

TEST(SignCheckpoint, SignsNothingThatCannotBeRead) {
  const auto error = [](const Checkpoint& checkpoint) {
    return SignCheckpoint(checkpoint, LogKey()).status().code();
  };
  Checkpoint checkpoint = Example();
  EXPECT_EQ(error(checkpoint), absl::StatusCode::kOk);
  checkpoint.origin = "example.com/other";
  EXPECT_EQ(error(checkpoint), absl::StatusCode::kInvalidArgument);
  for (const char* extension : {"", "a\nb", "a\n", "a\tb", "\xFF"}) {
    checkpoint = Example();
    checkpoint.extensions = {extension};
    EXPECT_EQ(error(checkpoint), absl::StatusCode::kInvalidArgument) << extension;
  }
}

TEST(VerifyCheckpoint, RefusesEveryChange) {
  const std::string note = *SignCheckpoint(Example(), LogKey());
  for (const std::string& changed : Changes(note)) {
    EXPECT_FALSE(VerifyCheckpoint(changed, LogKey().verifier()).ok()) << changed;
  }
}

TEST(VerifyCheckpoint, RefusesWhatTheKeySignedForAnotherOrigin) {
  EXPECT_EQ(VerifyCheckpoint(kGoCheckpoint, *ParseVerifierKey(kGoVerifier)).status(),
            absl::InvalidArgumentError("the checkpoint is of \"go.sum database tree\", but the key "
                                       "is that of \"sum.golang.org\""));
  const std::string other = *SignNote("no checkpoint\n", LogKey());
  EXPECT_FALSE(VerifyCheckpoint(other, LogKey().verifier()).ok());
}

}  // namespace
}  // namespace tally
