// Proofs: what Audit proves over its socket, verified by ledger/tree, ledger/notes and
// ledger/exports, which know nothing of the daemon.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "ledger/exports/event_proof.h"
#include "ledger/exports/export_verifier.h"
#include "ledger/exports/frames.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/tree/frontier.h"
#include "ledger/tree/tiles.h"
#include "ledger/tree/verify.h"
#include "system/support/auditor.h"
#include "system/support/story.h"

namespace tally {
namespace {

using testing::ElementsAre;

template <class Hashes>
std::vector<Hash> HashesOf(const Hashes& bytes) {
  std::vector<Hash> hashes;
  for (const std::string& one : bytes) hashes.push_back(*HashOf(one));
  return hashes;
}

class Proofs : public Story {
 protected:
  template <class Request>
  auto Ask(const Request& request) const {
    auto reply = auditor_.Call(request);
    EXPECT_TRUE(reply.ok()) << reply.status() << "\n" << request.ShortDebugString();
    return reply.ok() ? *std::move(reply) : std::remove_reference_t<decltype(*reply)>();
  }
  template <class Request>
  auto Ask(absl::string_view text = "") const {
    return Ask(Parse<Request>(text));
  }

  template <class Request>
  void RefusedTo(absl::string_view text, v1::Reason reason, absl::string_view field) const {
    const auto reply = auditor_.Call(Parse<Request>(text));
    ASSERT_FALSE(reply.ok()) << text;
    const v1::Refusal refusal = RefusalIn(reply.status());
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(reason)) << refusal.message();
    EXPECT_EQ(refusal.field(), field) << text;
  }

  void DefineTaxes(int count, const std::string& prefix = "t") {
    for (int i = 0; i < count; ++i) {
      Do<v1::DefineTax>(absl::StrCat("org_id: 'msp' tax { tax_id: '", prefix, i,
                                     "' name: 'Tax' rate_percent: '", i % 100, "' }"));
    }
  }

  // Bills `customers` for October, and returns the numbers of their invoices.
  std::vector<std::string> Bill(const std::vector<std::string>& customers) {
    DefineMsp();
    for (const std::string& id : customers) {
      DefineCustomer(id, absl::StrCat("email: 'office@", id, ".example'"));
      Do<v1::SetPlan>(absl::StrCat("org_id: 'msp' plan { customer_id: '", id,
                                   "' effective_from: '2026-01-01' lines { item_id: 'seat' "
                                   "fixed { quantity: '1' } held { unit_price: '1' } } }"));
    }
    RunMonth(client_, "msp", "2026-10");
    std::vector<std::string> numbers;
    for (const std::string& id : customers) {
      numbers.push_back(
          Answer(client_, ApprovalOf(DraftOf(client_, "msp", id, "2026-10"))).invoice_number());
    }
    return numbers;
  }

  VerifierKey Key() const {
    return *ParseVerifierKey(Ask<v1::GetCheckpointRequest>().verifier_key());
  }

  absl::StatusOr<VerifiedExport> Verify(const std::vector<v1::ExportFrame>& frames) const {
    std::string file;
    for (const v1::ExportFrame& frame : frames) file += EncodeFrame(frame);
    std::istringstream in(file);
    return VerifyExport(in, Key(), [](uint64_t) {});
  }

  // The positions of the export that is asked for, once it is verified.
  std::vector<uint64_t> Exported(absl::string_view request) const {
    const auto frames = Ask<v1::ExportRequest>(request);
    const auto verified = Verify(frames);
    EXPECT_TRUE(verified.ok()) << verified.status();
    std::vector<uint64_t> positions;
    for (const v1::ExportFrame& frame : frames) {
      if (frame.has_event()) positions.push_back(frame.event().leaf().position());
    }
    return positions;
  }

  const Auditor auditor_{daemon_.target()};
};

TEST_F(Proofs, ACheckpointIsSignedAndOfTheLogAsItStands) {
  DefineMsp();
  const auto checkpoint = Ask<v1::GetCheckpointRequest>();
  const auto verified =
      VerifyCheckpoint(checkpoint.note(), *ParseVerifierKey(checkpoint.verifier_key()));
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->size, Do<v1::GetHeadRequest>("").position());
  EXPECT_EQ(checkpoint.size(), verified->size);
  EXPECT_EQ(checkpoint.root(), BytesOf(verified->root));
  EXPECT_EQ(Ask<v1::GetCheckpointRequest>().note(), checkpoint.note());
}

TEST_F(Proofs, AnEmptyLogHasACheckpointAndNothingElseToProve) {
  const auto checkpoint = Ask<v1::GetCheckpointRequest>();
  EXPECT_EQ(checkpoint.size(), 0U);
  EXPECT_EQ(checkpoint.root(), BytesOf(EmptyRoot()));
  const auto consistency = Ask<v1::ProveConsistencyRequest>();
  EXPECT_EQ(consistency.second_root(), BytesOf(EmptyRoot()));
  EXPECT_EQ(consistency.path_size(), 0);
  RefusedTo<v1::ProveInclusionRequest>("position: 1", v1::REASON_POSITION_NOT_FOUND, "position");
  RefusedTo<v1::ProveInvoiceRequest>("org_id: 'msp' invoice_number: 'B-1'",
                                     v1::REASON_ORG_NOT_FOUND, "org_id");
  EXPECT_THAT(Exported(""), ElementsAre());
  EXPECT_EQ(Ask<v1::ExportTilesRequest>().size(), 1U);
}

TEST_F(Proofs, EveryEventIsProvedInEveryTreeThatHoldsIt) {
  DefineMsp();
  DefineTaxes(280);
  const uint64_t head = Do<v1::GetHeadRequest>("").position();
  for (const uint64_t size : {uint64_t{1}, uint64_t{2}, uint64_t{7}, uint64_t{64}, uint64_t{255},
                              uint64_t{256}, uint64_t{257}, head}) {
    for (uint64_t position = 1; position <= size; position += size > 64 ? 11 : 1) {
      const auto proof =
          Ask<v1::ProveInclusionRequest>(absl::StrCat("position: ", position, " size: ", size));
      EXPECT_EQ(proof.leaf_index(), position - 1);
      EXPECT_EQ(proof.size(), size);
      v1::LeafEntry leaf;
      ASSERT_TRUE(leaf.ParseFromString(proof.entry()));
      EXPECT_EQ(leaf.position(), position);
      EXPECT_TRUE(VerifyInclusion(LeafHash(proof.entry()), proof.leaf_index(), size,
                                  HashesOf(proof.path()), *HashOf(proof.root()))
                      .ok());
    }
  }
  const auto last = Ask<v1::ProveInclusionRequest>(absl::StrCat("position: ", head));
  EXPECT_EQ(last.root(), Ask<v1::GetCheckpointRequest>().root());
}

TEST_F(Proofs, TheLogIsProvedToHaveGrownBetweenAnyTwoSizes) {
  DefineMsp();
  DefineTaxes(300);
  const uint64_t head = Do<v1::GetHeadRequest>("").position();
  std::mt19937_64 random(2026);
  for (int i = 0; i < 200; ++i) {
    const uint64_t second = 1 + random() % head;
    const uint64_t first = random() % (second + 1);
    SCOPED_TRACE(absl::StrCat(first, " to ", second));
    const auto proof = Ask<v1::ProveConsistencyRequest>(
        absl::StrCat("first_size: ", first, " second_size: ", second));
    EXPECT_TRUE(VerifyConsistency(first, *HashOf(proof.first_root()), second,
                                  *HashOf(proof.second_root()), HashesOf(proof.path()))
                    .ok());
  }
}

TEST_F(Proofs, WhatIsNotInTheLogIsRefused) {
  DefineMsp();
  const uint64_t head = Do<v1::GetHeadRequest>("").position();
  const std::string beyond = absl::StrCat(head + 1);
  RefusedTo<v1::ProveInclusionRequest>("", v1::REASON_FIELD_MISSING, "position");
  RefusedTo<v1::ProveInclusionRequest>("position: " + beyond, v1::REASON_POSITION_NOT_FOUND,
                                       "position");
  RefusedTo<v1::ProveInclusionRequest>("position: 3 size: 2", v1::REASON_POSITION_NOT_FOUND,
                                       "position");
  RefusedTo<v1::ProveInclusionRequest>("position: 1 size: " + beyond, v1::REASON_SIZE_NOT_REACHED,
                                       "size");
  RefusedTo<v1::ProveConsistencyRequest>("first_size: 3 second_size: 2",
                                         v1::REASON_SIZE_NOT_REACHED, "first_size");
  RefusedTo<v1::ProveConsistencyRequest>("first_size: " + beyond, v1::REASON_SIZE_NOT_REACHED,
                                         "first_size");
  RefusedTo<v1::ProveConsistencyRequest>("first_size: 1 second_size: " + beyond,
                                         v1::REASON_SIZE_NOT_REACHED, "second_size");
  RefusedTo<v1::ProveInvoiceRequest>("org_id: 'none' invoice_number: 'B-1'",
                                     v1::REASON_ORG_NOT_FOUND, "org_id");
  RefusedTo<v1::ProveInvoiceRequest>("org_id: 'msp' invoice_number: 'B-1'",
                                     v1::REASON_INVOICE_NOT_FOUND, "invoice_number");
  RefusedTo<v1::ExportRequest>("first_position: " + beyond, v1::REASON_POSITION_NOT_FOUND,
                               "first_position");
  RefusedTo<v1::ExportRequest>("last_position: " + beyond, v1::REASON_POSITION_NOT_FOUND,
                               "last_position");
  RefusedTo<v1::ExportRequest>("first_position: 3 last_position: 2", v1::REASON_FIELD_INVALID,
                               "last_position");
  RefusedTo<v1::ExportRequest>("org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id");
  RefusedTo<v1::ExportRequest>("customer_id: 'acme'", v1::REASON_FIELD_MISSING, "org_id");
  RefusedTo<v1::ExportRequest>("org_id: 'msp' customer_id: 'acme'", v1::REASON_CUSTOMER_NOT_FOUND,
                               "customer_id");
}

TEST_F(Proofs, AnInvoiceIsProvedByItsFileAlone) {
  const auto numbers = Bill({"acme", "zeta"});
  for (const std::string& number : numbers) {
    const auto proof =
        Ask<v1::ProveInvoiceRequest>(absl::StrCat("org_id: 'msp' invoice_number: '", number, "'"));
    const auto proven = VerifyEventProof(proof.proof_file(), Key());
    ASSERT_TRUE(proven.ok()) << proven.status();
    EXPECT_EQ(proven->leaf.position(), proof.position());
    EXPECT_EQ(proven->leaf.stream(), "invoices/" + number);
    EXPECT_EQ(proven->leaf.version(), 1U);
    EXPECT_TRUE(IsSame(InvoiceOf(client_, "msp", number).invoice(),
                       proven->event.invoice_issued().invoice()));
  }
}

TEST_F(Proofs, ExportsOfEachKindAreVerified) {
  const auto numbers = Bill({"acme", "zeta", "acme-2"});
  Do<v1::CreditInvoice>(
      absl::StrCat("org_id: 'msp' invoice_number: '", numbers[0], "' whole {} reason: 'asked'"));
  Do<v1::DefineOrg>("org { org_id: 'other' name: 'O' currency: 'USD' time_zone: 'UTC' }");
  const uint64_t head = Do<v1::GetHeadRequest>("").position();

  std::vector<uint64_t> all;
  for (uint64_t position = 1; position <= head; ++position) all.push_back(position);
  EXPECT_EQ(Exported(""), all);
  EXPECT_THAT(Exported("first_position: 3 last_position: 5"), ElementsAre(3, 4, 5));
  EXPECT_THAT(Exported("org_id: 'other'"), ElementsAre(head));

  // All events of the customer by their streams, and of those of invoices by whom they bill.
  std::vector<uint64_t> of_acme;
  const std::set<std::string> streams = {"customers/acme", "plans/acme", "drafts/2026-10/acme",
                                         "invoices/" + numbers[0]};
  const auto page = Do<v1::ReadEvents>("page_size: 1000");
  for (const v1::RecordedEvent& event : page.events()) {
    if (streams.contains(event.stream())) of_acme.push_back(event.position());
  }
  EXPECT_EQ(of_acme.size(), 6U);
  EXPECT_EQ(Exported("org_id: 'msp' customer_id: 'acme'"), of_acme);
  EXPECT_THAT(Exported(absl::StrCat("org_id: 'msp' customer_id: 'acme' first_position: ",
                                    of_acme[1], " last_position: ", of_acme[2])),
              ElementsAre(of_acme[1], of_acme[2]));
}

// The checkpoint in the header says how much there is, whatever is recorded meanwhile.
TEST_F(Proofs, AnExportIsOfItsCheckpointWhileTheLogGrows) {
  DefineMsp();
  DefineTaxes(300);
  const uint64_t head = Do<v1::GetHeadRequest>("").position();
  const auto frames = auditor_.Call(v1::ExportRequest(), [&](size_t count) {
    if (count % 50 == 1) DefineTaxes(3, absl::StrCat("more", count, "-"));
  });
  ASSERT_TRUE(frames.ok()) << frames.status();
  const auto verified = Verify(*frames);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->event_count, head);
  EXPECT_GT(Do<v1::GetHeadRequest>("").position(), head);
}

TEST_F(Proofs, TilesMakeTheTreeOfTheirCheckpoint) {
  DefineMsp();
  DefineTaxes(600);
  const auto files = auditor_.Call(v1::ExportTilesRequest(), [&](size_t count) {
    if (count == 1) DefineTaxes(200, "more");
  });
  ASSERT_TRUE(files.ok()) << files.status();
  ASSERT_EQ(files->front().path(), "checkpoint");
  const auto checkpoint = VerifyCheckpoint(files->front().content(), Key());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();

  std::map<std::string, std::string> tree;
  for (size_t i = 1; i < files->size(); ++i) {
    EXPECT_TRUE(tree.emplace((*files)[i].path(), (*files)[i].content()).second);
  }
  size_t expected = 0;
  std::vector<Hash> level[2];
  for (const Tile& tile : TilesBetween(0, checkpoint->size)) {
    ASSERT_TRUE(tree.contains(TilePath(tile))) << TilePath(tile);
    const auto hashes = *DecodeTile(tree[TilePath(tile)], tile.width);
    level[tile.level].insert(level[tile.level].end(), hashes.begin(), hashes.end());
    expected += 1;
    if (tile.level > 0) continue;
    expected += 1;
    const auto entries = *DecodeEntries(tree[EntriesPath(tile)], tile.width);
    for (size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(LeafHash(entries[i]), hashes[i]);
  }
  EXPECT_EQ(tree.size(), expected);
  Frontier whole;
  for (const Hash& leaf : level[0]) whole.Append(leaf);
  EXPECT_EQ(whole.size(), checkpoint->size);
  EXPECT_EQ(whole.Root(), checkpoint->root);
  for (size_t i = 0; i < level[1].size(); ++i) {
    Frontier part;
    for (size_t leaf = 256 * i; leaf < 256 * (i + 1); ++leaf) part.Append(level[0][leaf]);
    EXPECT_EQ(part.Root(), level[1][i]);
  }
}

// Whoever compares any two of them finds one log.
TEST_F(Proofs, CheckpointsThatAreAskedForAtOnceAreOfOneLog) {
  constexpr int kThreads = 16;
  constexpr int kEach = 20;
  DefineMsp();
  std::atomic<bool> stops = false;
  std::thread writer([&] {
    const Client client = daemon_.NewClient("writer");
    for (int i = 0; !stops; ++i) {
      Answer<v1::DefineTax>(client, absl::StrCat("org_id: 'msp' tax { tax_id: 'w", i % 50,
                                                 "' name: 'Tax ", i, "' rate_percent: '20' }"));
    }
  });
  std::vector<std::vector<v1::SignedCheckpoint>> seen(kThreads);
  std::vector<std::thread> threads;
  for (auto& mine : seen) {
    threads.emplace_back([&] {
      const Auditor auditor(daemon_.target());
      for (int i = 0; i < kEach; ++i) {
        const auto checkpoint = auditor.Call(v1::GetCheckpointRequest());
        ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
        mine.push_back(*checkpoint);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  stops = true;
  writer.join();

  const VerifierKey key = Key();
  std::map<uint64_t, std::string> roots;
  for (const auto& mine : seen) {
    uint64_t size = 0;
    for (const v1::SignedCheckpoint& checkpoint : mine) {
      EXPECT_TRUE(VerifyCheckpoint(checkpoint.note(), key).ok());
      EXPECT_GE(checkpoint.size(), size);
      size = checkpoint.size();
      EXPECT_EQ(roots.emplace(size, checkpoint.root()).first->second, checkpoint.root());
    }
  }
  EXPECT_GT(roots.size(), 1U);
  for (auto older = roots.begin(); std::next(older) != roots.end(); ++older) {
    const auto newer = std::next(older);
    const auto proof = Ask<v1::ProveConsistencyRequest>(
        absl::StrCat("first_size: ", older->first, " second_size: ", newer->first));
    EXPECT_TRUE(VerifyConsistency(older->first, *HashOf(older->second), newer->first,
                                  *HashOf(newer->second), HashesOf(proof.path()))
                    .ok());
  }
}

}  // namespace
}  // namespace tally
