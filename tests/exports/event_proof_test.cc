#include "ledger/exports/event_proof.h"

#include <gtest/gtest.h>

#include "exports/small_log.h"
#include "ledger/notes/proof_file.h"
#include "ledger/sealing/seal.h"
#include "notes/changes.h"

namespace tally {
namespace {

constexpr uint64_t kInvoice = 6;  // What AddMonth() records there is B-1.

class EventProof : public testing::Test {
 protected:
  EventProof() { log_.AddMonth(); }

  std::string Proof(uint64_t position = kInvoice) const {
    return FormatEventProof(log_.Event(position), log_.Path(position), log_.Note());
  }

  static absl::StatusOr<ProvenEvent> Verify(absl::string_view bytes) {
    return VerifyEventProof(bytes, SmallLog::Key().verifier());
  }

  SmallLog log_;
};

TEST_F(EventProof, SaysWhichEventIsInWhichLog) {
  const auto proven = Verify(Proof());
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_TRUE(IsSame(log_.Event(kInvoice).leaf(), proven->leaf));
  EXPECT_EQ(proven->event.invoice_issued().invoice().number(), "B-1");
  EXPECT_EQ(proven->event.invoice_issued().invoice().bill_to().name(), "acme Ltd");
  EXPECT_EQ(proven->checkpoint.size, log_.size());
  EXPECT_EQ(proven->checkpoint.root, log_.root());
  EXPECT_EQ(proven->erased_texts, 0U);
  EXPECT_TRUE(LooksLikeProof(Proof()));
  EXPECT_FALSE(LooksLikeProof(FileOf(log_.Frames())));
}

// Other people's tools, which know the standard alone, come to the same.
TEST_F(EventProof, IsAProofFileOfTheLeaf) {
  const auto proven =
      VerifyProofFile(Proof(), EncodeLeaf(log_.Event(kInvoice).leaf()), SmallLog::Key().verifier());
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_EQ(proven->index, kInvoice - 1);
}

TEST_F(EventProof, HoldsForEveryEvent) {
  for (uint64_t position = 1; position <= log_.size(); ++position) {
    EXPECT_TRUE(Verify(Proof(position)).ok()) << position;
  }
}

// What can be changed in base64 or in the signature means something else, and the rest is hashed.
TEST_F(EventProof, IsRefusedWhateverIsChanged) {
  const std::string proof = Proof();
  for (const std::string& changed : Changes(proof)) {
    if (changed != proof) {
      EXPECT_FALSE(Verify(changed).ok()) << changed;
    }
  }
}

TEST_F(EventProof, IsRefusedForAnotherKey) {
  SignerKey other = SmallLog::Key();
  Ed25519Seed seed = {};
  other.key = Ed25519Key::FromSeed(seed);
  EXPECT_EQ(VerifyEventProof(Proof(), other.verifier()).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(EventProof, IsRefusedIfItsExtraDataAreOfAnotherEvent) {
  v1::ExportedEvent event = log_.Event(kInvoice);
  const auto with = [&] {
    return Verify(FormatProofFile({.extra = event.SerializeAsString(),
                                   .index = kInvoice - 1,
                                   .hashes = log_.Path(kInvoice),
                                   .checkpoint = log_.Note()}));
  };
  EXPECT_TRUE(with().ok());
  event.set_sealed_event(log_.Event(7).sealed_event());
  EXPECT_FALSE(with().ok());
  event = log_.Event(7);
  EXPECT_FALSE(with().ok());
  event = log_.Event(kInvoice);
  event.mutable_personal(0)->set_text("Mallory Ltd");
  EXPECT_FALSE(with().ok());
  event = log_.Event(kInvoice);
  event.add_path(std::string(32, 'x'));
  EXPECT_FALSE(with().ok());
  event = {};
  EXPECT_FALSE(with().ok());
}

TEST_F(EventProof, OutlastsTheErasureOfPersonalTexts) {
  log_.Erase(kInvoice);
  const auto proven = Verify(Proof());
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_EQ(proven->erased_texts, 1U);
  EXPECT_EQ(proven->event.invoice_issued().invoice().bill_to().name(), kErased);
}

}  // namespace
}  // namespace tally
