// Whatever a provider bills: documents add up, line by line and tax by tax, and what is printed of
// a line is how it comes to its amount.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <vector>

#include "properties/any_story.h"
#include "properties/house.h"
#include "properties/reference.h"
#include "properties/telling.h"

namespace tally {
namespace {

// The lines that are in a group, as the contract says it.
std::vector<v1::Line> LinesIn(const v1::TaxGroup& group, const v1::DraftContent& content) {
  std::vector<v1::Line> lines;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    if (line.tax_id() != group.tax_id() || line.has_amount_with_tax() != group.included()) continue;
    const bool other_rate =
        !line.tax_rate_percent().empty() && line.tax_rate_percent() != group.rate_percent();
    if (!other_rate) lines.push_back(line);
  }
  return lines;
}

void CheckTotals(const v1::DraftContent& content, const std::string& currency) {
  int64_t net = 0;
  for (const v1::DraftLine& rated : content.lines()) {
    RC_ASSERT(rated.line().amount().currency() == currency);
    net += rated.line().amount().minor_units();
  }
  int64_t taxable = 0;
  int64_t tax = 0;
  size_t lines = 0;
  for (const v1::TaxGroup& group : content.tax_groups()) {
    int64_t of_lines = 0;
    for (const v1::Line& line : LinesIn(group, content)) {
      of_lines += line.amount().minor_units();
      lines += 1;
    }
    RC_ASSERT(group.taxable().minor_units() == of_lines);
    taxable += of_lines;
    tax += group.tax().minor_units();
  }
  RC_ASSERT(lines == static_cast<size_t>(content.lines_size()));
  RC_ASSERT(taxable == net);
  RC_ASSERT(content.totals().net().minor_units() == net);
  RC_ASSERT(content.totals().tax().minor_units() == tax);
  RC_ASSERT(content.totals().total().minor_units() == net + tax);
}

// What is to be paid in coins.
void CheckPayable(const Story& story, const v1::Totals& totals) {
  const int64_t total = totals.total().minor_units();
  int64_t coin = 1;
  for (const v1::CashRounding& rounding : story.org.cash_rounding()) {
    if (rounding.currency() != story.currency()) continue;
    coin = Rounded(Exactly(rounding.increment()), DigitsOf(story), v1::ROUNDING_DOWN);
  }
  const int64_t in_coins =
      coin * Rounded(Fraction(total) / Fraction(coin), 0, story.org.rounding());
  RC_ASSERT(totals.rounding().minor_units() == in_coins - total);
  RC_ASSERT(totals.has_rounding() == (in_coins != total));
  RC_ASSERT(totals.has_payable() == (in_coins != total || in_coins < 0));
  if (totals.has_payable()) {
    RC_ASSERT(totals.payable().minor_units() == std::max<int64_t>(in_coins, 0));
  }
  RC_ASSERT(totals.customer_credit().minor_units() == std::max<int64_t>(-in_coins, 0));
}

// What a line with a price or tiers must come to; its amount is rounded from that.
Fraction ExactAmount(const v1::Line& line, const Fraction& share) {
  Fraction exact = QuantityIn(line) * Exactly(line.unit_price());
  if (line.tiers_size() > 0) {
    exact = Fraction();
    for (const v1::TierCharge& tier : line.tiers()) {
      exact =
          exact + Exactly(tier.quantity()) * Exactly(tier.unit_price()) + Exactly(tier.flat_fee());
    }
  }
  return exact * share;
}

bool IsPriced(const v1::Line& line) {
  // A line that is taken off says its amount as its price, and a credit for what was paid in
  // advance may be capped.
  const bool has_own_price = line.part() == v1::LINE_PART_UNSPECIFIED ||
                             line.part() == v1::LINE_PART_OVERAGE ||
                             line.part() == v1::LINE_PART_CHANGED;
  // Of tiers that accumulate, what was billed before is taken off.
  return has_own_price && !(line.has_accumulated() && line.tiers_size() > 0);
}

// Quantity x price x share, rounded once. Lines that were split by the rate of their tax are one.
void CheckAmounts(const Story& story, const v1::DraftContent& content) {
  struct Whole {
    v1::Line first;
    Fraction share;
    int64_t amount = 0;
  };
  std::map<std::string, Whole> wholes;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    const std::string id = line.line_id().substr(0, line.line_id().find(".rate-"));
    Whole& whole = wholes[id];
    if (!IsSplitOff(line)) whole.first = line;
    whole.share = whole.share + ShareIn(line);
    whole.amount += PricedIn(line);
  }
  for (const auto& [id, whole] : wholes) {
    if (!IsPriced(whole.first)) continue;
    const Fraction exact = ExactAmount(whole.first, whole.share);
    const int64_t expected = Rounded(exact, DigitsOf(story), story.org.rounding());
    const Telling telling([&] {
      return absl::StrCat(id, " comes to ", whole.amount, ", not ", expected, "\n",
                          whole.first.ShortDebugString(), "\n");
    });
    RC_ASSERT(whole.amount == expected);
  }
}

RC_GTEST_PROP(Documents, AddUpAndSayHow, ()) {
  const Story story = AnyStory(3);
  const Telling telling([&] { return TextOf(story); });
  const std::vector<v1::DraftContent> contents = Live(story);
  for (const v1::DraftContent& content : contents) {
    CheckTotals(content, story.currency());
    CheckPayable(story, content.totals());
    CheckAmounts(story, content);
  }
  RC_TAG(contents.size());
}

// An invoice says what was reviewed.
RC_GTEST_PROP(Documents, AreIssuedAsTheyWereReviewed, ()) {
  const Story story = AnyStory(2);
  const Telling telling([&] { return TextOf(story); });
  House house(story);
  for (const StoryMonth& month : story.months) {
    house.Know(month);
    house.Run(month.month);
    const std::string number = house.Approve(month.month);
    if (number.empty()) continue;
    const v1::DraftContent content = *house.ContentOf(month.month);
    const v1::Invoice invoice = house.books().invoices.Find(kOrg, number)->invoice();
    RC_ASSERT(invoice.lines_size() == content.lines_size());
    for (int i = 0; i < invoice.lines_size(); ++i) {
      RC_ASSERT(invoice.lines(i).SerializeAsString() ==
                content.lines(i).line().SerializeAsString());
    }
    RC_ASSERT(invoice.totals().SerializeAsString() == content.totals().SerializeAsString());
  }
}

}  // namespace
}  // namespace tally
