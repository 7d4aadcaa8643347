#include "ledger/folds.h"

#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "ledger/store/table.h"
#include "ledger/store/versioned_store.h"
#include "support/database.h"
#include "support/office.h"

namespace tally {
namespace {

using google::protobuf::StringValue;
using Seen = Table<StringValue, Number>;

// Keeps the stream of each event by its position, after `words`.
Fold StreamsSeen(const std::string& name, uint32_t version, const std::string& words) {
  return {.name = name, .version = version, .bind = [words](Store& rows) -> Fold::Apply {
            return [seen = std::make_shared<Seen>(rows, "seen"),
                    words](const v1::RecordedEvent& event) {
              StringValue stream;
              stream.set_value(words + event.stream());
              seen->Put(event.position(), stream);
            };
          }};
}

// What the fold `name` has kept, by position.
std::vector<std::string> Kept(Office& office, const std::string& name) {
  std::vector<std::string> kept;
  const View view = office.ledger().Read();
  const auto rows = view.RowsOf(name);
  const Seen table(*rows, "seen");
  for (auto row = table.Scan(); row.Valid(); row.Next()) kept.push_back(row.row().value());
  return kept;
}

using Streams = std::vector<std::string>;

// Two events, of the org and a tax.
void RecordTwo(Office& office) {
  office.Do<v1::DefineOrg>("org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' }");
  office.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' }");
}

std::string DigestOf(const std::vector<Rebuilt>& rebuilt, const std::string& name) {
  for (const Rebuilt& fold : rebuilt) {
    if (fold.name == name) return fold.digest;
  }
  ADD_FAILURE() << "no fold " << name;
  return "";
}

TEST(Folds, AreInTheSameWriteAsTheEvents) {
  Office office({StreamsSeen("seen", 1, "")});
  RecordTwo(office);
  EXPECT_EQ(Kept(office, "seen"), (Streams{"org", "taxes/vat"}));
}

TEST(Folds, AreKeptWhenTheLedgerIsClosed) {
  Office office({StreamsSeen("seen", 1, "")});
  RecordTwo(office);
  // The same version in other words: nothing is made again.
  office.Open({StreamsSeen("seen", 1, "new ")});
  EXPECT_EQ(Kept(office, "seen"), (Streams{"org", "taxes/vat"}));
}

TEST(Folds, AreMadeFromTheLogWhenTheyAreNew) {
  Office office;
  RecordTwo(office);
  office.Open({StreamsSeen("seen", 1, "")});
  EXPECT_EQ(Kept(office, "seen"), (Streams{"org", "taxes/vat"}));
}

TEST(Folds, AreMadeAgainWhenTheirVersionIsAnother) {
  Office office({StreamsSeen("seen", 1, "old "), StreamsSeen("other", 1, "old ")});
  RecordTwo(office);
  for (const uint32_t version : {2U, 1U}) {
    const std::string words = absl::StrCat("v", version, " ");
    office.Open({StreamsSeen("seen", version, words), StreamsSeen("other", 1, words)});
    EXPECT_EQ(Kept(office, "seen"), (Streams{words + "org", words + "taxes/vat"}));
    EXPECT_EQ(Kept(office, "other"), (Streams{"old org", "old taxes/vat"}));
  }
  office.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'low' rate_percent: '5' }");
  EXPECT_EQ(Kept(office, "seen"), (Streams{"v1 org", "v1 taxes/vat", "v1 taxes/low"}));
}

// An older daemon without the projection ran for a while.
TEST(Folds, AreMadeAgainAfterTheyWereLeftOut) {
  Office office({StreamsSeen("seen", 1, "")});
  office.Do<v1::DefineOrg>("org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' }");
  office.Open();
  office.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' }");
  office.Open({StreamsSeen("seen", 1, "")});
  EXPECT_EQ(Kept(office, "seen"), (Streams{"org", "taxes/vat"}));
}

// The rows of one fold are never those of another, whichever came and went.
TEST(Folds, KeepTheirRowsApartFromThoseThatWereLeftOut) {
  Office office({StreamsSeen("left", 1, "left ")});
  office.Do<v1::DefineOrg>("org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' }");
  office.Open({StreamsSeen("new", 1, "new ")});
  office.Open({StreamsSeen("new", 1, "new "), StreamsSeen("left", 1, "left ")});
  office.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' }");
  EXPECT_EQ(Kept(office, "new"), (Streams{"new org", "new taxes/vat"}));
  EXPECT_EQ(Kept(office, "left"), (Streams{"left org", "left taxes/vat"}));
}

TEST(Rebuild, GivesTheSameRowsByteForByte) {
  Office office({StreamsSeen("seen", 1, "")});
  office.OpenProvider(3);
  office.RunMonth("2026-10");
  ASSERT_TRUE(office.Try(office.Approval("c0", "2026-10")).ok());
  office.Do<v1::CreditInvoice>(
      "org_id: 'msp' invoice_number: 'BILL-2026-11-001' whole {} "
      "reason: 'asked'");
  const size_t events = office.Events().size();

  const auto first = office.ledger().Rebuild();
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->size(), 3U);
  for (const Rebuilt& fold : *first) {
    EXPECT_TRUE(fold.identical) << fold.name;
    EXPECT_GT(fold.rows, 0U) << fold.name;
    EXPECT_EQ(fold.digest.size(), 64U);
  }
  EXPECT_EQ((*first)[2].rows, events);

  office.Open({StreamsSeen("seen", 1, "")});
  const auto second = office.ledger().Rebuild();
  ASSERT_TRUE(second.ok()) << second.status();
  for (const char* name : {"books", "streams", "seen"}) {
    EXPECT_EQ(DigestOf(*first, name), DigestOf(*second, name));
  }
}

TEST(Rebuild, GoesOnTakingCommandsAndRemembersThoseBefore) {
  const char* low = "request_id: 'low' org_id: 'msp' tax { tax_id: 'low' rate_percent: '5' }";
  Office office;
  RecordTwo(office);
  const auto receipt = office.Do<v1::DefineTax>(low);
  ASSERT_TRUE(office.ledger().Rebuild().ok());
  EXPECT_TRUE(IsSame(receipt, office.Do<v1::DefineTax>(low)));
  office.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'new' rate_percent: '5' }");
  EXPECT_TRUE(office.ledger().Read().books().taxes.Has("msp", "vat"));
  EXPECT_TRUE(office.ledger().Read().books().taxes.Has("msp", "new"));
  EXPECT_EQ(office.Events().back().position(), 4U);
}

// The key of the row in RocksDB that holds `text`.
std::string KeyOfRowWith(Database& raw, const std::string& text) {
  for (const auto& [key, value] : raw.All(Database::kState)) {
    if (absl::StrContains(value, text)) return key;
  }
  ADD_FAILURE() << "no row with " << text;
  return "";
}

void ExpectRepairs(Office& office) {
  const auto rebuilt = office.ledger().Rebuild();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  for (const Rebuilt& fold : *rebuilt) EXPECT_EQ(fold.identical, fold.name != "books");
  EXPECT_EQ(office.ledger().Read().books().taxes.Find("msp", "vat")->rate_percent(), "20");
  const auto again = office.ledger().Rebuild();
  for (const Rebuilt& fold : *again) EXPECT_TRUE(fold.identical) << fold.name;
}

TEST(Rebuild, FindsAndRepairsAChangedRow) {
  Office office;
  RecordTwo(office);
  office.Close();
  {
    Database raw(office.directory());
    const std::string key = KeyOfRowWith(raw, "vat");
    const auto tax = Parse<v1::Tax>("tax_id: 'vat' rate_percent: '99' etag: '2'");
    const std::string version = raw.Get(Database::kState, key).substr(0, kVersionHeaderBytes);
    raw.Put(Database::kState, key, version + tax.SerializeAsString());
  }
  office.Open();
  EXPECT_EQ(office.ledger().Read().books().taxes.Find("msp", "vat")->rate_percent(), "99");
  ExpectRepairs(office);
}

TEST(Rebuild, FindsAndRepairsARemovedRow) {
  Office office;
  RecordTwo(office);
  office.Close();
  {
    Database raw(office.directory());
    raw.Delete(Database::kState, KeyOfRowWith(raw, "vat"));
  }
  office.Open();
  ExpectRepairs(office);
}

TEST(Rebuild, FindsAndRepairsARowThatIsTooMany) {
  Office office;
  RecordTwo(office);
  office.Close();
  {
    Database raw(office.directory());
    raw.Put(Database::kState, KeyOfRowWith(raw, "vat") + "2", "");
  }
  office.Open();
  ExpectRepairs(office);
}

// A rebuild that was killed leaves rows of generations that are not used.
TEST(Rebuild, IsNotMisledByTheRowsOfOneThatDidNotEnd) {
  Office office;
  RecordTwo(office);
  office.Close();
  {
    Database raw(office.directory());
    for (uint64_t generation = 3; generation < 8; ++generation) {
      raw.Put(Database::kState, KeyOf(generation, "taxes", "msp", "rest"), "");
    }
  }
  office.Open();
  const auto rebuilt = office.ledger().Rebuild();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  for (const Rebuilt& fold : *rebuilt) EXPECT_TRUE(fold.identical) << fold.name;
  EXPECT_FALSE(office.ledger().Read().books().taxes.Has("msp", "rest"));
  office.Close();
  for (const auto& [key, value] : Database(office.directory()).All(Database::kState)) {
    EXPECT_FALSE(absl::StrContains(key, "rest"));
  }
}

TEST(Rebuild, LeavesNoRowsOfTheGenerationBefore) {
  Office office;
  RecordTwo(office);
  const auto rows = [&] {
    office.Close();
    const size_t count = Database(office.directory()).All(Database::kState).size();
    office.Open();
    return count;
  };
  const size_t before = rows();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(office.ledger().Rebuild().ok());
  EXPECT_EQ(rows(), before);
}

TEST(Rebuild, FailsOnADamagedLogAndLeavesWhatThereWas) {
  Office office;
  RecordTwo(office);
  // So that the first record is not among those that are looked at when the log is opened.
  for (int i = 0; i < 300; ++i) {
    office.Do<v1::DefineTax>(
        absl::StrCat("org_id: 'msp' tax { tax_id: 't", i, "' rate_percent: '20' }"));
  }
  office.Close();
  {
    Database raw(office.directory());
    auto [key, record] = raw.All(Database::kLog)[0];
    record.back() = static_cast<char>(record.back() ^ 1);
    raw.Put(Database::kLog, key, record);
  }
  office.Open();
  const absl::Status rebuilt = office.ledger().Rebuild().status();
  EXPECT_EQ(rebuilt.code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(absl::StrContains(rebuilt.message(), "damaged at position 1: ")) << rebuilt;
  EXPECT_TRUE(office.ledger().Read().books().taxes.Has("msp", "vat"));
  EXPECT_EQ(office.TryOpen({StreamsSeen("seen", 1, "")}).code(), absl::StatusCode::kDataLoss);
}

// Appends a commit with an event of a type that does not exist yet, as a later version would.
void AppendUnknownEvent(const std::string& directory) {
  const auto log = OpenLog(directory);
  ASSERT_TRUE(log.ok()) << log.status();
  auto batch = (*log)->NewBatch();
  Record record;
  record.commit.set_first_position(batch->head().position() + 1);
  record.commit.set_org_id("msp");
  v1::CommittedEvent& event = *record.commit.add_events();
  event.set_stream("news");
  event.set_version(1);
  event.set_sealed_event(std::string("\xfa\x7c\x00", 3));  // Field 1999, an empty message.
  batch->Append(record);
  ASSERT_TRUE((*log)->Append(std::move(batch)).ok());
}

// DESIGN: an unknown event type stops the daemon. Its books would not know what happened.
TEST(Ledger, DoesNotOpenOnAnEventTypeThatItDoesNotKnow) {
  Office office;
  RecordTwo(office);
  office.Close();
  AppendUnknownEvent(office.directory());
  const absl::Status opened = office.TryOpen();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::StrContains(opened.message(), "events of type 1999")) << opened;
}

// More events than a rebuild writes at once.
TEST(Rebuild, WritesLongLogsInParts) {
  Office office;
  office.Close();
  {
    const auto log = OpenLog(office.directory());
    ASSERT_TRUE(log.ok());
    auto batch = (*log)->NewBatch();
    for (int i = 0; i < 6; ++i) {
      Record record;
      record.commit.set_first_position(batch->head().position() + 1);
      record.commit.set_org_id("msp");
      for (int j = 0; j < 2'000; ++j) {
        const std::string id = absl::StrCat("t", i, "-", j);
        AddEvent(absl::StrCat("taxes/", id), 1,
                 Parse<v1::Event>(
                     absl::StrCat("tax_defined { org_id: 'msp' tax { tax_id: '", id, "' } }")),
                 record);
      }
      batch->Append(record);
    }
    ASSERT_TRUE((*log)->Append(std::move(batch)).ok());
  }
  office.Open({StreamsSeen("seen", 1, "")});
  const Streams kept = Kept(office, "seen");
  EXPECT_EQ(kept.size(), 12'000U);
  EXPECT_EQ(kept.front(), "taxes/t0-0");
  EXPECT_EQ(kept.back(), "taxes/t5-1999");
  const auto rebuilt = office.ledger().Rebuild();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ((*rebuilt)[1].rows, 12'000U);
}

}  // namespace
}  // namespace tally
