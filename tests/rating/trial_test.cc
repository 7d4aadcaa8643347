#include "ledger/rating/trial.h"

#include <gtest/gtest.h>

#include "support/text.h"

namespace tally {
namespace {

v1::OldInvoice Old(absl::string_view lines, absl::string_view more = "") {
  return Parse<v1::OldInvoice>(absl::StrCat("number: 'A-1' ", lines, more));
}

// A draft of lines in text format, of which `net` and `tax` are the totals.
v1::DraftContent Content(absl::string_view lines, int net, int tax) {
  return Parse<v1::DraftContent>(absl::StrCat(lines, " totals { net { minor_units: ", net,
                                              " currency: 'USD' } tax { ", "minor_units: ", tax,
                                              " currency: 'USD' } }"));
}

std::string Line(absl::string_view id, absl::string_view item, absl::string_view quantity,
                 int amount) {
  return absl::StrCat("lines { line { line_id: '", id, "' item_id: '", item, "' description: '",
                      item, " here' quantity: '", quantity, "' amount { minor_units: ", amount,
                      " currency: 'USD' } } } ");
}

v1::TrialComparison Compare(const std::vector<v1::OldInvoice>& old_invoices,
                            const v1::DraftContent* content) {
  const auto comparison = CompareWithOld({.customer_id = "acme",
                                          .month = "2026-07",
                                          .currency = "USD",
                                          .old_invoices = old_invoices,
                                          .content = content});
  EXPECT_TRUE(comparison.ok()) << comparison.status();
  return comparison.ok() ? *comparison : v1::TrialComparison();
}

TEST(Trial, TellsHowEachLineCompares) {
  struct Row {
    const char* old_line;
    std::string new_line;
    v1::TrialMatch match;
    bool same;
  };
  const Row rows[] = {
      {"quantity: '12' amount: '120.00'", Line("a", "seat", "12", 12000), v1::TRIAL_MATCH_SAME,
       true},
      // The old system does not know the quantity.
      {"amount: '120.00'", Line("a", "seat", "12", 12000), v1::TRIAL_MATCH_SAME, true},
      {"quantity: '1' amount: '120.00'", Line("a", "seat", "12", 12000),
       v1::TRIAL_MATCH_QUANTITY_DIFFERS, true},
      {"quantity: '12' amount: '120.01'", Line("a", "seat", "12", 12000),
       v1::TRIAL_MATCH_AMOUNT_DIFFERS, false},
      {"quantity: '12' amount: '120.00'", "", v1::TRIAL_MATCH_ONLY_OLD, false},
      // Even nothing is only on one side.
      {"quantity: '0' amount: '0'", "", v1::TRIAL_MATCH_ONLY_OLD, false},
  };
  for (const auto& [old_line, new_line, match, same] : rows) {
    SCOPED_TRACE(old_line);
    const v1::DraftContent content = Content(new_line, new_line.empty() ? 0 : 12000, 0);
    const v1::TrialComparison comparison =
        Compare({Old(absl::StrCat("lines { item_id: 'seat' ", old_line, " }"))}, &content);
    ASSERT_EQ(comparison.lines_size(), 1);
    EXPECT_EQ(v1::TrialMatch_Name(comparison.lines(0).match()), v1::TrialMatch_Name(match));
    EXPECT_EQ(comparison.same(), same);
  }
}

TEST(Trial, SumsTheLinesOfAnItemOnBothSides) {
  const v1::DraftContent content =
      Content(absl::StrCat(Line("seat", "seat", "10", 10000), Line("seat.2", "seat", "2.5", 2500),
                           Line("stamp", "stamp", "1", 100)),
              12600, 2500);
  const v1::TrialComparison comparison = Compare(
      {Old("lines { item_id: 'seat' description: 'Old seats' quantity: '12' amount: '120' } ",
           "tax: '24'"),
       Parse<v1::OldInvoice>(
           "number: 'A-2' lines { item_id: 'seat' quantity: '0.5' amount: '5.00' } "
           "lines { item_id: 'book' amount: '7' } tax: '1'")},
      &content);
  EXPECT_TRUE(IsSame(
      Parse<v1::TrialComparison>(
          "customer_id: 'acme' month: '2026-07' old_numbers: 'A-1' old_numbers: 'A-2' "
          "lines { item_id: 'seat' description: 'Old seats' match: TRIAL_MATCH_SAME "
          "  old_quantity: '12.5' new_quantity: '12.5' "
          "  old_amount { minor_units: 12500 currency: 'USD' } "
          "  new_amount { minor_units: 12500 currency: 'USD' } difference { currency: 'USD' } "
          "  line_ids: 'seat' line_ids: 'seat.2' } "
          "lines { item_id: 'book' match: TRIAL_MATCH_ONLY_OLD "
          "  old_amount { minor_units: 700 currency: 'USD' } "
          "  difference { minor_units: -700 currency: 'USD' } } "
          "lines { item_id: 'stamp' description: 'stamp here' match: TRIAL_MATCH_ONLY_NEW "
          "  new_quantity: '1' new_amount { minor_units: 100 currency: 'USD' } "
          "  difference { minor_units: 100 currency: 'USD' } line_ids: 'stamp' } "
          "old_net { minor_units: 13200 currency: 'USD' } "
          "new_net { minor_units: 12600 currency: 'USD' } "
          "difference { minor_units: -600 currency: 'USD' } "
          "old_tax { minor_units: 2500 currency: 'USD' } "
          "new_tax { minor_units: 2500 currency: 'USD' }"),
      comparison));
}

TEST(Trial, ComparesTheTaxWhereAllOldInvoicesTellIt) {
  const v1::DraftContent content = Content(Line("a", "seat", "1", 1000), 1000, 200);
  const std::string line = "lines { item_id: 'seat' amount: '10' }";
  EXPECT_TRUE(Compare({Old(line, "tax: '2.00'")}, &content).same());
  EXPECT_FALSE(Compare({Old(line, "tax: '2.01'")}, &content).same());
  EXPECT_TRUE(Compare({Old(line)}, &content).same());
  EXPECT_FALSE(Compare({Old(line)}, &content).has_old_tax());
}

TEST(Trial, ComparesWithNothing) {
  const v1::TrialComparison neither = Compare({}, nullptr);
  EXPECT_TRUE(neither.same());
  EXPECT_EQ(neither.lines_size(), 0);
  EXPECT_EQ(neither.new_net().currency(), "USD");
  EXPECT_FALSE(neither.has_old_tax());
}

TEST(Trial, RefusesSumsThatDoNotFit) {
  const v1::OldInvoice most = Old("lines { item_id: 'seat' amount: '92233720368547758.07' }");
  const auto comparison = CompareWithOld({.customer_id = "acme",
                                          .month = "2026-07",
                                          .currency = "USD",
                                          .old_invoices = {most, most},
                                          .content = nullptr});
  EXPECT_EQ(comparison.status().code(), absl::StatusCode::kOutOfRange) << comparison.status();
}

}  // namespace
}  // namespace tally
