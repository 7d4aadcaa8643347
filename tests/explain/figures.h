// Figures: whether what is told of a line adds up to what is printed on it.
//
// The arithmetic in the sentences is done again, exactly, by a few lines that know nothing of how
// they were made.

#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "explain/told.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"

namespace tally {

// `12.5`, `19/30`, or `17.633333 (529/30)`, of which the fraction counts.
inline Fraction ValueOf(absl::string_view factor) {
  const size_t bracket = factor.find(" (");
  if (bracket != absl::string_view::npos) {
    return ValueOf(absl::StripSuffix(factor.substr(bracket + 2), ")"));
  }
  const std::pair<std::string, std::string> parts = absl::StrSplit(factor, absl::MaxSplits('/', 1));
  const auto numerator = Decimal::Parse(parts.first);
  const auto denominator =
      parts.second.empty() ? Decimal::Parse("1") : Decimal::Parse(parts.second);
  EXPECT_TRUE(numerator && denominator) << "\"" << factor << "\" is no number";
  return Fraction(numerator.value_or(Decimal())) / Fraction(denominator.value_or(Decimal()));
}

// `3 × 12.50 + 100.00`, `182.00 × 19/30 - 160.00`.
inline Fraction SumOfProducts(absl::string_view text) {
  Fraction sum;
  for (const absl::string_view part :
       absl::StrSplit(absl::StrReplaceAll(text, {{" - ", " + -1 × "}}), " + ")) {
    Fraction product(1);
    for (const absl::string_view factor : absl::StrSplit(part, " × ")) {
      product = product * ValueOf(factor);
    }
    sum = sum + product;
  }
  return sum;
}

// What is told on the left of the amount, and whether it is rounded to it.
struct Equation {
  std::string left;
  bool is_rounded = false;
  std::string right;
};
inline Equation EquationOf(const std::string& text) {
  for (const char* sign : {" = ", " is rounded to "}) {
    const size_t at = text.rfind(sign);
    if (at == std::string::npos) continue;
    return {text.substr(0, at), sign[1] == 'i', text.substr(at + std::string(sign).size())};
  }
  return {"", false, text};
}

// What the tiers that are told come to together.
inline Fraction SumOfTold(const v1::Explanation& line) {
  Fraction sum;
  for (const v1::Explanation& price : FindAll(line, v1::EXPLANATION_KIND_PRICE)) {
    if (!absl::StrContains(price.text(), " × ") || !absl::StrContains(price.text(), " = "))
      continue;
    const Equation tier = EquationOf(price.text());
    std::string left = tier.left;
    const size_t blocks = left.find(" blocks of ");
    if (blocks != std::string::npos) left.erase(blocks, left.find(" × ") - blocks);
    const std::string right = tier.right.substr(0, tier.right.rfind(' '));
    EXPECT_EQ(SumOfProducts(left), ValueOf(right)) << price.text();
    sum = sum + SumOfProducts(left);
  }
  return sum;
}

// What the line says that it comes to is what it comes to.
inline void CheckEquation(const v1::Explanation& told, const v1::Line& line) {
  const bool has_tax = line.has_amount_with_tax();
  const v1::Money& priced = has_tax ? line.amount_with_tax() : line.amount();
  const std::string amount =
      AmountWords(priced) +
      (has_tax ? absl::StrCat(" with tax, ", AmountWords(line.amount()), " before") : "");
  ASSERT_TRUE(absl::StartsWith(told.text(), line.description() + ": ")) << told.text();
  const Equation said = EquationOf(told.text().substr(line.description().size() + 2));
  EXPECT_EQ(said.right, amount) << told.text();
  if (said.left.empty()) return;

  const size_t tiers = said.left.find(" in tiers");
  Fraction left;
  if (tiers == std::string::npos) {
    left = SumOfProducts(said.left);
  } else if (absl::EndsWith(said.left, " in tiers")) {
    left = SumOfTold(told);
  } else {
    const std::string sums = said.left.substr(tiers + std::string(" in tiers: ").size());
    const size_t end = std::min(sums.find(" × "), sums.find(" - "));
    EXPECT_EQ(ValueOf(sums.substr(0, end)), SumOfTold(told)) << Tree(told);
    left = SumOfProducts(sums);
  }
  const Fraction off = left - MajorUnits(priced);
  const Fraction unit = MajorUnits(MakeMoney(1, priced.currency()));
  EXPECT_EQ(said.is_rounded, off != Fraction()) << told.text();
  EXPECT_TRUE(off < unit && -off < unit) << told.text();
}

// Amounts below a branch that stand for parts of it come to it.
inline void CheckParts(const v1::Explanation& told, const v1::Line& line) {
  if (line.spreads().empty()) return;
  int64_t sum = 0;
  for (const v1::Explanation& price : FindAll(told, v1::EXPLANATION_KIND_PRICE)) {
    sum += price.amount().minor_units();
  }
  EXPECT_EQ(sum, line.amount_with_tax().minor_units() == 0 ? line.amount().minor_units()
                                                           : line.amount_with_tax().minor_units())
      << Tree(told);
}

// All events that the line names are told.
inline void CheckEvents(const v1::Explanation& told, const v1::Line& line) {
  std::set<uint64_t> told_at;
  const auto collect = [&](const v1::Explanation& node, const auto& self) -> void {
    told_at.insert(node.position());
    for (const v1::Explanation& child : node.children()) self(child, self);
  };
  collect(told, collect);
  std::set<uint64_t> named = {line.evidence().position(), line.exchange().position()};
  for (const v1::CountEvidence& more : line.further_evidence()) named.insert(more.position());
  for (const v1::BilledEntry& entry : line.entries()) named.insert(entry.position());
  for (const v1::Drift& drift : line.drifts()) named.insert(drift.evidence().position());
  named.erase(0);
  for (const uint64_t position : named) {
    EXPECT_TRUE(told_at.contains(position)) << position << " in\n"
                                            << Tree(told) << line.DebugString();
  }
}

// The quantity and the price that are told are those that are printed, what they come to is the
// amount, and the events that the line names are told.
inline void CheckFigures(const v1::Explanation& told, const v1::Line& line) {
  EXPECT_TRUE(IsSame(line.amount(), told.amount())) << told.text();
  EXPECT_EQ(told.line_id(), line.line_id());
  for (const v1::Explanation& child : told.children()) {
    if (child.kind() == v1::EXPLANATION_KIND_QUANTITY) {
      EXPECT_TRUE(absl::StartsWith(child.text(), line.quantity() + ":") ||
                  absl::StartsWith(child.text(), line.quantity() + ","))
          << child.text() << "\n"
          << line.DebugString();
    }
    if (child.kind() == v1::EXPLANATION_KIND_PRICE) {
      EXPECT_TRUE(absl::StartsWith(child.text(),
                                   PriceWords(line.unit_price(), line.amount().currency()) + " "))
          << child.text() << "\n"
          << line.DebugString();
    }
  }
  CheckEquation(told, line);
  CheckParts(told, line);
  CheckEvents(told, line);
}

// The parts of the taxes of a document come to the taxes.
inline void CheckTaxes(const v1::Explanation& document) {
  for (const v1::Explanation& tax : document.children()) {
    if (tax.kind() != v1::EXPLANATION_KIND_TAX) continue;
    int64_t sum = 0;
    bool has_parts = false;
    for (const v1::Explanation& part : tax.children()) {
      if (part.kind() != v1::EXPLANATION_KIND_TAX || !part.has_amount()) continue;
      has_parts = true;
      sum += part.amount().minor_units();
    }
    if (has_parts) {
      EXPECT_EQ(sum, tax.amount().minor_units()) << Tree(tax);
    }
  }
}

}  // namespace tally
