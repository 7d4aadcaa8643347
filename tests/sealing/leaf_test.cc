#include "ledger/sealing/leaf.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "ledger/base/sha256.h"
#include "support/text.h"

namespace tally {
namespace {

v1::Commit TwoEvents() {
  return Parse<v1::Commit>(
      "first_position: 300 recorded_at { seconds: 5 nanos: 6 } org_id: 'msp' actor: 'ann' "
      "request_id: 'r' command: 'c' command_digest: 'd' reply: 'e' "
      "events { stream: 'a' version: 1 sealed_event: 'one' } "
      "events { stream: 'b' version: 2 sealed_event: 'two' }");
}

TEST(Leaf, SaysWhereAnEventStandsAndWhatItIs) {
  v1::LeafEntry expected = Parse<v1::LeafEntry>(
      "position: 301 org_id: 'msp' stream: 'b' version: 2 recorded_at { seconds: 5 nanos: 6 } "
      "actor: 'ann' request_id: 'r'");
  expected.set_event_digest(Sha256({"two"}));
  EXPECT_TRUE(IsSame(expected, LeafOf(TwoEvents(), 1)));
}

// The bytes are for ever: whoever has a proof hashes them.
TEST(Leaf, IsWrittenInTheOrderOfFieldNumbers) {
  v1::LeafEntry leaf = LeafOf(TwoEvents(), 0);
  leaf.set_event_digest("\x01\x02");
  EXPECT_EQ(absl::BytesToHexString(EncodeLeaf(leaf)),
            "08ac02"        // position 300
            "12036d7370"    // org_id msp
            "1a0161"        // stream a
            "2001"          // version 1
            "2a0408051006"  // recorded_at
            "3203616e6e"    // actor ann
            "3a0172"        // request_id r
            "42020102");    // event_digest
  EXPECT_EQ(EncodeLeaf(v1::LeafEntry()), "");
}

}  // namespace
}  // namespace tally
