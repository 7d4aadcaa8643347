// What a check finds in the rows that are made of the events, and how it names it.

#include <gtest/gtest.h>

#include <filesystem>

#include "audit/audited.h"
#include "ledger/audit/difference.h"
#include "ledger/audit/key_words.h"
#include "ledger/base/refusal.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

class ChangedRow : public testing::Test {
 protected:
  using Row = std::pair<std::string, std::string>;

  // Checks the ledger after `change` was made to the row of a table, a book's or a projection's,
  // whose key is made of `name` and `parts`.
  template <class Change, class... Parts>
  Checked CheckAfter(Change change, absl::string_view name, const Parts&... parts) {
    office_.Close();
    {
      Database database(office_.directory());
      const std::string key = KeyOf(name, parts...);
      int found = 0;
      for (const Row& row : database.All(Database::kState)) {
        // Generation and "r" come before.
        if (row.first.size() < 9 || row.first.substr(9) != key || row.first[8] != 'r') continue;
        change(database, row);
        found += 1;
      }
      EXPECT_EQ(found, 1) << name;
    }
    office_.Open(AllProjections());
    return CheckOf(office_.ledger().log());
  }

  static void Flip(Database& database, Row row) {
    row.second.back() = static_cast<char>(row.second.back() ^ 0x01);
    database.Put(Database::kState, row.first, row.second);
  }

  static void Remove(Database& database, const Row& row) {
    database.Delete(Database::kState, row.first);
  }

  static void Add(Database& database, const Row& row) {
    database.Put(Database::kState, row.first + "x", row.second);
  }

  Audited audited_;
  Office& office_ = audited_.office();
};

TEST_F(ChangedRow, OfTheBooksIsFound) {
  const Checked checked = CheckAfter(&Flip, "customers", "msp", "c0");
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
  EXPECT_EQ(checked.Count("books", "row `customers msp c0` is not what the events"), 1U)
      << checked.text();
}

TEST_F(ChangedRow, OfAProjectionIsFoundWithTheEventThatMadeIt) {
  const Checked checked = CheckAfter(&Flip, "entries", "msp", "2026-10", "c0");
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
  EXPECT_EQ(checked.Count("projection review_queue", "row `entries msp 2026-10 c0`"), 1U)
      << checked.text();
  const auto events = office_.Events();
  const uint64_t position = checked.findings.at(0).position();
  ASSERT_LE(position, events.size());
  EXPECT_EQ(events[position - 1].event().draft_approved().customer_id(), "c0");
}

TEST_F(ChangedRow, OfAStreamIsFound) {
  const Checked checked = CheckAfter(&Flip, "heads", "msp", "org");
  EXPECT_EQ(checked.Count("streams", "row `heads msp org`"), 1U) << checked.text();
}

TEST_F(ChangedRow, ThatWasRemovedIsFound) {
  const Checked checked = CheckAfter(&Remove, "outcomes", "msp", "2026-09.1", "counted");
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
  EXPECT_EQ(checked.Count("projection run_history", "is missing"), 1U) << checked.text();
}

TEST_F(ChangedRow, ThatWasAddedIsFound) {
  const Checked checked = CheckAfter(&Add, "drafts", "msp", "2026-10", "c1");
  EXPECT_EQ(checked.findings.size(), 1U) << checked.text();
  EXPECT_EQ(checked.Count("books", "is too many: no event makes it"), 1U) << checked.text();
}

TEST_F(ChangedRow, ThatIsHistoryIsFound) {
  office_.Close();
  {
    Database database(office_.directory());
    for (auto [key, value] : database.All(Database::kState)) {
      const bool is_it =
          key.size() > 9 && key[8] == 'h' &&
          absl::StartsWith(key.substr(9), KeyOf("drafts", "msp", "2026-10", "taxed"));
      if (!is_it) continue;
      value.back() = static_cast<char>(value.back() ^ 0x01);
      database.Put(Database::kState, key, value);
    }
  }
  office_.Open(AllProjections());
  const Checked checked = CheckOf(office_.ledger().log());
  EXPECT_GT(checked.Count("books", "row `drafts msp 2026-10 taxed` as it was since position "), 3U)
      << checked.text();
}

TEST(Check, TellsHowFarItIsFirstOfAll) {
  Audited audited;
  const TemporaryDirectory directory;
  auto check = LedgerCheck::Start(audited.office().ledger().log().NewSnapshot(), AllFolds(),
                                  std::nullopt, directory.path());
  ASSERT_TRUE(check.ok());
  const auto first = (*check)->Next();
  ASSERT_TRUE(first.ok() && *first);
  EXPECT_EQ((*first)->position(), 0U);
  EXPECT_EQ((*first)->until_position(), audited.office().Events().size());
}

TEST(Check, LooksAtWhatWasThereWhenItStarted) {
  Audited audited;
  const TemporaryDirectory directory;
  const size_t events = audited.office().Events().size();
  auto check = LedgerCheck::Start(audited.office().ledger().log().NewSnapshot(), AllFolds(),
                                  std::nullopt, directory.path());
  ASSERT_TRUE(check.ok());
  audited.office().Do<v1::CreditInvoice>(
      "org_id: 'msp' invoice_number: 'BILL-2026-11-001' whole {} reason: 'late'");
  const Checked checked = RunToEnd(**check);
  EXPECT_TRUE(checked.verdict.passed()) << checked.text();
  EXPECT_EQ(checked.verdict.event_count(), events);
}

// Twelve thousand events, in six commits.
void FillLog(Log& log) {
  auto batch = log.NewBatch();
  for (int i = 0; i < 6; ++i) {
    Record record;
    record.commit.set_first_position(batch->head().position() + 1);
    record.commit.set_org_id("msp");
    record.commit.set_request_id(absl::StrCat("r", i));
    for (int j = 0; j < 2'000; ++j) {
      const std::string id = absl::StrCat("t", i, "-", j);
      AddEvent(absl::StrCat("taxes/", id), 1,
               Parse<v1::Event>(
                   absl::StrCat("tax_defined { org_id: 'msp' tax { tax_id: '", id, "' } }")),
               record);
    }
    batch->Append(record);
    KeepOutcome(record.commit, batch->requests());
  }
  ASSERT_TRUE(log.Append(std::move(batch)).ok());
}

TEST(Check, WritesLongLogsInPartsAndTellsOfEach) {
  Office office(AllProjections());
  office.Close();
  FillLog(**OpenLog(office.directory()));
  office.Open(AllProjections());
  ASSERT_TRUE(office.ledger().Rebuild().ok());
  const Checked checked = CheckOf(office.ledger().log());
  EXPECT_TRUE(checked.verdict.passed()) << checked.text();
  EXPECT_EQ(checked.verdict.event_count(), 12'000U);
  // Books, streams' heads and their positions.
  EXPECT_EQ(checked.verdict.row_count(), 36'000U);
  // The first, two of the events in part, one when they end, at least one a fold.
  EXPECT_GE(checked.messages, 9U);
}

TEST(Check, OfAnEmptyLogPasses) {
  Office office(AllProjections());
  const Checked checked = CheckOf(office.ledger().log());
  EXPECT_TRUE(checked.verdict.passed()) << checked.text();
  EXPECT_EQ(checked.verdict.event_count(), 0U);
}

size_t EntriesIn(const std::string& directory) {
  const std::filesystem::directory_iterator entries(directory);
  return static_cast<size_t>(std::distance(begin(entries), end(entries)));
}

TEST(Scratch, IsRemovedWithTheCheckWhetherItEndedOrNot) {
  Audited audited;
  const TemporaryDirectory directory;
  for (const int steps : {0, 1, 2, 100}) {
    auto check = LedgerCheck::Start(audited.office().ledger().log().NewSnapshot(), AllFolds(),
                                    std::nullopt, directory.path());
    ASSERT_TRUE(check.ok());
    EXPECT_EQ(EntriesIn(directory.path()), 1U);
    for (int i = 0; i < steps; ++i) {
      const auto progress = (*check)->Next();
      ASSERT_TRUE(progress.ok());
      if (*progress && (*progress)->has_verdict()) break;
    }
    check = absl::UnknownError("left");
    EXPECT_EQ(EntriesIn(directory.path()), 0U);
  }
}

TEST(Scratch, ThereAreTwoAtOnceAndNoMore) {
  Audited audited;
  const TemporaryDirectory directory;
  const auto start = [&] {
    return LedgerCheck::Start(audited.office().ledger().log().NewSnapshot(), AllFolds(),
                              std::nullopt, directory.path());
  };
  auto first = start();
  auto second = start();
  ASSERT_TRUE(first.ok() && second.ok());
  const absl::Status third = start().status();
  EXPECT_EQ(third.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(RefusalOf(third).value_or(v1::Refusal()).reason(), v1::REASON_OVERLOADED);
  // Each a part of the way, one after the other.
  std::vector<Checked> both;
  ASSERT_TRUE((*first)->Next().ok());
  both.push_back(RunToEnd(**second));
  both.push_back(RunToEnd(**first));
  for (const Checked& checked : both) EXPECT_TRUE(checked.verdict.passed()) << checked.text();
}

TEST(Scratch, ThatAKilledDaemonLeftIsRemovedAndNothingElse) {
  const TemporaryDirectory directory;
  for (const char* name : {"audit-a1B2c3", "audit-zzzzzz", "ledger", "auditor"}) {
    std::filesystem::create_directory(directory.path() + "/" + name);
  }
  Scratch::RemoveAll(directory.path());
  EXPECT_EQ(EntriesIn(directory.path()), 2U);
  EXPECT_TRUE(std::filesystem::exists(directory.path() + "/ledger"));
}

TEST(KeyInWords, ReadsTextsNumbersAndInstants) {
  EXPECT_EQ(KeyInWords(KeyOf("invoices", "msp", "BILL-2026-10-001")),
            "invoices msp BILL-2026-10-001");
  EXPECT_EQ(KeyInWords(KeyOf("invoices", "msp", uint64_t{812})), "invoices msp 812");
  EXPECT_EQ(KeyInWords(KeyOf("latest_first", "msp", ~uint64_t{812})), "latest_first msp 812");
  google::protobuf::Timestamp instant;
  instant.set_seconds(1'793'707'200);
  EXPECT_EQ(KeyInWords(KeyOf("counts", "\xC3\xA9t\xC3\xA9", instant)),
            "counts \xC3\xA9t\xC3\xA9 2026-11-03T12:00:00Z");
  EXPECT_EQ(KeyInWords("\x01\x02"), "0102");
  EXPECT_EQ(KeyInWords(""), "");
}

TEST(Difference, NamesTheFirstFieldAndBothValues) {
  const auto difference = [](absl::string_view recorded, absl::string_view derived) {
    return FirstDifference(Parse<v1::Invoice>(recorded), Parse<v1::Invoice>(derived))
        .value_or("none");
  };
  EXPECT_EQ(difference("number: 'A'", "number: 'A'"), "none");
  EXPECT_EQ(difference("number: 'A'", ""), "number: \"A\" is recorded, nothing comes out");
  EXPECT_EQ(difference("lines { line_id: 'a' } lines { line_id: 'b' }", "lines { line_id: 'a' }"),
            "number of lines: 2 is recorded, 1 comes out");
  EXPECT_EQ(difference("lines { line_id: 'a' quantity: '1' } due_date: '1'",
                       "lines { line_id: 'a' quantity: '2' } due_date: '1'"),
            "line a, quantity: \"1\" is recorded, \"2\" comes out");
  EXPECT_EQ(difference("totals { net { minor_units: 5 currency: 'USD' } }",
                       "totals { net { minor_units: 5 currency: 'EUR' } }"),
            "totals, net: 0.05 USD is recorded, 0.05 EUR comes out");
  EXPECT_EQ(difference("period { start { seconds: 60 } }", "period { start { seconds: 61 } }"),
            "period, start: 1970-01-01T00:01:00Z is recorded, 1970-01-01T00:01:01Z comes out");
  EXPECT_EQ(difference("terms { days: 30 }", "terms { from_end_of_month: true }"),
            "terms, days: 30 is recorded, 0 comes out");
  EXPECT_EQ(difference("", "terms { }"), "terms: nothing is recorded, something comes out");
}

}  // namespace
}  // namespace tally
