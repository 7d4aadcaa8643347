#include "clients/cli/csv/bank_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

EntryRow<BankLine> FirstRowOf(const std::string& text) {
  std::istringstream in(text);
  EntriesFile<BankLine> file(in, BankColumns());
  EntryRow<BankLine> row;
  EXPECT_EQ(file.problem(), "");
  EXPECT_TRUE(file.Next(row));
  return row;
}

TEST(BankColumns, SayWhoPaidHowMuchAndForWhat) {
  const auto row = FirstRowOf(
      "payment,customer,date,amount,currency,method,reference,deposit,invoices\n"
      "4711,acme,2026-10-01,165.10,USD,card,thanks,Yes,B-1; B-2=12.50;\n");
  EXPECT_EQ(row.problem.message, "");
  const BankLine& line = row.entry;
  EXPECT_EQ(line.payment.payment_id(), "4711");
  EXPECT_EQ(line.payment.customer_id(), "acme");
  EXPECT_EQ(line.payment.date(), "2026-10-01");
  EXPECT_EQ(line.payment.method(), "card");
  EXPECT_EQ(line.payment.reference(), "thanks");
  EXPECT_TRUE(line.payment.deposit());
  EXPECT_EQ(line.amount, "165.10");
  EXPECT_EQ(line.currency, "USD");
  EXPECT_THAT(line.invoices, ElementsAre("B-1", "B-2=12.50"));
}

TEST(BankColumns, FourAreNeeded) {
  const auto row = FirstRowOf("amount,date,customer,payment\n1,2026-10-01,acme,4711\n");
  EXPECT_EQ(row.problem.message, "");
  EXPECT_FALSE(row.entry.payment.deposit());
  EXPECT_EQ(row.entry.currency, "");
  EXPECT_THAT(row.entry.invoices, IsEmpty());

  std::istringstream in("payment,customer,date\n");
  EXPECT_THAT(EntriesFile<BankLine>(in, BankColumns()).problem(),
              testing::HasSubstr("no column amount"));
}

TEST(BankColumns, DepositsAreYesOrNo) {
  const auto row =
      FirstRowOf("payment,customer,date,amount,deposit\n4711,acme,2026-10-01,1,maybe\n");
  EXPECT_EQ(row.problem.column, "deposit");
  EXPECT_EQ(row.problem.message, "neither yes nor no: \"maybe\"");
}

// A row is refused for the column that holds the field that the ledger names.
TEST(BankColumns, NameTheFieldsOfTheContract) {
  std::istringstream in("payment,customer,date,amount\n");
  const EntriesFile<BankLine> file(in, BankColumns());
  EXPECT_EQ(file.ColumnOf("payment.payment_id"), "payment");
  EXPECT_EQ(file.ColumnOf("payment.customer_id"), "customer");
  EXPECT_EQ(file.ColumnOf("payment.amount"), "amount");
  EXPECT_EQ(file.ColumnOf("chosen.invoices[1].amount"), "invoices");
}

}  // namespace
}  // namespace tally
