#include "ledger/store/table.h"

#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include "ledger/store/memory_store.h"
#include "support/text.h"
#include "tally/v1/counts.pb.h"

namespace tally {
namespace {

using google::protobuf::StringValue;

StringValue Value(const std::string& text) {
  StringValue value;
  value.set_value(text);
  return value;
}

template <class Rows>
std::string AllOf(Rows rows) {
  std::string all;
  for (; rows.Valid(); rows.Next()) all += rows.row().value() + " ";
  return all;
}

class TableTest : public testing::Test {
 protected:
  TableTest() {
    plans_.Put("msp", "alpha", "2026-01-01", Value("first"));
    plans_.Put("msp", "alpha", "2026-07-01", Value("second"));
    plans_.Put("msp", "alphabet", "2025-01-01", Value("other"));
    plans_.Put("other", "alpha", "2026-03-01", Value("foreign"));
    neighbours_.Put("msp", Value("neighbour"));
  }

  // The text of the last plan in force on `day`; empty if there is none.
  std::string LastOn(Text customer, Text day) const {
    return plans_.FindLast("msp", customer, day).value_or(StringValue()).value();
  }

  MemoryStore store_;
  Table<StringValue, Text, Text, Text> plans_{store_, "plans"};
  Table<StringValue, Text> neighbours_{store_, "plan"};
};

TEST_F(TableTest, FindsRowsByTheirWholeKey) {
  EXPECT_EQ(plans_.Find("msp", "alpha", "2026-01-01")->value(), "first");
  EXPECT_TRUE(plans_.Has("other", "alpha", "2026-03-01"));
  EXPECT_FALSE(plans_.Has("other", "alpha", "2026-01-01"));
  EXPECT_FALSE(plans_.Find("msp", "alph", "2026-01-01"));
  EXPECT_EQ(neighbours_.Find("msp")->value(), "neighbour");
}

TEST_F(TableTest, PutReplacesAndDeleteRemoves) {
  plans_.Put("msp", "alpha", "2026-01-01", Value("changed"));
  EXPECT_EQ(plans_.Find("msp", "alpha", "2026-01-01")->value(), "changed");
  plans_.Delete("msp", "alpha", "2026-01-01");
  EXPECT_FALSE(plans_.Has("msp", "alpha", "2026-01-01"));
}

TEST_F(TableTest, KeepsEmptyRows) {
  plans_.Put("msp", "alpha", "2026-09-01", Value(""));
  ASSERT_TRUE(plans_.Find("msp", "alpha", "2026-09-01"));
  EXPECT_EQ(plans_.Find("msp", "alpha", "2026-09-01")->value(), "");
}

TEST_F(TableTest, ScansTheRowsOfAPrefixInOrder) {
  EXPECT_EQ(AllOf(plans_.Scan()), "first second other foreign ");
  EXPECT_EQ(AllOf(plans_.Scan("msp")), "first second other ");
  EXPECT_EQ(AllOf(plans_.Scan("msp", "alpha")), "first second ");
  EXPECT_EQ(AllOf(plans_.Scan("none")), "");
  EXPECT_EQ(AllOf(neighbours_.Scan()), "neighbour ");
}

TEST_F(TableTest, TellsThePartsThatAScanDidNotAskFor) {
  const auto rows = plans_.Scan("other");
  absl::string_view rest = rows.rest_of_key();
  EXPECT_EQ(TakeText(rest), "alpha");
  EXPECT_EQ(TakeText(rest), "2026-03-01");
  EXPECT_TRUE(rest.empty());
}

TEST_F(TableTest, GoesOnWithAScanWhereItWasLeft) {
  const auto rows = plans_.Scan("msp");
  EXPECT_EQ(AllOf(plans_.ScanFrom(rows.rest_of_key(), "msp")), "first second other ");
  EXPECT_EQ(AllOf(plans_.ScanFrom(KeyOf("alpha", "2026-01-02"), "msp")), "second other ");
  EXPECT_EQ(AllOf(plans_.ScanFrom(KeyOf("alphabet"), "msp")), "other ");
  EXPECT_EQ(AllOf(plans_.ScanFrom(KeyOf("b"), "msp")), "");
}

TEST_F(TableTest, FindsTheLastRowThatIsNotAfter) {
  EXPECT_EQ(LastOn("alpha", "2025-12-31"), "");
  EXPECT_EQ(LastOn("alpha", "2026-01-01"), "first");
  EXPECT_EQ(LastOn("alpha", "2026-06-30"), "first");
  EXPECT_EQ(LastOn("alpha", "2026-07-01"), "second");
  EXPECT_EQ(LastOn("alpha", "9999-12-31"), "second");
  EXPECT_EQ(LastOn("alphabet", "2024-12-31"), "");
  EXPECT_EQ(LastOn("beta", "2026-07-01"), "");
}

TEST(Table, FindsTheLastInstantToTheNanosecond) {
  MemoryStore store;
  Table<StringValue, Text, Instant> counts(store, "counts");
  const auto at = [](const char* text) {
    return Parse<v1::Observation>(absl::StrCat("observed_at @", text)).observed_at();
  };
  counts.Put("seat", at("2026-10-31T23:59:59.999999999Z"), Value("october"));
  counts.Put("seat", at("2026-11-01T00:00:00Z"), Value("november"));

  EXPECT_FALSE(counts.FindLast("seat", at("2026-10-31T23:59:59.999999998Z")));
  EXPECT_EQ(counts.FindLast("seat", at("2026-10-31T23:59:59.999999999Z"))->value(), "october");
  EXPECT_EQ(counts.FindLast("seat", at("2026-11-01T00:00:00Z"))->value(), "november");
}

}  // namespace
}  // namespace tally
