// Whatever a provider bills: exact figures and what rounding added come to what is printed.

#include "ledger/reports/roundings.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "properties/any_story.h"
#include "properties/house.h"
#include "properties/reference.h"
#include "properties/telling.h"

namespace tally {
namespace {

// The number that a text says, which may have more digits than figures of the contract have.
Fraction Told(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash != std::string::npos) {
    return Told(text.substr(0, slash)) / Told(text.substr(slash + 1));
  }
  const size_t point = std::min(text.find('.'), text.size());
  Fraction number;
  Fraction unit(1);
  for (size_t i = text.starts_with('-') ? 1 : 0; i < text.size(); ++i) {
    if (i == point) continue;
    number = number * Fraction(10) + Fraction(text[i] - '0');
    if (i > point) unit = unit * Fraction(10);
  }
  return (text.starts_with('-') ? -number : number) / unit;
}

// What is told of lines, by id.
std::map<std::string, v1::Rounded> LinesIn(const v1::DocumentRounding& rounding) {
  std::map<std::string, v1::Rounded> lines;
  for (const v1::Rounded& each : rounding.roundings()) {
    if (each.kind() == v1::ROUNDED_KIND_LINE) lines[each.subject()] = each;
  }
  return lines;
}

// Printed amounts less what rounding added, and the taxes on what is printed.
Fraction ExactTotal(const v1::Invoice& invoice, const v1::DocumentRounding& rounding,
                    const Fraction& unit) {
  const auto lines = LinesIn(rounding);
  Fraction total;
  for (const v1::Line& line : invoice.lines()) {
    const auto told = lines.find(line.line_id());
    total = total +
            (told == lines.end() ? Fraction(PricedIn(line)) * unit : Told(told->second.exact()));
  }
  for (const v1::TaxGroup& group : invoice.tax_groups()) {
    if (group.included()) continue;
    // Of taxes on taxes, what they come to is printed to 6 decimals.
    if (!group.parts().empty()) return Fraction::OutOfRange();
    total = total + Fraction(group.taxable().minor_units()) * unit * Exactly(group.rate_percent()) /
                        Fraction(100);
  }
  return total;
}

RC_GTEST_PROP(Roundings, AndExactFiguresComeToWhatIsPrinted, ()) {
  const Story story = AnyStory(3);
  const Telling telling([&] { return TextOf(story); });
  House house(story);
  const Fraction unit = Fraction(1) / Fraction(PowerOfTen(DigitsOf(story)));
  int documents = 0;
  for (const StoryMonth& month : story.months) {
    house.Know(month);
    house.Run(month.month);
    const std::string number = house.Approve(month.month);
    if (number.empty()) continue;
    const v1::Invoice invoice = house.books().invoices.Find(kOrg, number)->invoice();
    const v1::DocumentRounding rounding = RoundingsOf(invoice);
    const Telling of_invoice([&] {
      return absl::StrCat(invoice.ShortDebugString(), "\n", rounding.ShortDebugString());
    });
    Fraction sum;
    for (const v1::Rounded& each : rounding.roundings()) {
      const Fraction difference = Told(each.difference());
      RC_ASSERT(difference != Fraction());
      RC_ASSERT(Told(each.exact()) + difference == Told(each.rounded()));
      sum = sum + difference;
    }
    RC_ASSERT(sum == Told(rounding.difference()));
    for (const v1::Line& line : invoice.lines()) {
      const bool is_plain =
          line.part() == v1::LINE_PART_UNSPECIFIED && line.tiers().empty() && !IsSplitOff(line);
      if (!is_plain) continue;
      const auto lines = LinesIn(rounding);
      const auto told = lines.find(line.line_id());
      const Fraction exact = QuantityIn(line) * Exactly(line.unit_price()) * ShareIn(line);
      const Fraction printed = Fraction(PricedIn(line)) * unit;
      const bool has_pieces = line.has_share() && printed != exact && told == lines.end();
      // The first of the lines that a rate splits may bear a whole unit of the others'.
      if (has_pieces) RC_ASSERT(!IsWithin(printed, exact, unit * Fraction(99) / Fraction(100)));
      if (told != lines.end()) RC_ASSERT(Told(told->second.exact()) == exact);
    }
    const Fraction exact_total = ExactTotal(invoice, rounding, unit);
    documents += 1;
    if (!exact_total.in_range()) continue;
    const v1::Totals& totals = invoice.totals();
    const Fraction printed =
        Fraction(totals.total().minor_units() + totals.rounding().minor_units()) * unit;
    RC_ASSERT(exact_total + sum == printed);
  }
  RC_TAG(documents);
}

}  // namespace
}  // namespace tally
