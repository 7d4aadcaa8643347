// Which refusals are kept, for how long, and what is not remembered.

#include "ledger/refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/catalog.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/taxes.h"
#include "ledger/ledger.h"
#include "ledger/refusal_notes.h"
#include "ledger/store/memory_store.h"
#include "support/temporary_directory.h"
#include "support/text.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const absl::Time kNoon = absl::FromUnixSeconds(1'793'707'200);

v1::RefusalRecord Record(absl::string_view field, absl::Time at = kNoon) {
  v1::RefusalRecord record;
  record.set_actor("ann");
  record.set_command("tally.v1.DefineTax");
  record.mutable_refusal()->set_reason(v1::REASON_FIELD_INVALID);
  record.mutable_refusal()->set_field(std::string(field));
  *record.mutable_refused_at() = ToProto(at);
  return record;
}

std::vector<v1::RefusalRecord> All(Store& requests, absl::string_view org_id) {
  std::vector<v1::RefusalRecord> all;
  for (auto rows = Refusals(requests).Scan(org_id, ""); rows.Valid(); rows.Next()) {
    all.push_back(rows.row());
  }
  return all;
}

TEST(KeptRefusals, AreNumberedByOrg) {
  MemoryStore store;
  Refusals refusals(store);
  EXPECT_EQ(refusals.LastNumber("msp"), 0U);
  EXPECT_EQ(refusals.FirstNumber("msp"), 0U);
  for (const char* org : {"msp", "msq", "", "msp"}) {
    refusals.Keep(org, Record(absl::StrCat("f", store.entries().size())));
  }
  EXPECT_EQ(refusals.LastNumber("msp"), 2U);
  EXPECT_EQ(refusals.FirstNumber("msp"), 1U);
  EXPECT_EQ(refusals.LastNumber("msq"), 1U);
  EXPECT_EQ(refusals.LastNumber(""), 1U);
  EXPECT_EQ(refusals.LastNumber("ms"), 0U);
}

TEST(KeptRefusals, CountWhatRepeatsTheOneBefore) {
  MemoryStore store;
  Refusals refusals(store);
  refusals.Keep("msp", Record("a"));
  refusals.Keep("msp", Record("a", kNoon + absl::Seconds(30)));
  refusals.Keep("msp", Record("a", kNoon + absl::Seconds(59)));
  refusals.Keep("msp", Record("a", kNoon + absl::Seconds(60)));  // A minute is over.
  for (const auto change :
       {+[](v1::RefusalRecord& record) { record.set_actor("bob"); },
        +[](v1::RefusalRecord& record) { record.set_command("other"); },
        +[](v1::RefusalRecord& record) {
          record.mutable_refusal()->set_reason(v1::REASON_FIELD_MISSING);
        },
        +[](v1::RefusalRecord& record) { record.mutable_refusal()->set_field("b"); }}) {
    v1::RefusalRecord other = Record("a", kNoon + absl::Seconds(61));
    change(other);
    refusals.Keep("msp", other);
  }
  const std::vector<v1::RefusalRecord> all = All(store, "msp");
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[0].repeated_count(), 2U);
  EXPECT_EQ(FromProto(all[0].refused_at()), kNoon);
  EXPECT_EQ(FromProto(all[0].last_refused_at()), kNoon + absl::Seconds(59));
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].number(), i + 1);
    if (i == 0) continue;
    EXPECT_EQ(all[i].repeated_count(), 0U);
    EXPECT_FALSE(all[i].has_last_refused_at());
  }
}

TEST(KeptRefusals, HaveTextsOfASaneLength) {
  MemoryStore store;
  v1::RefusalRecord record = Record(std::string(100'000, 'f'));
  std::string long_text;
  for (int i = 0; i < 100'000; ++i) long_text += "計";
  record.set_request_id(long_text);
  record.mutable_refusal()->set_message(long_text);
  for (int i = 0; i < 1'000; ++i) {
    record.mutable_refusal()->add_differences()->set_reviewed(long_text);
  }
  Refusals(store).Keep("msp", record);
  const v1::RefusalRecord kept = All(store, "msp").front();
  EXPECT_LT(kept.ByteSizeLong(), 8'000U);
  EXPECT_EQ(kept.refusal().differences_size(), 10);
  EXPECT_EQ(kept.refusal().differences_left_out(), 990U);
  EXPECT_THAT(kept.refusal().message(), HasSubstr("計…"));
  // What was cut repeats itself, too.
  Refusals(store).Keep("msp", record);
  EXPECT_EQ(All(store, "msp").front().repeated_count(), 1U);
}

TEST(RefusalNotes, AreFewAndCountTheRest) {
  RefusalNotes notes;
  for (int i = 0; i < 5'000; ++i) EXPECT_TRUE(notes.Add({"msp", Record("same")}));
  for (size_t i = 1; i < RefusalNotes::kMaxWaiting; ++i) {
    EXPECT_TRUE(notes.Add({"msp", Record(absl::StrCat(i))}));
  }
  EXPECT_FALSE(notes.Add({"msp", Record("one too many")}));
  EXPECT_FALSE(notes.Add({"other", Record("999")}));
  EXPECT_TRUE(notes.Add({"msp", Record("999")}));
  EXPECT_EQ(notes.dropped(), 2U);
  const std::vector<RefusedCommand> all = notes.TakeAll();
  ASSERT_EQ(all.size(), RefusalNotes::kMaxWaiting);
  EXPECT_EQ(all.front().record.repeated_count(), 4'999U);
  EXPECT_EQ(all.back().record.repeated_count(), 1U);
  EXPECT_TRUE(notes.empty());

  MemoryStore store;
  for (const RefusedCommand& refused : all) Refusals(store).Keep("msp", refused.record);
  EXPECT_EQ(All(store, "msp").front().repeated_count(), 4'999U);
}

class LedgerRefusals : public testing::Test {
 protected:
  LedgerRefusals() { Open(); }

  void Open() {
    ledger_.reset();
    ledger_ = *Ledger::Open(directory_.path(), {}, [] { return kNoon; });
  }

  void DefineMsp() {
    EXPECT_TRUE(ledger_
                    ->Execute(Parse<v1::DefineOrg>("request_id: 'msp' org { org_id: 'msp' name: "
                                                   "'M' currency: 'USD' time_zone: 'UTC' }"),
                              "ann")
                    .ok());
  }

  // An item whose tax there is not: refused naming the tax, or the org if that is not there.
  static v1::DefineItem Item(absl::string_view org, absl::string_view request) {
    return Parse<v1::DefineItem>(
        absl::StrCat("org_id: '", org, "' request_id: '", request,
                     "' item { item_id: 'seat' name: 'Seat' tax_id: 'none' }"));
  }

  // Submits an item that is refused for this many actors in turn, and waits.
  void Refuse(int commands, int actors) {
    absl::BlockingCounter left(commands);
    for (int i = 0; i < commands; ++i) {
      ledger_->Submit<v1::DefineItem>(Item("msp", absl::StrCat("refuse", i)),
                                      absl::StrCat("actor", i % actors),
                                      [&](const absl::StatusOr<v1::Receipt>& receipt) {
                                        EXPECT_FALSE(receipt.ok());
                                        left.DecrementCount();
                                      });
    }
    left.Wait();
  }

  std::vector<v1::RefusalRecord> AllOf(absl::string_view org_id) {
    return All(ledger_->log().NewSnapshot()->requests(), org_id);
  }

  // Rows of the store of requests whose keys start with `prefix`.
  std::map<std::string, std::string> RowsUnder(absl::string_view prefix) {
    std::map<std::string, std::string> rows;
    const auto snapshot = ledger_->log().NewSnapshot();
    const auto cursor = snapshot->requests().NewCursor();
    for (cursor->Seek(prefix); cursor->Valid(); cursor->Next()) {
      if (!absl::StartsWith(cursor->key(), prefix)) break;
      rows[std::string(cursor->key())] = std::string(cursor->value());
    }
    return rows;
  }

  const TemporaryDirectory directory_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerRefusals, TheTenThousandAndFirstRemovesTheFirst) {
  DefineMsp();
  Refuse(9'999, 2);
  ASSERT_EQ(AllOf("msp").size(), 9'999U);
  EXPECT_FALSE(ledger_->Execute(Item("msp", "a"), "ann").ok());
  EXPECT_EQ(AllOf("msp").front().number(), 1U);
  EXPECT_FALSE(ledger_->Execute(Item("msp", "b"), "bob").ok());
  const std::vector<v1::RefusalRecord> all = AllOf("msp");
  ASSERT_EQ(all.size(), kKeptRefusals);
  for (size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i].number(), i + 2);
  EXPECT_EQ(all.back().actor(), "bob");
  const auto snapshot = ledger_->log().NewSnapshot();
  EXPECT_EQ(Refusals(snapshot->requests()).FirstNumber("msp"), 2U);
  EXPECT_EQ(Refusals(snapshot->requests()).LastNumber("msp"), 10'001U);
}

TEST_F(LedgerRefusals, ThatAreRepeatedAreOneRowHoweverMany) {
  DefineMsp();
  Refuse(5'000, 1);
  const std::vector<v1::RefusalRecord> all = AllOf("msp");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].repeated_count(), 4'999U);
  EXPECT_EQ(all[0].request_id(), "refuse0");
}

TEST_F(LedgerRefusals, AreKeptOverARestartAndARebuild) {
  DefineMsp();
  Refuse(20, 3);
  const auto rows = RowsUnder("refusals");
  ASSERT_EQ(rows.size(), 20U);
  Open();
  EXPECT_EQ(RowsUnder("refusals"), rows);
  const auto rebuilt = ledger_->Rebuild();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  for (const Rebuilt& fold : *rebuilt) EXPECT_TRUE(fold.identical) << fold.name;
  EXPECT_EQ(RowsUnder("refusals"), rows);
  EXPECT_EQ(ledger_->log().head().position(), 1U);
}

// What anybody can name must not grow the ledger.
TEST_F(LedgerRefusals, ForOrgsThatDoNotExistLeaveNoOutcome) {
  for (int i = 0; i < 500; ++i) {
    const auto receipt = ledger_->Execute(Item(absl::StrCat("none", i), "r"), "ann");
    EXPECT_EQ(receipt.status().code(), absl::StatusCode::kNotFound) << receipt.status();
  }
  EXPECT_TRUE(RowsUnder("requests").empty());
  ASSERT_EQ(RowsUnder("refusals").size(), 1U);
  EXPECT_EQ(AllOf("").front().repeated_count(), 499U);
  const auto bad = Parse<v1::DefineOrg>(
      "request_id: 'bad' org { org_id: 'bad' name: 'B' currency: 'USD' time_zone: 'UTC' "
      "number_pattern: 'BILL' }");
  EXPECT_FALSE(ledger_->Execute(bad, "ann").ok());
  EXPECT_TRUE(RowsUnder("requests").empty());
}

TEST_F(LedgerRefusals, ForAnOrgThatIsDefinedLaterAreJudgedThen) {
  EXPECT_FALSE(ledger_->Execute(Item("msp", "r"), "ann").ok());
  DefineMsp();
  const auto again = ledger_->Execute(Item("msp", "r"), "ann");
  EXPECT_THAT(std::string(again.status().message()), HasSubstr("tax_id"));
  EXPECT_TRUE(ledger_
                  ->Execute(Parse<v1::DefineTax>("org_id: 'msp' request_id: 't' tax { tax_id: "
                                                 "'none' name: 'T' rate_percent: '1' }"),
                            "ann")
                  .ok());
  // From now on the outcome stands.
  EXPECT_FALSE(ledger_->Execute(Item("msp", "r"), "ann").ok());
  EXPECT_TRUE(ledger_->Execute(Item("msp", "s"), "ann").ok());
  EXPECT_EQ(AllOf("msp").size(), 1U);
}

TEST_F(LedgerRefusals, OfAReusedRequestIdAreKeptAndRepeatsOfOneRequestAreNot) {
  DefineMsp();
  EXPECT_FALSE(ledger_->Execute(Item("msp", "r"), "ann").ok());
  EXPECT_FALSE(ledger_->Execute(Item("msp", "r"), "bob").ok());
  EXPECT_EQ(AllOf("msp").size(), 1U);
  v1::DefineItem other = Item("msp", "r");
  other.mutable_item()->set_name("Other");
  EXPECT_FALSE(ledger_->Execute(other, "bob").ok());
  const std::vector<v1::RefusalRecord> all = AllOf("msp");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].refusal().reason(), v1::REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(all[1].actor(), "bob");
  EXPECT_EQ(all[0].repeated_count(), 0U);
}

TEST_F(LedgerRefusals, RingTheBellWhenTheyAreKept) {
  DefineMsp();
  std::atomic<int> rung = 0;
  const uint64_t ticket = ledger_->refusal_bell().Listen([&] { rung += 1; });
  EXPECT_FALSE(ledger_->Execute(Item("msp", "r"), "ann").ok());
  EXPECT_EQ(rung, 1);
  EXPECT_TRUE(ledger_
                  ->Execute(Parse<v1::DefineTax>("org_id: 'msp' request_id: 't' tax { tax_id: "
                                                 "'x' name: 'T' rate_percent: '1' }"),
                            "ann")
                  .ok());
  EXPECT_EQ(rung, 1);
  absl::Notification noted;
  const uint64_t other = ledger_->refusal_bell().Listen([&] { noted.Notify(); });
  EXPECT_TRUE(ledger_->Note({"msp", Record("noted")}));
  noted.WaitForNotification();
  ledger_->refusal_bell().Forget(ticket);
  ledger_->refusal_bell().Forget(other);
  EXPECT_EQ(AllOf("msp").back().refusal().field(), "noted");
}

}  // namespace
}  // namespace tally
