#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"
#include "clients/cli/text/suggestion.h"
#include "clients/cli/text/utf8.h"

namespace tally {
namespace {

v1::Money Money(int64_t minor_units, const char* currency) {
  v1::Money money;
  money.set_minor_units(minor_units);
  money.set_currency(currency);
  return money;
}

TEST(Utf8, KnowsHowWideTextIs) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("Générale"), 8u);
  EXPECT_EQ(DisplayWidth("日本"), 4u);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1u);
  EXPECT_EQ(DisplayWidth("👍"), 2u);
  EXPECT_EQ(DisplayWidth("\xFF"), 1u);
}

TEST(Utf8, ShortensToAWidth) {
  EXPECT_EQ(Shorten("abcdef", 6), "abcdef");
  EXPECT_EQ(Shorten("abcdef", 5), "abcd…");
  EXPECT_EQ(Shorten("abc def", 5), "abc…");
  EXPECT_EQ(Shorten("日本語", 5), "日本…");
  EXPECT_EQ(Shorten("日本語", 4), "日…");
}

TEST(Suggestion, FindsTheNearestWord) {
  EXPECT_EQ(Nearest("emial", {"name", "email", "tax"}), "email");
  EXPECT_EQ(Nearest("colour", {"name", "email", "tax"}), "");
  EXPECT_EQ(DidYouMean("nam", {"name"}), "; did you mean name?");
}

TEST(Figures, ShowsAmountsOfEveryCurrency) {
  EXPECT_EQ(AmountText(Money(0, "USD")), "0.00");
  EXPECT_EQ(AmountText(Money(123456789, "USD")), "1,234,567.89");
  EXPECT_EQ(AmountText(Money(-123456, "USD")), "-1,234.56");
  EXPECT_EQ(AmountText(Money(1234567, "JPY")), "1,234,567");
  EXPECT_EQ(AmountText(Money(1234567, "KWD")), "1,234.567");
  EXPECT_EQ(AmountText(Money(100000, "USD")), "1,000.00");
  EXPECT_EQ(AmountText(Money(99999, "USD")), "999.99");
  EXPECT_EQ(AmountText(v1::Money()), "");
  EXPECT_EQ(AmountText(Money(INT64_MIN, "USD")), "-92,233,720,368,547,758.08");
  EXPECT_EQ(AmountWithCurrency(Money(5, "EUR")), "0.05 EUR");
}

TEST(Figures, ShowsNegativePricesAndQuantitiesLikeTheRest) {
  EXPECT_EQ(PriceText("-6.4", "USD"), "-6.40");
  EXPECT_EQ(PriceText("-1500", "USD"), "-1,500.00");
  EXPECT_EQ(Grouped("-1234567.5"), "-1,234,567.5");
}

TEST(Figures, ShowsChangesWithTheirSign) {
  EXPECT_EQ(ChangeText(Money(11850, "USD")), "+118.50");
  EXPECT_EQ(ChangeText(Money(-300, "USD")), "-3.00");
  EXPECT_EQ(ChangeText(Money(0, "USD")), "0.00");
}

TEST(Figures, ShowsPricesWithTheCurrencysDecimals) {
  EXPECT_EQ(PriceText("39.5", "USD"), "39.50");
  EXPECT_EQ(PriceText("45", "USD"), "45.00");
  EXPECT_EQ(PriceText("0.00042", "USD"), "0.00042");
  EXPECT_EQ(PriceText("1250", "JPY"), "1,250");
  EXPECT_EQ(PriceText("1.5", "KWD"), "1.500");
  EXPECT_EQ(PriceText("1.5", ""), "1.5");
  EXPECT_EQ(PriceText("", "USD"), "");
}

TEST(Figures, CountsThings) {
  EXPECT_EQ(CountText(1, "row"), "1 row");
  EXPECT_EQ(CountText(4722, "row"), "4,722 rows");
  EXPECT_EQ(CountText(0, "reply", "replies"), "0 replies");
}

TEST(Figures, SaysTheCurrencyOnceIfThereIsOne) {
  MoneyColumn one;
  one.See(Money(1, "USD"));
  one.See(Money(2, "USD"));
  one.See(v1::Money());
  EXPECT_EQ(one.Title("net"), "net USD");
  EXPECT_EQ(one.Amount(Money(100, "USD")), "1.00");

  MoneyColumn two = one;
  two.See(Money(3, "JPY"));
  EXPECT_EQ(two.Title("net"), "net");
  EXPECT_EQ(two.Amount(Money(100, "JPY")), "100 JPY");
  EXPECT_EQ(two.Change(Money(100, "USD")), "+1.00 USD");
}

TEST(Figures, SumsByCurrency) {
  AmountSums sums;
  sums.Add(Money(100, "USD"));
  sums.Add(Money(7, "JPY"));
  sums.Add(Money(250, "USD"));
  sums.Add(v1::Money());
  EXPECT_EQ(sums.sums().size(), 2u);
  EXPECT_EQ(AmountText(sums.sums().at("USD")), "3.50");
}

TEST(TextTable, AlignsColumns) {
  TextTable table({{"client"}, {"amount USD", TextTable::kRight}, {"flags"}});
  table.Add({{"Acme"}, {"1,200.00"}, {"new_line"}});
  table.Add({{"Société Générale"}, {"3.50"}});
  table.Add({{"日本電気"}, {"12,345,678.90"}, {"x"}});
  table.AddFooter({{"total"}, {"12,346,882.40"}});
  EXPECT_EQ(table.Layout({}),
            "client               amount USD  flags\n"
            "Acme                   1,200.00  new_line\n"
            "Société Générale           3.50\n"
            "日本電気          12,345,678.90  x\n"
            "----------------  -------------  --------\n"
            "total             12,346,882.40\n");
}

TEST(TextTable, ShortensOnlyOnATerminal) {
  TextTable table(
      {{"name", TextTable::kLeft, TextTable::kMayShrink}, {"amount", TextTable::kRight}});
  table.Add({{"A name that is far too long"}, {"1,200.00"}});
  EXPECT_EQ(table.Layout({.width = 0}),
            "name                           amount\n"
            "A name that is far too long  1,200.00\n");
  EXPECT_EQ(table.Layout({.width = 24}),
            "name              amount\n"
            "A name that i…  1,200.00\n");
}

TEST(TextTable, ShowsNothingThatATerminalWouldObey) {
  TextTable table({{"name"}});
  table.Add({{"a\nb\033[31mc"}});
  EXPECT_EQ(table.Layout({}), "name\na b [31mc\n");
}

TEST(TextTable, PutsNotesUnderRowsWithoutMakingColumnsWider) {
  TextTable table({{"name"}, {"amount", TextTable::kRight}});
  table.Add({{"Acme"}, {"1.00"}});
  table.AddNote("a note that is wider\nthan the table", 4);
  table.Add({{"Beta"}, {"2.00"}});
  table.AddFooter({{"all"}, {"3.00"}});
  EXPECT_EQ(table.Layout({}),
            "name  amount\n"
            "Acme    1.00\n"
            "    a note that is wider than the table\n"
            "Beta    2.00\n"
            "----  ------\n"
            "all     3.00\n");
  EXPECT_EQ(table.Layout({.width = 30}),
            "name  amount\n"
            "Acme    1.00\n"
            "    a note that is wider than\n"
            "    the table\n"
            "Beta    2.00\n"
            "----  ------\n"
            "all     3.00\n");
  EXPECT_NE(table.Layout({.colour = true}).find("    \033[2ma note"), std::string::npos);
}

TEST(TextTable, UsesColoursWhenAsked) {
  TextTable table({{"a"}});
  table.Add({{"x", Style::kBad}});
  EXPECT_EQ(table.Layout({.colour = true}), "\033[1ma\033[0m\n\033[31mx\033[0m\n");
}

TEST(Words, NamesFlagsAndStatuses) {
  EXPECT_EQ(FlagName(v1::FLAG_KIND_STALE_COUNT), "stale_count");
  EXPECT_EQ(ParseFlag("unmapped_meter"), v1::FLAG_KIND_UNMAPPED_METER);
  EXPECT_EQ(ParseFlag("unspecified"), std::nullopt);
  EXPECT_EQ(ParseDraftStatus("in_review"), v1::DRAFT_STATUS_IN_REVIEW);
  EXPECT_EQ(StatusWords(v1::INVOICE_STATUS_PARTLY_CREDITED), "partly credited");
  EXPECT_EQ(StatusWords(v1::RUN_STATUS_UNDER_WAY), "under way");
  EXPECT_EQ(SkipWords(v1::SKIP_REASON_NOTHING_BILLABLE), "nothing billable");
  EXPECT_EQ(SkipWords(v1::SKIP_REASON_MONTH_NOT_OVER), "month not over");
  EXPECT_EQ(RuleWords(v1::QUANTITY_RULE_RUNNING_TOTAL), "running total");
}

TEST(Words, NameEveryFlagForWhoWaivesIt) {
  EXPECT_THAT(FlagNames(),
              testing::IsSupersetOf({"stale_count", "overage", "source_drift", "low_margin",
                                     "missing_exchange_rate", "missing_members"}));
  for (const std::string& name : FlagNames()) EXPECT_EQ(FlagName(*ParseFlag(name)), name);
}

TEST(Words, MarksFlagsThatBlock) {
  v1::Flag flag;
  flag.set_kind(v1::FLAG_KIND_NEW_LINE);
  EXPECT_EQ(FlagWords(flag), "new_line");
  flag.set_kind(v1::FLAG_KIND_STALE_COUNT);
  flag.set_blocks(true);
  EXPECT_EQ(FlagWords(flag), "stale_count!");
  flag.mutable_waiver()->set_reason("closed");
  EXPECT_EQ(FlagWords(flag), "stale_count (waived)");
}

void AddCause(v1::ReviewEntry& entry, const char* name, const char* quantity_before,
              const char* quantity, const char* price_before, const char* price,
              int64_t quantity_effect, int64_t price_effect) {
  v1::Cause& cause = *entry.add_causes();
  cause.set_description(name);
  cause.set_previous_quantity(quantity_before);
  cause.set_quantity(quantity);
  cause.set_previous_unit_price(price_before);
  cause.set_unit_price(price);
  *cause.mutable_quantity_effect() = Money(quantity_effect, "USD");
  *cause.mutable_price_effect() = Money(price_effect, "USD");
}

TEST(Words, SaysWhatAChangeComesFrom) {
  v1::ReviewEntry entry;
  EXPECT_EQ(CausesWords(entry, 3), "");
  AddCause(entry, "Workstation", "14", "17", "39.5", "39.5", 11850, 0);
  EXPECT_EQ(CausesWords(entry, 3), "+3 Workstation +118.50");
  AddCause(entry, "Exchange", "2", "2", "4.33", "4.45", 0, 24);
  EXPECT_EQ(CausesWords(entry, 3), "+3 Workstation +118.50; price Exchange 4.33→4.45 +0.24");
  AddCause(entry, "Mac", "0", "1", "0", "65", 6500, 0);
  AddCause(entry, "Server", "1.5", "0", "149", "0", -22350, 0);
  EXPECT_EQ(CausesWords(entry, 4),
            "+3 Workstation +118.50; price Exchange 4.33→4.45 +0.24; new Mac +65.00; gone Server "
            "-223.50");
  EXPECT_EQ(CausesWords(entry, 2),
            "+3 Workstation +118.50; price Exchange 4.33→4.45 +0.24; +2 more");
}

TEST(Words, SaysQuantityAndPriceApart) {
  v1::ReviewEntry entry;
  AddCause(entry, "Seat", "17", "15.5", "12.5", "13", -1875, 775);
  EXPECT_EQ(CausesWords(entry, 3), "-1.5 Seat -18.75; price Seat 12.50→13.00 +7.75");
}

}  // namespace
}  // namespace tally
