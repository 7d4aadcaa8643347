#include "projections/balanced_entry.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "ledger/money/money.h"
#include "support/journal_text.h"

namespace tally {
namespace {

const AccountName kAcme = {v1::JOURNAL_ACCOUNT_RECEIVABLE, "acme"};
const AccountName kBackup = {v1::JOURNAL_ACCOUNT_REVENUE, "backup"};
const AccountName kRounding = {v1::JOURNAL_ACCOUNT_ROUNDING, ""};

v1::Money Euros(int64_t cents) { return MakeMoney(cents, "EUR"); }
v1::Money Dollars(int64_t cents) { return MakeMoney(cents, "USD"); }

BalancedEntry NewEntry() { return BalancedEntry(v1::JournalEntry()); }

// The postings, one a line.
std::string Postings(BalancedEntry entry) {
  const auto finished = std::move(entry).Finish(kRounding);
  if (!finished) return "none";
  EXPECT_TRUE(ImbalanceOf(*finished).empty());
  std::string text;
  for (const v1::Posting& posting : finished->postings()) text += Printed(posting) + "\n";
  return text;
}

TEST(BalancedEntryTest, PostsWhatIsMissing) {
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Euros(12'003));
  entry.Credit(kBackup, Euros(12'000));
  EXPECT_EQ(Postings(std::move(entry)),
            "RECEIVABLE acme 120.03 EUR\nREVENUE backup -120.00 EUR\nROUNDING -0.03 EUR\n");
}

TEST(BalancedEntryTest, AddsUpAnAccountAndLeavesOutWhatComesToNothing) {
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Euros(500));
  entry.Credit(kBackup, Euros(700));
  entry.Debit(kBackup, Euros(200));
  entry.Credit(kRounding, Euros(0));
  EXPECT_EQ(Postings(std::move(entry)), "RECEIVABLE acme 5.00 EUR\nREVENUE backup -5.00 EUR\n");
}

TEST(BalancedEntryTest, IsNoEntryWithoutPostings) {
  EXPECT_EQ(Postings(NewEntry()), "none");
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Dollars(0), Euros(0));
  entry.Credit(kBackup, Euros(0));
  EXPECT_EQ(Postings(std::move(entry)), "none");
}

TEST(BalancedEntryTest, BalancesCostsWithAmountsOfTheirCurrency) {
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Dollars(10'000), Euros(9'100));
  entry.Credit(kBackup, Euros(9'000));
  EXPECT_EQ(Postings(std::move(entry)),
            "RECEIVABLE acme 100.00 USD is 91.00 EUR\nREVENUE backup -90.00 EUR\n"
            "ROUNDING -1.00 EUR\n");
}

// Two parts of one account that cancel out may have cost differently.
TEST(BalancedEntryTest, KeepsPostingsWithCostsApart) {
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Dollars(100), Euros(91));
  entry.Credit(kAcme, Dollars(100), Euros(90));
  EXPECT_EQ(Postings(std::move(entry)),
            "RECEIVABLE acme 1.00 USD is 0.91 EUR\nRECEIVABLE acme -1.00 USD is -0.90 EUR\n"
            "ROUNDING -0.01 EUR\n");
}

// What rounding leaves of costs may have the other sign.
TEST(BalancedEntryTest, CostsHaveTheSignOfTheirAmounts) {
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Dollars(1), Euros(-1));
  entry.Credit(kBackup, Dollars(1), Euros(1));
  EXPECT_EQ(Postings(std::move(entry)),
            "RECEIVABLE acme 0.01 USD is 0.00 EUR\nREVENUE backup -0.01 USD is -0.01 EUR\n"
            "ROUNDING 0.01 EUR\n");
}

TEST(BalancedEntryTest, HasTwoSidesEvenIfOneIsWorthNothing) {
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Dollars(1), Euros(0));
  entry.Credit(kBackup, Euros(0));
  EXPECT_EQ(Postings(std::move(entry)),
            "RECEIVABLE acme 0.01 USD is 0.00 EUR\nROUNDING 0.00 EUR\n");
}

TEST(BalancedEntryTest, BalancesEachCurrencyByItself) {
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Dollars(100));
  entry.Debit(kAcme, Euros(90));
  EXPECT_EQ(Postings(std::move(entry)),
            "RECEIVABLE acme 1.00 USD\nRECEIVABLE acme 0.90 EUR\nROUNDING -0.90 EUR\n"
            "ROUNDING -1.00 USD\n");
}

TEST(BalancedEntryTest, SplitsWhatDoesNotFitInOnePosting) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  BalancedEntry entry = NewEntry();
  entry.Debit(kAcme, Euros(kMost));
  entry.Debit(kAcme, Euros(kMost));
  entry.Debit(kAcme, Euros(5));
  const auto finished = std::move(entry).Finish(kRounding);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(ImbalanceOf(*finished).empty());
  ASSERT_EQ(finished->postings_size(), 6);
  EXPECT_EQ(finished->postings(0).amount().minor_units(), kMost);
  EXPECT_EQ(finished->postings(2).amount().minor_units(), 5);
  EXPECT_EQ(finished->postings(5).amount().minor_units(), -5);
}

TEST(BalancedEntryTest, TheSmallestAmountHasAnOpposite) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  BalancedEntry entry = NewEntry();
  entry.Credit(kAcme, Dollars(kLeast), Euros(kLeast));
  const auto finished = std::move(entry).Finish(kRounding);
  ASSERT_TRUE(finished);
  EXPECT_TRUE(ImbalanceOf(*finished).empty());
}

}  // namespace
}  // namespace tally
