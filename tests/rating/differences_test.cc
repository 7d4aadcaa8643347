#include "ledger/rating/differences.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "every_field.h"
#include "ledger/rating/content_hash.h"
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

TEST(DifferencesBetween, NamesWhatIsNewOnALine) {
  Month month;
  month.org.mutable_cash_rounding()->Add()->set_currency("USD");
  month.org.mutable_cash_rounding(0)->set_increment("0.05");
  const auto plan = [](absl::string_view price) {
    return absl::StrCat(
        "lines { line_id: 'seat' item_id: 'stamp' fixed { quantity: '1' } "
        "held { unit_price: '",
        price, "' } proration: PRORATION_BY_DAY } ");
  };
  month.SetPlan(plan("62.05"));
  const v1::DraftContent reviewed = month.Draft();
  month.SetPlanFrom("2026-10-11", plan("31"));
  EXPECT_EQ(Between(reviewed, month.Draft()),
            (std::vector<std::string>{
                " net: 62.05 USD -> 41.02 USD", " total: 62.05 USD -> 41.02 USD",
                " rounding:  -> -0.02 USD", " payable:  -> 41.00 USD",
                "seat amount: 62.05 USD -> 20.02 USD",
                "seat service:  -> start 2026-10-01T00:00:00Z, end 2026-10-11T00:00:00Z, "
                "first day 2026-10-01, end day 2026-10-11",
                "seat share:  -> proration by_day, numerator 10, denominator 31, "
                "period start 2026-10-01, period end 2026-11-01",
                "seat.2 line:  -> 1 x 31 = 21.00 USD"}));
}

TEST(DifferencesBetween, NamesTiersPartsAndTaxes) {
  const auto reviewed = Parse<v1::DraftContent>(
      "tax_groups { name: 'GST' rate_percent: '5' parts { name: 'GST' rate_percent: '5' } } "
      "lines { line { line_id: 'seat' tax: '1.554' part: LINE_PART_OVERAGE "
      "  tiers { quantity: '5' flat_fee: '100' } tiers { quantity: '2' unit_price: '1' } "
      "  drifts { evidence { source_id: 'directory' } quantity: '19' } } }");
  v1::DraftContent now = reviewed;
  now.mutable_tax_groups(0)->mutable_parts(0)->set_rate_percent("6");
  now.set_tax_rounding(v1::TAX_ROUNDING_PER_LINE);
  v1::Line& line = *now.mutable_lines(0)->mutable_line();
  line.set_tax("1.555");
  line.clear_part();
  line.mutable_tiers(1)->set_quantity("3");
  line.mutable_drifts(0)->set_quantity("20");
  line.mutable_drifts(0)->mutable_evidence()->set_position(7);
  line.mutable_left_out_members()->add_excluded("ann");
  EXPECT_EQ(
      Between(reviewed, now),
      (std::vector<std::string>{
          " tax rates: GST 5 %, GST 5 % -> GST 5 %, GST 6 %", " tax rounding:  -> per_line",
          "seat amount of tax: 1.554 -> 1.555", "seat part: overage -> ",
          "seat tiers: quantity 5, flat fee 100; quantity 2, unit price 1 -> "
          "quantity 5, flat fee 100; quantity 3, unit price 1",
          "seat drifts: quantity 19 -> quantity 20", "seat left out members:  -> excluded ann"}));
}

// What makes a draft another one has a name; what does not has none.
TEST(DifferencesBetween, NamesEveryChangeOfTheContent) {
  v1::DraftContent reviewed;
  FillEveryField(reviewed);
  const std::string hash = ContentHashOf(reviewed);
  v1::DraftContent now = reviewed;
  ForEachChange(now, "", [&](const std::string& path) {
    EXPECT_EQ(DifferencesBetween(reviewed, now).empty(), ContentHashOf(now) == hash) << path;
  });
}

}  // namespace
}  // namespace tally
