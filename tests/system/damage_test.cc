// Damage: what a changed byte on disk leads to. `--rebuild` checks the whole log.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/database.h"
#include "support/temporary_directory.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class Damage : public testing::Test {
 protected:
  // Leaves a log of nine events.
  void SetUp() override {
    Program daemon(Tallyd(data_));
    const Client client(TargetIn(data_));
    Answer<v1::DefineOrg>(client,
                          "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
    for (int i = 0; i < kEvents - 1; ++i) {
      Answer<v1::DefineTax>(client,
                            absl::StrCat("org_id: 'msp' tax { tax_id: 'tax", i,
                                         "' name: 'A tax with a name' rate_percent: '20' }"));
    }
    daemon.Send(SIGTERM);
    ASSERT_EQ(daemon.Wait(), 0);
  }

  Database Open() const { return Database(data_ + "/ledger"); }

  // Changes one byte of the record at `position`, `from_end` bytes before its end if it is
  // negative.
  void Flip(size_t position, int64_t byte) const {
    Database database(data_ + "/ledger");
    auto [key, record] = database.All(Database::kLog)[position - 1];
    const size_t at = byte < 0 ? record.size() - static_cast<size_t>(-byte) : byte;
    record[at] = static_cast<char>(record[at] ^ 0x10);
    database.Put(Database::kLog, key, record);
  }

  static constexpr int kEvents = 9;
  const TemporaryDirectory directory_;
  const std::string& data_ = directory_.path();
};

// The bytes of a record that are not alike: its format, its hash, its commit.
constexpr int64_t kBytes[] = {0, 1, 32, 33, 60, -20, -1};

class ChangedRecord : public Damage, public testing::WithParamInterface<int> {};

TEST_P(ChangedRecord, IsFoundWithItsPosition) {
  const auto position = static_cast<size_t>(GetParam());
  for (const int64_t byte : kBytes) {
    SCOPED_TRACE(byte);
    Flip(position, byte);
    Program rebuild(Tallyd(data_, {"--rebuild"}));
    EXPECT_EQ(rebuild.Wait(), 1);
    EXPECT_THAT(rebuild.output(), HasSubstr(absl::StrCat("position ", position)));
    EXPECT_THAT(rebuild.output(), HasSubstr("restore"));
    Flip(position, byte);
  }
  Program rebuild(Tallyd(data_, {"--rebuild"}));
  EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
}

INSTANTIATE_TEST_SUITE_P(AtEachPlace, ChangedRecord, testing::Values(1, 5, 9));

TEST_F(Damage, ALastRecordThatIsNotAsItWasLeftKeepsTheDaemonFromStarting) {
  for (const int64_t byte : kBytes) {
    SCOPED_TRACE(byte);
    Flip(kEvents, byte);
    {
      Program daemon(Tallyd(data_));
      EXPECT_FALSE(daemon.Says("event=ready"));
      EXPECT_THAT(daemon.output(), HasSubstr(absl::StrCat("position ", kEvents)));
    }
    Flip(kEvents, byte);
  }
}

TEST_F(Damage, ALogThatLostItsEndKeepsTheDaemonFromStarting) {
  {
    Database database(data_ + "/ledger");
    database.Delete(Database::kLog, database.All(Database::kLog).back().first);
  }
  for (const char* flag : {"--rebuild", "--log-level=info"}) {
    Program daemon(Tallyd(data_, {flag}));
    EXPECT_FALSE(daemon.Says("event=ready"));
    EXPECT_EQ(daemon.Wait(), 1);
    EXPECT_THAT(daemon.output(), HasSubstr("position 8, but 9 was recorded"));
  }
}

TEST_F(Damage, ALogThatLostARecordIsFound) {
  {
    Database database(data_ + "/ledger");
    database.Delete(Database::kLog, database.All(Database::kLog)[4].first);
  }
  Program rebuild(Tallyd(data_, {"--rebuild"}));
  EXPECT_EQ(rebuild.Wait(), 1);
  EXPECT_THAT(rebuild.output(), HasSubstr("position 5"));
}

// Changes the rows of the state, then expects them to be mended once.
template <class Change>
void ExpectMended(const std::string& data, Change change) {
  {
    Database database(data + "/ledger");
    change(database);
  }
  Program mend(Tallyd(data, {"--rebuild"}));
  EXPECT_EQ(mend.Wait(), 3) << mend.output();
  EXPECT_THAT(mend.output(), HasSubstr("DIFFERED, now mended"));
  EXPECT_THAT(mend.output(), HasSubstr(" identical"));
  Program again(Tallyd(data, {"--rebuild"}));
  EXPECT_EQ(again.Wait(), 0) << again.output();
  EXPECT_THAT(again.output(), Not(HasSubstr("DIFFERED")));
}

// A row of the books: the one whose key names the tax.
std::pair<std::string, std::string> RowOfTax(Database& database) {
  for (const auto& row : database.All(Database::kState)) {
    if (row.first.find("taxes") != std::string::npos &&
        row.first.find("tax3") != std::string::npos &&
        row.second.find("A tax with a name") != std::string::npos) {
      return row;
    }
  }
  ADD_FAILURE() << "the books have no row for the tax";
  return {};
}

TEST_F(Damage, ARowThatWasChangedRemovedOrAddedIsMended) {
  ExpectMended(data_, [](Database& database) {
    auto [key, value] = RowOfTax(database);
    value.replace(value.find("name"), 4, "NAME");
    database.Put(Database::kState, key, value);
  });
  ExpectMended(data_, [](Database& database) {
    database.Delete(Database::kState, RowOfTax(database).first);
  });
  ExpectMended(data_, [](Database& database) {
    const auto [key, value] = RowOfTax(database);
    database.Put(Database::kState, key + "x", value);
  });
  Program daemon(Tallyd(data_));
  const auto tax = Answer<v1::GetTax>(Client(TargetIn(data_)), "org_id: 'msp' tax_id: 'tax3'");
  EXPECT_EQ(tax.name(), "A tax with a name");
}

}  // namespace
}  // namespace tally
