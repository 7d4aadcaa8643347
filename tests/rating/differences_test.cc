#include "ledger/rating/differences.h"

#include <gtest/gtest.h>

#include "support/month.h"

namespace tally {
namespace {

std::vector<std::string> Between(const v1::DraftContent& reviewed, const v1::DraftContent& now) {
  std::vector<std::string> texts;
  for (const v1::Difference& difference : DifferencesBetween(reviewed, now)) {
    texts.push_back(absl::StrCat(difference.line_id(), " ", difference.what(), ": ",
                                 difference.reviewed(), " -> ", difference.now()));
  }
  return texts;
}

TEST(DifferencesBetween, IsNothingForTheSame) {
  Month month;
  month.SetPlan(Fixed("seat", "18", "12.50"));
  EXPECT_TRUE(DifferencesBetween(month.Draft(), month.Draft()).empty());
}

TEST(DifferencesBetween, NamesTheDocumentThenEachLine) {
  Month month;
  month.SetPlan(Fixed("seat", "18", "12.50") + Fixed("stamp", "1", "2") + Fixed("book", "1", "0"));
  const v1::DraftContent reviewed = month.Draft();
  month.customer.set_name("Alpha Ltd");
  month.SetPlan(Fixed("device", "1", "2") + Fixed("book", "1", "3") + Fixed("seat", "18", "13"));
  EXPECT_EQ(Between(reviewed, month.Draft()),
            (std::vector<std::string>{
                " name: Alpha -> Alpha Ltd", " net: 227.00 USD -> 239.00 USD",
                " tax: 45.00 USD -> 47.35 USD", " total: 272.00 USD -> 286.35 USD",
                "device line:  -> 1 x 2 = 2.00 USD", "book unit_price: 0 -> 3",
                "book amount: 0.00 USD -> 3.00 USD",
                "book flags: zero_price: the price is zero -> ", "seat unit_price: 12.5 -> 13",
                "seat amount: 225.00 USD -> 234.00 USD", "stamp line: 1 x 2 = 2.00 USD -> "}));
}

TEST(DifferencesBetween, NamesWhatLastMonthWas) {
  Month before;
  before.SetPlan(Fixed("seat", "17", "12.50"));
  Month month;
  month.SetPlan(Fixed("seat", "18", "12.50"));
  month.ComesAfter(before.Draft());
  const v1::DraftContent reviewed = month.Draft();
  before.SetPlan(Fixed("seat", "16", "12.50"));
  month.ComesAfter(before.Draft());
  EXPECT_EQ(Between(reviewed, month.Draft()),
            (std::vector<std::string>{"seat last month: 17 x 12.5 -> 16 x 12.5"}));
}

}  // namespace
}  // namespace tally
