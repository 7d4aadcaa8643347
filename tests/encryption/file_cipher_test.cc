#include "ledger/encryption/file_cipher.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"

namespace tally {
namespace {

constexpr char kText[] = "What is written here can be read by nobody else.";

NamedKey Key(const std::string& id, unsigned char first) {
  NamedKey key{.id = id, .key = {}};
  for (size_t i = 0; i < SecretKey::kBytes; ++i) {
    key.key.data()[i] = static_cast<unsigned char>(first + i);
  }
  return key;
}

Keyring Keys(const std::string& id = "one", unsigned char first = 0) {
  return Keyring({Key(id, first)});
}

std::string WhyNot(const std::string& file, const Keyring& keys) {
  const absl::Status status = DecryptFile(file, keys).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  return std::string(status.message());
}

// Made by another program, with Python's hmac and `openssl enc -aes-256-ctr`.
TEST(FileCipher, IsWhatItsHeaderSays) {
  const std::string file = absl::HexStringToBytes(
      "74616c6c792d656e63727970746564316f6e6500000000000000000000000000000000000000000000000000"
      "000000006465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182837b7fe3ee9782b2963b"
      "6a3ca62935125ca0508ef6b87156f6fa7194bcefbba5d9294865d33be30312ebf8856c0c5c78983e5198946c1b"
      "9a85b48dae66c69631475cb477778bd06d2b475b48e9a17f7560");
  const auto text = DecryptFile(file, Keys());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, kText);
  EXPECT_TRUE(IsEncrypted(file));
  EXPECT_EQ(KeyIdOf(file), "one");
}

TEST(FileCipher, NeverEncryptsAlike) {
  const std::string file = EncryptFile(kText, Keys());
  EXPECT_NE(file.substr(kCipherPrefixBytes), EncryptFile(kText, Keys()).substr(kCipherPrefixBytes));
  EXPECT_EQ(DecryptFile(file, Keys()).value(), kText);
  EXPECT_FALSE(absl::StrContains(file, "written"));
}

TEST(FileCipher, DecryptsAnyPart) {
  const std::string file = EncryptFile(kText, Keys());
  const auto cipher = FileCipher::Open(file, Keys());
  ASSERT_TRUE(cipher.ok()) << cipher.status();
  const std::string text = kText;
  for (size_t start = 0; start <= text.size(); ++start) {
    for (size_t size = 0; start + size <= text.size(); ++size) {
      std::string part = file.substr(kCipherPrefixBytes + start, size);
      cipher->Apply(start, part.data(), part.size());
      ASSERT_EQ(part, text.substr(start, size)) << start;
    }
  }
}

TEST(FileCipher, ReadsWhatOlderKeysEncrypted) {
  const std::string old = EncryptFile(kText, Keys("old"));
  EXPECT_EQ(DecryptFile(old, Keyring({Key("new", 7), Key("old", 0)})).value(), kText);
}

TEST(FileCipher, SaysWhyItDoesNotOpen) {
  const std::string file = EncryptFile(kText, Keys());
  EXPECT_EQ(WhyNot(kText, Keys()), "is not encrypted");
  EXPECT_EQ(WhyNot(file.substr(0, kCipherPrefixBytes - 1), Keys()), "is not encrypted");
  EXPECT_TRUE(absl::StrContains(WhyNot(file, Keys("two")), "is encrypted with the key \"one\""));
  EXPECT_TRUE(absl::StrContains(WhyNot(file, Keys("one", 1)), "with another key \"one\""));
}

TEST(FileCipher, FindsEachBitThatWasFlippedInThePrefix) {
  const std::string file = EncryptFile(kText, Keys());
  for (size_t bit = 0; bit < 8 * kCipherPrefixBytes; ++bit) {
    std::string flipped = file;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(DecryptFile(flipped, Keys()).ok()) << bit;
  }
}

}  // namespace
}  // namespace tally
