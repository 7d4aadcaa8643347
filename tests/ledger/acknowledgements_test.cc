// Commands that acknowledge events, and other changes to how far consumers are.

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "ledger/base/refusal.h"
#include "ledger/deciders/consumers.h"
#include "support/office.h"

namespace tally {
namespace {

class Acknowledgements : public testing::Test {
 protected:
  Acknowledgements() {
    office_.Do<v1::DefineOrg>("org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }");
    office_.Do<v1::DefineConsumer>(
        "org_id: 'msp' consumer { consumer_id: 'c' types: 'TaxDefined' max_attempts: 1 }");
    for (const char* id : {"t0", "t1", "t2"}) office_.Do<v1::DefineTax>(TaxText(id));
  }

  static std::string TaxText(absl::string_view id) {
    return absl::StrCat("org_id: 'msp' tax { tax_id: '", id, "' name: 'T' rate_percent: '1' }");
  }

  static v1::DefineTax Tax(absl::string_view id) {
    return Parse<v1::DefineTax>(absl::StrCat("request_id: '", id, "' ", TaxText(id)));
  }

  absl::StatusOr<v1::Receipt> Define(absl::string_view id, uint64_t acknowledged) {
    return office_.ledger().Execute(
        Tax(id), Origin{.actor = "ann", .acknowledgement = Acknowledgement{"c", acknowledged}});
  }

  uint64_t Done() {
    const View view = office_.ledger().Read();
    const ProgressRows rows(view.snapshot().requests());
    const auto row = rows.progress.Find("msp", "c");
    return row ? row->done_position() : 0;
  }

  // The positions of the three taxes.
  static constexpr uint64_t kT0 = 3;
  static constexpr uint64_t kT1 = 4;
  static constexpr uint64_t kT2 = 5;

  Office office_;
};

TEST_F(Acknowledgements, AreMadeWithTheCommandAndStayAfterIt) {
  ASSERT_TRUE(Define("x", kT0).ok());
  EXPECT_EQ(Done(), kT1 - 1);
  office_.Open();
  EXPECT_EQ(Done(), kT1 - 1);
  const auto rebuilt = office_.ledger().Rebuild();
  ASSERT_TRUE(rebuilt.ok());
  for (const Rebuilt& fold : *rebuilt) EXPECT_TRUE(fold.identical) << fold.name;
  EXPECT_EQ(Done(), kT1 - 1);
}

TEST_F(Acknowledgements, OfOneEventSucceedForOneOfManyCommandsAtOnce) {
  constexpr size_t kCommands = 100;
  std::vector<absl::StatusOr<v1::Receipt>> receipts(kCommands);
  std::vector<std::thread> callers;
  for (size_t i = 0; i < kCommands; ++i) {
    callers.emplace_back([&, i] { receipts[i] = Define(absl::StrCat("x", i), kT1); });
  }
  for (std::thread& caller : callers) caller.join();
  int accepted = 0;
  for (const auto& receipt : receipts) {
    accepted += receipt.ok();
    if (receipt.ok()) continue;
    const auto refusal = RefusalOf(receipt.status());
    ASSERT_TRUE(refusal) << receipt.status();
    EXPECT_EQ(refusal->reason(), v1::REASON_EVENT_NOT_WAITING);
  }
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(office_.Events().size(), kT2 + 1);
}

TEST_F(Acknowledgements, ThatAreRefusedLeaveTheRequestUndecided) {
  ASSERT_TRUE(Define("x", kT0).ok());
  EXPECT_FALSE(Define("y", kT0).ok());
  EXPECT_FALSE(Define("y", kT2 + 100).ok());
  EXPECT_TRUE(Define("y", kT1).ok());
  // Decided now, and answered so whatever is said beside it.
  EXPECT_TRUE(Define("y", kT0).ok());
  EXPECT_TRUE(office_.ledger().Execute(Tax("y"), "bob").ok());
  EXPECT_EQ(Done(), kT2 - 1);
}

TEST_F(Acknowledgements, OfARefusedCommandAreNotMade) {
  v1::DefineTax refused = Tax("x");
  refused.mutable_tax()->set_tax_id("exempt");
  const auto receipt = office_.ledger().Execute(
      refused, Origin{.actor = "ann", .acknowledgement = Acknowledgement{"c", kT0}});
  EXPECT_EQ(RefusalOf(receipt.status())->reason(), v1::REASON_TAX_ID_RESERVED);
  EXPECT_EQ(Done(), 0U);
  EXPECT_TRUE(Define("y", kT0).ok());
}

// A command may be the very one that removes the consumer.
TEST_F(Acknowledgements, MayComeWithTheRemovalOfTheConsumer) {
  const auto removed = office_.ledger().Execute(
      Parse<v1::RemoveConsumer>("request_id: 'r' org_id: 'msp' consumer_id: 'c'"),
      Origin{.actor = "ann", .acknowledgement = Acknowledgement{"c", kT0}});
  ASSERT_TRUE(removed.ok()) << removed.status();
  EXPECT_EQ(Done(), 0U);
  EXPECT_EQ(RefusalOf(Define("x", kT1).status())->reason(), v1::REASON_CONSUMER_NOT_FOUND);
}

// Watchers hear of what is durable alone, and before anybody is answered.
TEST_F(Acknowledgements, AreToldToWhoWatches) {
  std::vector<ConsumerChange> changes;
  office_.ledger().WatchConsumers([&](const std::vector<ConsumerChange>& made) {
    changes.insert(changes.end(), made.begin(), made.end());
  });
  EXPECT_TRUE(Define("x", kT1).ok());
  EXPECT_FALSE(Define("y", kT1).ok());
  office_.Do<v1::RemoveConsumer>("org_id: 'msp' consumer_id: 'c'");
  office_.ledger().WatchConsumers({});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].kind, ConsumerChange::kFinished);
  EXPECT_EQ(changes[0].position, kT1);
  EXPECT_EQ(changes[1].kind, ConsumerChange::kRemoved);
  EXPECT_EQ(changes[1].org_id + " " + changes[1].consumer_id, "msp c");
}

}  // namespace
}  // namespace tally
