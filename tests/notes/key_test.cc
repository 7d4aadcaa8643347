#include "ledger/notes/key.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "changes.h"
#include "known.h"

namespace tally {
namespace {

TEST(VerifierKey, IsReadAndWrittenAsInGo) {
  for (const char* text : {kPeterVerifier, kEnochVerifier, kGoVerifier}) {
    const absl::StatusOr<VerifierKey> key = ParseVerifierKey(text);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(FormatVerifierKey(*key), text);
  }
  EXPECT_EQ(ParseVerifierKey(kPeterVerifier)->name, "PeterNeumann");
  EXPECT_EQ(ParseVerifierKey(kPeterVerifier)->id(), 0xc74f20a3u);
}

TEST(SignerKey, IsReadAndWrittenAsInGo) {
  const absl::StatusOr<SignerKey> key = ParseSignerKey(kPeterSigner);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(FormatSignerKey(*key), kPeterSigner);
  EXPECT_EQ(FormatVerifierKey(key->verifier()), kPeterVerifier);
}

TEST(Keys, OfOtherTextAreNotRead) {
  for (const std::string& changed : Changes(kPeterVerifier)) {
    EXPECT_FALSE(ParseVerifierKey(changed).ok()) << changed;
  }
  for (const std::string& changed : Changes(kPeterSigner)) {
    EXPECT_FALSE(ParseSignerKey(changed).ok()) << changed;
  }
  EXPECT_FALSE(ParseVerifierKey(kPeterSigner).ok());
  EXPECT_FALSE(ParseSignerKey(kPeterVerifier).ok());
}

// A key whose parts are right on their own, with the id that fits them.
std::string VerifierText(absl::string_view name, absl::string_view typed) {
  Ed25519PublicKey key = {};
  std::copy_n(typed.begin() + 1, std::min<size_t>(key.size(), typed.size() - 1), key.begin());
  return absl::StrCat(name, "+", absl::Hex(KeyId(name, key), absl::kZeroPad8), "+",
                      absl::Base64Escape(typed));
}

TEST(VerifierKey, SaysWhatIsWrong) {
  const std::string right = absl::StrCat("\x01", std::string(32, 'k'));
  ASSERT_TRUE(ParseVerifierKey(VerifierText("a", right)).ok());
  const auto error = [](absl::string_view text) {
    return std::string(ParseVerifierKey(text).status().message());
  };
  EXPECT_EQ(error("a+12345678"), "a key is written name+id+base64");
  EXPECT_EQ(error(VerifierText("", right)),
            "the name of a key is not empty, and has no space and no plus");
  EXPECT_EQ(error(VerifierText("a b", right)),
            "the name of a key is not empty, and has no space and no plus");
  EXPECT_EQ(error("a+12345678+AQ"), "the last part of a key is base64");
  EXPECT_EQ(error(VerifierText("a", absl::StrCat("\x04", std::string(32, 'k')))),
            "the key is not one of Ed25519");
  EXPECT_EQ(error("a+12345678+"), "the key is not one of Ed25519");
  EXPECT_EQ(error(VerifierText("a", right + "k")), "a key of Ed25519 has 32 bytes");
  EXPECT_EQ(error(VerifierText("a", right.substr(1))), "the key is not one of Ed25519");
  EXPECT_EQ(error(VerifierText("a", right.substr(0, 32))), "a key of Ed25519 has 32 bytes");
  EXPECT_EQ(error("b" + VerifierText("a", right).substr(1)),
            "the id of the key does not fit its name and its bytes");
}

// The id of this one has letters, and Go would take them in either case.
TEST(VerifierKey, HasItsIdInLowerCase) {
  std::string upper = kPeterVerifier;
  const size_t id = upper.find("c74f20a3");
  upper.replace(id, 8, "C74F20A3");
  EXPECT_FALSE(ParseVerifierKey(upper).ok());
}

TEST(SignerKey, IsNotShownWhenItIsWrong) {
  for (const std::string& changed : Changes(kPeterSigner)) {
    const absl::Status status = ParseSignerKey(changed).status();
    EXPECT_FALSE(absl::StrContains(status.message(), "EKFALVFGy")) << status;
  }
}

TEST(GenerateSignerKey, MakesANewKeyOfThatName) {
  const absl::StatusOr<SignerKey> key = GenerateSignerKey("example.com/ledger");
  ASSERT_TRUE(key.ok()) << key.status();
  const absl::StatusOr<SignerKey> read = ParseSignerKey(FormatSignerKey(*key));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->verifier(), key->verifier());
  EXPECT_EQ(*ParseVerifierKey(FormatVerifierKey(key->verifier())), key->verifier());
  EXPECT_NE(GenerateSignerKey("example.com/ledger")->verifier(), key->verifier());
  for (const char* name : {"", "a b", "a+b", "a\n"}) {
    EXPECT_FALSE(GenerateSignerKey(name).ok()) << name;
  }
}

}  // namespace
}  // namespace tally
