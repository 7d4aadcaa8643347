#include "ledger/base/sha256.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/strings/escaping.h"

namespace tally {
namespace {

std::string Hex(std::initializer_list<absl::string_view> parts) {
  return absl::BytesToHexString(Sha256(parts));
}

constexpr char kHashOfAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

// The examples of FIPS 180-4 and its test vectors.
TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(Hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex({"abc"}), kHashOfAbc);
  EXPECT_EQ(Hex({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"}),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Hex({std::string(1'000'000, 'a')}),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, HashesPartsOneAfterTheOther) {
  EXPECT_EQ(Hex({"a", "", "bc"}), kHashOfAbc);
  EXPECT_NE(Hex({"c", "ab"}), kHashOfAbc);
}

TEST(Sha256, CanBeUsedByManyThreads) {
  std::vector<std::string> hashes(8);
  std::vector<std::thread> threads;
  for (std::string& hash : hashes) {
    threads.emplace_back([&hash] {
      for (int i = 0; i < 200; ++i) hash = Hex({"abc"});
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& hash : hashes) EXPECT_EQ(hash, kHashOfAbc);
}

}  // namespace
}  // namespace tally
