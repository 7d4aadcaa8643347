#include "ledger/notes/ed25519.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "changes.h"

namespace tally {
namespace {

std::array<uint8_t, 32> FromHex(absl::string_view hex) {
  const std::string bytes = absl::HexStringToBytes(hex);
  std::array<uint8_t, 32> array = {};
  EXPECT_EQ(bytes.size(), array.size());
  std::copy_n(bytes.begin(), std::min(bytes.size(), array.size()), array.begin());
  return array;
}

// RFC 8032, section 7.1, tests 1 to 3.
TEST(Ed25519, IsThatOfTheRfc) {
  struct Vector {
    const char* seed;
    const char* public_key;
    const char* message;
    const char* signature;
  };
  for (const Vector& vector : {
           Vector{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                  "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
           Vector{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                  "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
           Vector{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                  "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
       }) {
    const Ed25519Key key = Ed25519Key::FromSeed(FromHex(vector.seed));
    const std::string message = absl::HexStringToBytes(vector.message);
    const std::string signature = absl::HexStringToBytes(vector.signature);
    EXPECT_EQ(key.public_key(), FromHex(vector.public_key));
    EXPECT_EQ(key.seed(), FromHex(vector.seed));
    EXPECT_EQ(key.Sign(message), signature);
    EXPECT_TRUE(VerifyEd25519(key.public_key(), message, signature));
  }
}

TEST(Ed25519, RefusesEveryOtherSignatureMessageAndKey) {
  const Ed25519Key key = Ed25519Key::Generate();
  const std::string signature = key.Sign("message");
  EXPECT_TRUE(VerifyEd25519(key.public_key(), "message", signature));
  for (const std::string& changed : Changes(signature)) {
    EXPECT_FALSE(VerifyEd25519(key.public_key(), "message", changed));
  }
  for (const std::string& changed : Changes("message")) {
    EXPECT_FALSE(VerifyEd25519(key.public_key(), changed, signature));
  }
  for (size_t bit = 0; bit < 256; ++bit) {
    Ed25519PublicKey other = key.public_key();
    other[bit / 8] = static_cast<uint8_t>(other[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(VerifyEd25519(other, "message", signature));
  }
}

TEST(Ed25519, GeneratesAnotherKeyEachTime) {
  const Ed25519Key key = Ed25519Key::Generate();
  EXPECT_NE(key.seed(), Ed25519Key::Generate().seed());
  EXPECT_EQ(Ed25519Key::FromSeed(key.seed()).public_key(), key.public_key());
}

TEST(Ed25519, CanSignOnManyThreads) {
  const Ed25519Key key = Ed25519Key::Generate();
  std::vector<std::string> signatures(8);
  std::vector<std::thread> threads;
  for (std::string& signature : signatures) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) signature = key.Sign("message");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& signature : signatures) EXPECT_EQ(signature, key.Sign("message"));
}

}  // namespace
}  // namespace tally
