#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/csv/count_columns.h"
#include "clients/cli/csv/csv_reader.h"

namespace tally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The rows of a file: their fields, or what is wrong with them.
std::vector<std::vector<std::string>> RowsOf(const std::string& text) {
  std::istringstream in(text);
  CsvReader reader(in);
  std::vector<std::vector<std::string>> rows;
  for (CsvRow row; reader.Next(row);) {
    rows.push_back(row.problem.empty() ? row.fields : std::vector<std::string>{"! " + row.problem});
  }
  return rows;
}

TEST(CsvReader, ReadsRows) {
  EXPECT_THAT(RowsOf(""), IsEmpty());
  EXPECT_THAT(RowsOf("a,b\nc,d\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
  EXPECT_THAT(RowsOf("a,b\r\nc,d"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
  EXPECT_THAT(RowsOf("\xEF\xBB\xBF\"a\",b"), ElementsAre(ElementsAre("a", "b")));
  EXPECT_THAT(RowsOf("a,,\n,"), ElementsAre(ElementsAre("a", "", ""), ElementsAre("", "")));
  EXPECT_THAT(RowsOf("\n\na"), ElementsAre(ElementsAre(""), ElementsAre(""), ElementsAre("a")));
}

TEST(CsvReader, ReadsQuotes) {
  EXPECT_THAT(RowsOf("\"a,b\",\"say \"\"x\"\"\"\r\n\"two\nlines\",\"\"\n"),
              ElementsAre(ElementsAre("a,b", "say \"x\""), ElementsAre("two\nlines", "")));
}

TEST(CsvReader, GoesOnBehindARowThatIsWrong) {
  EXPECT_THAT(RowsOf("a\"b,c\nd,e"),
              ElementsAre(ElementsAre("! a quote inside a field that is not quoted; write \"a "
                                      "\"\"b\"\" c\""),
                          ElementsAre("d", "e")));
  EXPECT_THAT(RowsOf("\"a\"b,c\nd,e"),
              ElementsAre(ElementsAre("! text after a closing quote"), ElementsAre("d", "e")));
  EXPECT_THAT(RowsOf("a,\"b\nc"), ElementsAre(ElementsAre("! a quote is opened and never closed")));
  EXPECT_THAT(
      RowsOf(absl::StrCat(std::string(1'000'000, 'x'), ",y\nd,e")),
      ElementsAre(ElementsAre("! a field is longer than 4096 bytes"), ElementsAre("d", "e")));
  EXPECT_THAT(RowsOf(absl::StrCat(std::string(64, ','), "\nd,e")),
              ElementsAre(ElementsAre("! more than 64 fields"), ElementsAre("d", "e")));
}

TEST(CsvReader, CountsRowsAsSpreadsheetsDo) {
  std::istringstream in("h\n\"two\nlines\"\n\nlast\n");
  CsvReader reader(in);
  CsvRow row;
  std::vector<uint64_t> numbers;
  while (reader.Next(row)) {
    if (!row.is_empty()) numbers.push_back(row.number);
  }
  EXPECT_THAT(numbers, ElementsAre(1u, 2u, 4u));
}

using CountsRow = EntryRow<v1::Observation>;

struct CountsFile : EntriesFile<v1::Observation> {
  explicit CountsFile(std::istream& in)
      : EntriesFile(in, CountColumns(), {}, kMaxCountFieldBytes) {}
};

// What is wrong with the header.
std::string HeaderProblem(const std::string& text) {
  std::istringstream in(text);
  return CountsFile(in).problem();
}

TEST(CountsFile, SaysWhatIsWrongWithTheHeader) {
  EXPECT_EQ(HeaderProblem("observed_at,account,meter,quantity\n"), "");
  EXPECT_EQ(HeaderProblem("quantity,meter,unit_cost,account,currency,observed_at\n"), "");
  EXPECT_EQ(HeaderProblem(""), "the file is empty");
  EXPECT_EQ(HeaderProblem("observed_at,account,quantity\n"),
            "the header has no column meter; the first row names the columns, such as "
            "observed_at,account,meter,quantity");
  EXPECT_EQ(HeaderProblem("observed_at,account,meter,quantity,unit-cost\n"),
            "no column is called `unit-cost`; did you mean unit_cost?");
  EXPECT_EQ(HeaderProblem("observed_at,account,meter,quantity,colour\n"),
            "no column is called `colour`; there are observed_at, account, meter, quantity, "
            "unit_cost, currency, change, members");
  EXPECT_EQ(HeaderProblem("observed_at,account,meter,change\n"), "");
  EXPECT_EQ(HeaderProblem("members,observed_at,account,meter\n"), "");
  EXPECT_EQ(HeaderProblem("observed_at,account,meter,unit_cost\n"),
            "the header has no column quantity, change or members; the first row names the "
            "columns, such as observed_at,account,meter,quantity");
  EXPECT_EQ(HeaderProblem("observed_at,account,meter,quantity,meter\n"),
            "the column meter stands in the header twice");
  EXPECT_EQ(HeaderProblem("\xFF\xFE"
                          "o\n"),
            "the header is not UTF-8");
  const char* control = "the header has a control character; save the file as CSV in UTF-8";
  EXPECT_EQ(HeaderProblem(std::string(1000, '\0')), control);
  EXPECT_EQ(HeaderProblem("observed_at,\x1b[31m\n"), control);
  EXPECT_EQ(HeaderProblem("observed_at,\xC2\x9B"
                          "31m\n"),
            control);
}

TEST(CountsFile, ReadsObservations) {
  std::istringstream in(
      "unit_cost,observed_at,meter,account,quantity,currency\r\n"
      "3.3333,2026-08-01T12:00:00Z,LH0R,\"a,b\",7,USD\r\n"
      ",2026-08-01T14:00:00.25+02:00,MAC,1001,12.5,\r\n");
  CountsFile file(in);
  CountsRow row;
  ASSERT_TRUE(file.Next(row));
  EXPECT_EQ(row.number, 2u);
  EXPECT_EQ(row.problem.message, "");
  EXPECT_EQ(row.entry.observed_at().seconds(), 1785585600);
  EXPECT_EQ(row.entry.account(), "a,b");
  EXPECT_EQ(row.entry.meter(), "LH0R");
  EXPECT_EQ(row.entry.quantity(), "7");
  EXPECT_EQ(row.entry.unit_cost(), "3.3333");
  EXPECT_EQ(row.entry.cost_currency(), "USD");
  ASSERT_TRUE(file.Next(row));
  EXPECT_EQ(row.entry.observed_at().seconds(), 1785585600);
  EXPECT_EQ(row.entry.observed_at().nanos(), 250'000'000);
  EXPECT_FALSE(file.Next(row));
}

TEST(CountsFile, ReadsChangesAndMembers) {
  std::istringstream in(
      "observed_at,account,meter,quantity,change,members\n"
      "2026-08-01T12:00:00Z,a,m,,+3,\n"
      "2026-08-01T12:00:00Z,a,m,,-2.5,\n"
      "2026-08-01T12:00:00Z,a,m,,+-2,\n"
      "2026-08-01T12:00:00Z,a,m,3,, ann; bob smith ;cyd\n"
      "2026-08-01T12:00:00Z,a,m,,,ann;\n"
      "2026-08-01T12:00:00Z,a,m,3,,\n");
  CountsFile file(in);
  std::vector<std::string> rows;
  for (CountsRow row; file.Next(row);) {
    EXPECT_EQ(row.problem.message, "");
    rows.push_back(absl::StrCat(row.entry.quantity(), "|", row.entry.change(), "|",
                                absl::StrJoin(row.entry.members(), "|")));
  }
  EXPECT_THAT(rows, ElementsAre("|3|", "|-2.5|", "|+-2|", "3||ann|bob smith|cyd", "||ann|", "3||"));
}

// As many members as the ledger takes, each as long as it may be.
TEST(CountsFile, ReadsTenThousandMembers) {
  std::string members;
  for (int i = 0; i < 10'000; ++i) {
    absl::StrAppend(&members, i == 0 ? "" : ";", std::string(251, 'x'), 10'000 + i);
  }
  std::istringstream in("observed_at,account,meter,members\n2026-08-01T12:00:00Z,a,m," + members);
  CountsFile file(in);
  CountsRow row;
  ASSERT_TRUE(file.Next(row));
  EXPECT_EQ(row.problem.message, "");
  ASSERT_EQ(row.entry.members_size(), 10'000);
  EXPECT_EQ(row.entry.members(9'999).size(), 256u);
}

TEST(ColumnOf, IsWhereAFieldIsWritten) {
  std::istringstream in("observed_at,account,meter,members\n");
  const CountsFile file(in);
  EXPECT_EQ(file.ColumnOf("account"), "account");
  EXPECT_EQ(file.ColumnOf("cost_currency"), "currency");
  EXPECT_EQ(file.ColumnOf("members[7]"), "members");
  EXPECT_EQ(file.ColumnOf("another"), "another");
}

// The first row below the header, as `field: problem`.
std::string RowProblem(const std::string& text) {
  std::istringstream in("observed_at,account,meter,quantity\n" + text + "\n");
  CountsFile file(in);
  CountsRow row;
  EXPECT_TRUE(file.Next(row));
  return row.problem.column + ": " + row.problem.message;
}

TEST(CountsFile, TellsRowsThatCannotBeSent) {
  EXPECT_EQ(RowProblem("2026-08-01T12:00:00Z,a,m"), ": 3 fields where the header has 4");
  EXPECT_EQ(RowProblem("2026-08-01T12:00:00Z,a,m,1,2"), ": 5 fields where the header has 4");
  EXPECT_EQ(RowProblem("2026-08-01T12:00:00Z,\xC3\x28,m,1"), "account: not UTF-8");
  EXPECT_EQ(RowProblem("2026-08-01T12:00:00Z,a,\"m\nn\",1"), "meter: a control character");
  for (const char* time :
       {"", "2026-08-01", "2026-08-01 12:00:00Z", "2026-08-01T12:00:00", "2026-02-30T12:00:00Z",
        "2026-13-01T12:00:00Z", "2026-08-01T25:00:00Z", "infinite-future", "01/08/2026 12:00",
        "2026-08-01T12:00:00Zx", "99999-01-01T00:00:00Z"}) {
    EXPECT_THAT(RowProblem(std::string(time) + ",a,m,1"), HasSubstr("observed_at: not an instant"))
        << time;
  }
}

}  // namespace
}  // namespace tally
