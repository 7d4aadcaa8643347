#include "ledger/encryption/keyring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "support/temporary_directory.h"

namespace tally {
namespace {

// 32 bytes, as digits and in base64.
constexpr char kDigits[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
constexpr char kBase64[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

std::string BytesOf(const NamedKey* key) {
  if (key == nullptr) return "";
  return {reinterpret_cast<const char*>(key->key.data()), SecretKey::kBytes};
}

TEST(ParseKeys, TakesTheFirstForTheCurrentOne) {
  const auto keys = ParseKeys(absl::StrCat("# made in November\n\n2026-11 ", kDigits, "\n2026-01\t",
                                           "ff", std::string(62, '0'), "\n"),
                              "keys");
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->current().id, "2026-11");
  EXPECT_EQ(BytesOf(keys->Find("2026-01")), "\xff" + std::string(31, '\0'));
  EXPECT_EQ(keys->Find("2026-02"), nullptr);
}

TEST(ParseKeys, ReadsDigitsAndBase64) {
  const auto digits = ParseKeys(absl::StrCat("a ", kDigits), "keys");
  const auto base64 = ParseKeys(absl::StrCat("a ", kBase64), "keys");
  ASSERT_TRUE(digits.ok() && base64.ok());
  EXPECT_EQ(BytesOf(digits->Find("a")), BytesOf(base64->Find("a")));
}

TEST(ParseKeys, SaysWhatIsWrongAndNeverWhatAKeyIs) {
  const struct {
    std::string text;
    std::string says;
  } kRows[] = {
      {"", "keys: holds no key"},
      {"# nothing\n", "keys: holds no key"},
      {kDigits, "keys, line 1: must be the id of a key and the key"},
      {absl::StrCat("a b ", kDigits), "keys, line 1: must be the id of a key and the key"},
      {absl::StrCat("a/b ", kDigits), "keys, line 1: the id must be 1 to 32"},
      {absl::StrCat(std::string(33, 'a'), " ", kDigits), "keys, line 1: the id must be 1 to 32"},
      {absl::StrCat("\na ", kDigits, "00"), "keys, line 2: the key must be 32 bytes"},
      {"a 0001", "keys, line 1: the key must be 32 bytes"},
      {absl::StrCat("a ", kDigits, "\na ", kBase64), "keys, line 2: there are two keys a"},
  };
  for (const auto& row : kRows) {
    const absl::Status status = ParseKeys(row.text, "keys").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << row.text;
    EXPECT_TRUE(absl::StrContains(status.message(), row.says)) << status;
    EXPECT_FALSE(absl::StrContains(status.message(), "0001")) << status;
  }
}

class KeyFile : public testing::Test {
 protected:
  KeyFile() { std::ofstream(path_) << "a " << kDigits << "\n"; }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/keys";
};

TEST_F(KeyFile, IsForItsOwnerAlone) {
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  const absl::Status open = ReadKeyFile(path_).status();
  EXPECT_TRUE(absl::StrContains(open.message(), "is open to other users: chmod 600 it")) << open;
  ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  EXPECT_TRUE(ReadKeyFile(path_).ok());
}

TEST_F(KeyFile, HasToBeThereAndAFile) {
  EXPECT_TRUE(absl::StrContains(ReadKeyFile(path_ + "2").status().message(), "cannot be read"));
  EXPECT_TRUE(absl::StrContains(ReadKeyFile(directory_.path()).status().message(), "is no file"));
}

TEST_F(KeyFile, IsNotReadForEver) {
  std::ofstream(path_) << std::string(65 << 10, '#');
  ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  EXPECT_TRUE(absl::StrContains(ReadKeyFile(path_).status().message(), "is longer than"));
}

TEST_F(KeyFile, CanBeWhatACommandPrints) {
  const auto keys = RunKeyCommand("cat " + path_);
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->current().id, "a");
}

TEST_F(KeyFile, IsNotWhatACommandPrintsThatFails) {
  const absl::Status failed = RunKeyCommand("cat " + path_ + "; false").status();
  EXPECT_TRUE(absl::StrContains(failed.message(), "failed")) << failed;
}

}  // namespace
}  // namespace tally
