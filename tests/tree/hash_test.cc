#include "ledger/tree/hash.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "known.h"
#include "ledger/base/sha256.h"

namespace tally {
namespace {

// The empty root, and the leaf hash of "L123456", as in the tests of transparency-dev/merkle.
TEST(Hash, IsThatOfRfc6962) {
  EXPECT_EQ(EmptyRoot(), naive::FromHex("e3b0c44298fc1c149afbf4c8996fb924"
                                        "27ae41e4649b934ca495991b7852b855"));
  EXPECT_EQ(LeafHash(""), naive::FromHex("6e340b9cffb37a989ca544e6bb780a2c"
                                         "78901d3fb33738768511a30617afa01d"));
  EXPECT_EQ(LeafHash("L123456"), naive::FromHex("395aa064aa4c29f7010acfe3f25db948"
                                                "5bbd4b91897b6ad7ad547639252b4d56"));
}

TEST(Hash, SaysWhetherItIsOfALeafOrANode) {
  const Hash left = LeafHash("left");
  const Hash right = LeafHash("right");
  const std::string both = absl::StrCat(BytesOf(left), BytesOf(right));
  EXPECT_EQ(BytesOf(NodeHash(left, right)), Sha256({"\x01", both}));
  EXPECT_EQ(BytesOf(LeafHash(both)), Sha256({absl::string_view("\0", 1), both}));
  EXPECT_NE(NodeHash(left, right), LeafHash(both));
  EXPECT_NE(NodeHash(left, right), NodeHash(right, left));
}

TEST(Hash, HasThirtyTwoBytes) {
  const Hash hash = LeafHash("entry");
  const std::string bytes(BytesOf(hash));
  ASSERT_EQ(bytes.size(), 32u);
  EXPECT_EQ(HashOf(bytes), hash);
  EXPECT_EQ(HashOf(bytes.substr(1)), std::nullopt);
  EXPECT_EQ(HashOf(bytes + "x"), std::nullopt);
  EXPECT_EQ(HashOf(""), std::nullopt);
}

}  // namespace
}  // namespace tally
