// Audit.Check: a live ledger is checked while it goes on, and what was changed behind its back is
// found and named.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/store/encoding.h"
#include "support/database.h"
#include "system/support/story.h"

namespace tally {
namespace {

class Audit : public Story {
 protected:
  static constexpr int kCustomers = 50;
  static constexpr uint64_t kTileWidth = 256;

  // Three months of customers who pay for counts, at prices of their own, and for stamps; with
  // changes, approvals and credits, as an office leaves them.
  void SetUp() override {
    DefineMsp();
    for (int i = 0; i < kCustomers; ++i) {
      const std::string id = absl::StrCat("c", i);
      DefineCustomer(id);
      SetPlan(id, absl::StrCat(
                      SeatLine("PERIOD_END", absl::StrCat("held { unit_price: '1", i, ".35' }")),
                      FixedLine("stamp", absl::StrCat(i + 1), "0.85")));
    }
    int month = 8;
    for (const char* name : {"2026-08", "2026-09", "2026-10"}) {
      for (int i = 0; i < kCustomers; ++i) {
        CountSeats(absl::StrCat("c", i), absl::StrCat(name, "-30T22:00:00Z"),
                   absl::StrCat(i * month % 40));
      }
      Run(name);
      month += 1;
    }
    for (int i = 0; i < kCustomers; ++i) {
      const std::string number = Approve(absl::StrCat("c", i), "2026-08");
      if (i % 7 != 0) continue;
      Do<v1::CreditInvoice>(absl::StrCat("org_id: 'msp' invoice_number: '", number,
                                         "' reason: 'asked' ",
                                         "amount { total { minor_units: 85 currency: 'USD' } }"));
    }
    Do<v1::OverrideDraftLine>(
        "org_id: 'msp' customer_id: 'c3' month: '2026-09' line_id: 'seat' quantity: '7' "
        "reason: 'two left'");
    for (int i = 0; i < kCustomers; ++i) Approve(absl::StrCat("c", i), "2026-09");
    // The records of the last tile are looked at whenever a log opens.
    ASSERT_LT(Invoice("BILL-2026-11-004").position(), Head() / kTileWidth * kTileWidth);
  }

  struct Outcome {
    std::vector<v1::CheckFinding> findings;
    v1::CheckVerdict verdict;

    // Whether something is said of `subject` in these words.
    bool Says(absl::string_view subject, absl::string_view words) const {
      for (const v1::CheckFinding& finding : findings) {
        if (absl::StrContains(finding.subject(), subject) &&
            absl::StrContains(finding.message(), words)) {
          return true;
        }
      }
      return false;
    }
    std::string text() const {
      std::string all;
      for (const v1::CheckFinding& finding : findings) {
        absl::StrAppend(&all, finding.ShortDebugString(), "\n");
      }
      return all;
    }
  };

  static Outcome Check(const Client& client) {
    Outcome outcome;
    const auto messages = Answer(client, v1::CheckLedger());
    EXPECT_GE(messages.size(), 3U);
    if (messages.empty()) return outcome;
    EXPECT_EQ(messages.front().position(), 0U);
    EXPECT_TRUE(messages.back().has_verdict());
    for (const v1::CheckProgress& message : messages) {
      EXPECT_EQ(message.has_verdict(), &message == &messages.back());
      outcome.findings.insert(outcome.findings.end(), message.findings().begin(),
                              message.findings().end());
    }
    outcome.verdict = messages.back().verdict();
    return outcome;
  }

  // Checks the ledger after `change` was made to the database behind its back.
  template <class Change>
  Outcome CheckAfter(Change change) {
    daemon_.Stop();
    {
      Database database(daemon_.data() + "/ledger");
      change(database);
    }
    daemon_.Restart();
    return Check(daemon_.NewClient());
  }

  // Changes the last byte of the rows of `family` whose key holds `key` and whose value holds
  // `value`, the first of them.
  static void Flip(Database& database, Database::Family family, const std::string& key,
                   const std::string& value) {
    for (auto [each, row] : database.All(family)) {
      if (!absl::StrContains(each, key) || !absl::StrContains(row, value)) continue;
      const size_t at = value.empty() ? row.size() - 1 : row.find(value);
      row[at] = static_cast<char>(row[at] ^ 0x01);
      return database.Put(family, each, row);
    }
    ADD_FAILURE() << "nothing to change";
  }

  std::vector<std::string> Scratches() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(daemon_.data())) {
      const std::string name = entry.path().filename();
      if (absl::StartsWith(name, "audit-")) found.push_back(name);
    }
    return found;
  }
};

TEST_F(Audit, PassesWhileCommandsStreamIn) {
  std::atomic<bool> stops = false;
  std::atomic<int> answered = 0;
  std::thread counter([&] {
    const Client client = daemon_.NewClient("counter");
    for (int i = 0; !stops; ++i) {
      const auto reply = client.Call(WithRequestId(Parse<v1::RecordCounts>(
          absl::StrCat("org_id: 'msp' source_id: 'shop' observations { observed_at { seconds: ", i,
                       " } account: 'c1' meter: 'SEAT' quantity: '", i % 50, "' }"))));
      if (!reply.ok()) return;
      answered += 1;
    }
  });
  std::thread approver([&] {
    const Client client = daemon_.NewClient("approver");
    for (int i = 2; i < kCustomers && !stops; ++i) {
      const auto draft = DraftOf(client, "msp", absl::StrCat("c", i), "2026-10");
      if (!client.Call(WithRequestId(ApprovalOf(draft))).ok()) continue;
      answered += 1;
    }
  });
  uint64_t checked = 0;
  for (int i = 0; i < 4; ++i) {
    const int before = answered;
    const Outcome outcome = Check(client_);
    EXPECT_TRUE(outcome.verdict.passed()) << outcome.text();
    EXPECT_GT(outcome.verdict.event_count(), checked);
    // 3 months of drafts, 2 of invoices, five credits, one change.
    EXPECT_GE(outcome.verdict.document_count(), 5U * kCustomers + 6);
    checked = outcome.verdict.event_count();
    // The next check has more to do.
    while (answered == before && !HasFailure()) std::this_thread::yield();
  }
  stops = true;
  counter.join();
  approver.join();
  EXPECT_GT(answered, 0);
}

TEST_F(Audit, TwoAtOnceDoNotDisturbEachOther) {
  std::vector<Outcome> outcomes(2);
  std::thread other([&] { outcomes[1] = Check(daemon_.NewClient("other")); });
  outcomes[0] = Check(client_);
  other.join();
  for (const Outcome& outcome : outcomes) {
    EXPECT_TRUE(outcome.verdict.passed()) << outcome.text();
    EXPECT_EQ(outcome.verdict.SerializeAsString(), outcomes[0].verdict.SerializeAsString());
  }
}

TEST_F(Audit, LeavesNothingBehind) {
  for (int i = 0; i < 2; ++i) {
    const auto stream = client_.Open(v1::CheckLedger());
    v1::CheckProgress progress;
    ASSERT_TRUE(stream->Read(progress));
    stream->Cancel();
    while (stream->Read(progress)) {
    }
  }
  daemon_.Stop();
  EXPECT_EQ(Scratches(), std::vector<std::string>());

  // As if it had been killed in the middle of one.
  std::filesystem::create_directories(daemon_.data() + "/audit-abcdef/ledger");
  daemon_.Restart();
  EXPECT_EQ(Scratches(), std::vector<std::string>());
}

TEST_F(Audit, AChangedRowOfAProjectionIsNamed) {
  const Outcome outcome = CheckAfter([](Database& database) {
    Flip(database, Database::kState, KeyOf("entries", "msp", "2026-10", "c5"), "");
  });
  EXPECT_EQ(outcome.findings.size(), 1U) << outcome.text();
  EXPECT_TRUE(outcome.Says("projection review_queue", "`entries msp 2026-10 c5`"))
      << outcome.text();
}

TEST_F(Audit, AChangedRowOfTheBooksIsNamed) {
  const Outcome outcome = CheckAfter([](Database& database) {
    Flip(database, Database::kState, KeyOf("customers", "msp", "c9"), "c9 Ltd");
  });
  EXPECT_EQ(outcome.findings.size(), 1U) << outcome.text();
  EXPECT_TRUE(outcome.Says("books", "`customers msp c9`")) << outcome.text();
  EXPECT_FALSE(outcome.verdict.passed());
}

TEST_F(Audit, AChangedTileIsNamed) {
  const Outcome outcome = CheckAfter([](Database& database) {
    Flip(database, Database::kTree, KeyOf(uint64_t{0}, uint64_t{0}), "");
  });
  EXPECT_EQ(outcome.findings.size(), 1U) << outcome.text();
  EXPECT_TRUE(outcome.Says("tree tile 0/0", "is not made of them")) << outcome.text();
}

TEST_F(Audit, AChangedByteOfAnInvoiceIsNamedWithItsPosition) {
  const uint64_t position = Invoice("BILL-2026-11-001").position();
  const Outcome outcome = CheckAfter(
      [](Database& database) { Flip(database, Database::kLog, "", "invoices/BILL-2026-11-001"); });
  EXPECT_FALSE(outcome.verdict.passed());
  // The record begins with the approval, and its stream is `hnvoices/…` now.
  EXPECT_TRUE(outcome.Says(absl::StrCat("position ", position - 1), "/BILL-2026-11-001"))
      << outcome.text();
}

TEST_F(Audit, AChangedFigureOfAnInvoiceIsNamed) {
  const uint64_t position = Invoice("BILL-2026-11-004").position();
  const Outcome outcome = CheckAfter([&](Database& database) {
    for (auto [key, record] : database.All(Database::kLog)) {
      if (key != KeyOf(position - 1)) continue;
      // The price of c3's seats.
      const size_t at = record.find("13.35");
      ASSERT_NE(at, std::string::npos);
      record[at + 1] = '4';
      database.Put(Database::kLog, key, record);
    }
  });
  EXPECT_TRUE(outcome.Says(absl::StrCat("position ", position - 1), "invoices/BILL-2026-11-004"))
      << outcome.text();
  EXPECT_TRUE(outcome.Says("invoice BILL-2026-11-004",
                           "line seat, unit price: \"14.35\" is recorded, \"13.35\" comes out"))
      << outcome.text();
}

}  // namespace
}  // namespace tally
