#include "ledger/rating/trial.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "ledger/money/rounding.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Decimals of quantities as they are recorded and printed.
constexpr int kQuantityPlaces = 6;

// What one side has of an item.
struct Side {
  std::string item_id;
  std::string description;
  // Out of range once a quantity is not known.
  Fraction quantity;
  std::vector<int64_t> amounts;
  std::vector<std::string> line_ids;
};

Side& SideOf(std::vector<Side>& sides, const std::string& item_id) {
  const auto known = std::ranges::find(sides, item_id, &Side::item_id);
  if (known != sides.end()) return *known;
  Side& side = sides.emplace_back();
  side.item_id = item_id;
  return side;
}

void Add(std::vector<Side>& sides, const v1::OldLine& line, const std::string& currency) {
  Side& side = SideOf(sides, line.item_id());
  if (side.description.empty()) side.description = line.description();
  const auto quantity = Decimal::Parse(line.quantity());
  side.quantity = side.quantity + (quantity ? Fraction(*quantity) : Fraction::OutOfRange());
  // The customer's currency is the one that the line was checked for: it never changes.
  const auto amount = ParseAmount(line.amount(), currency);
  side.amounts.push_back(amount ? amount->minor_units() : 0);
}

void Add(std::vector<Side>& sides, const v1::Line& line) {
  Side& side = SideOf(sides, line.item_id());
  if (side.description.empty()) side.description = line.description();
  side.quantity = side.quantity + FractionOf(line.quantity());
  side.amounts.push_back(line.amount().minor_units());
  side.line_ids.push_back(line.line_id());
}

// The quantity as a text; empty if it is not known.
std::string QuantityText(const Fraction& quantity) {
  const auto units = RoundToUnits(quantity, kQuantityPlaces, RoundingMode::kHalfAwayFromZero);
  const auto decimal = units ? Decimal::FromParts(*units, kQuantityPlaces) : std::nullopt;
  return decimal ? decimal->ToString() : "";
}

std::optional<v1::Money> SumOf(const std::vector<int64_t>& amounts, const std::string& currency) {
  const auto sum = Sum(amounts);
  if (!sum) return std::nullopt;
  return MakeMoney(*sum, currency);
}

v1::TrialMatch MatchOf(const v1::TrialLine& line) {
  if (line.difference().minor_units() != 0) return v1::TRIAL_MATCH_AMOUNT_DIFFERS;
  const bool differs = !line.old_quantity().empty() && line.old_quantity() != line.new_quantity();
  return differs ? v1::TRIAL_MATCH_QUANTITY_DIFFERS : v1::TRIAL_MATCH_SAME;
}

// Whether the two sides are the same to the cent.
bool IsSame(const v1::TrialLine& line) {
  const bool stands_alone =
      line.match() == v1::TRIAL_MATCH_ONLY_OLD || line.match() == v1::TRIAL_MATCH_ONLY_NEW;
  return !stands_alone && line.match() != v1::TRIAL_MATCH_AMOUNT_DIFFERS;
}

// Compares what the two sides have of an item, of which one may be null; nothing if a sum does not
// fit.
std::optional<v1::TrialLine> Compare(const Side* old_side, const Side* new_side,
                                     const std::string& currency) {
  v1::TrialLine line;
  const Side& named = old_side != nullptr ? *old_side : *new_side;
  line.set_item_id(named.item_id);
  line.set_description(named.description);
  if (line.description().empty() && new_side != nullptr) {
    line.set_description(new_side->description);
  }
  const auto old_amount =
      SumOf(old_side != nullptr ? old_side->amounts : std::vector<int64_t>(), currency);
  const auto new_amount =
      SumOf(new_side != nullptr ? new_side->amounts : std::vector<int64_t>(), currency);
  if (!old_amount || !new_amount) return std::nullopt;
  const auto difference = Subtract(*new_amount, *old_amount);
  if (!difference) return std::nullopt;
  *line.mutable_difference() = *difference;
  if (old_side != nullptr) {
    line.set_old_quantity(QuantityText(old_side->quantity));
    *line.mutable_old_amount() = *old_amount;
  }
  if (new_side != nullptr) {
    line.set_new_quantity(QuantityText(new_side->quantity));
    *line.mutable_new_amount() = *new_amount;
    *line.mutable_line_ids() = {new_side->line_ids.begin(), new_side->line_ids.end()};
  }
  line.set_match(new_side == nullptr   ? v1::TRIAL_MATCH_ONLY_OLD
                 : old_side == nullptr ? v1::TRIAL_MATCH_ONLY_NEW
                                       : MatchOf(line));
  return line;
}

// Sum of the tax of the old system's invoices; nothing if one does not tell it, or there are none.
// The outer one is nothing if it does not fit.
std::optional<std::optional<v1::Money>> OldTax(const TrialInput& input) {
  std::vector<int64_t> taxes;
  for (const v1::OldInvoice& invoice : input.old_invoices) {
    const auto tax = ParseAmount(invoice.tax(), input.currency);
    if (!tax) return std::optional<v1::Money>();
    taxes.push_back(tax->minor_units());
  }
  if (taxes.empty()) return std::optional<v1::Money>();
  const auto sum = SumOf(taxes, input.currency);
  if (!sum) return std::nullopt;
  return sum;
}

absl::Status OutOfRange(const TrialInput& input) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("customer ", input.customer_id),
                absl::StrCat("the sums of ", input.month, " do not fit"));
}

// Compares the lines, and sums them up. False if a sum does not fit.
bool CompareLines(const TrialInput& input, v1::TrialComparison& comparison) {
  std::vector<Side> old_sides;
  std::vector<Side> new_sides;
  std::vector<int64_t> old_amounts;
  for (const v1::OldInvoice& invoice : input.old_invoices) {
    for (const v1::OldLine& line : invoice.lines()) Add(old_sides, line, input.currency);
  }
  if (input.content != nullptr) {
    for (const v1::DraftLine& rated : input.content->lines()) Add(new_sides, rated.line());
  }
  const auto compare = [&](const Side* old_side, const Side* new_side) {
    auto line = Compare(old_side, new_side, input.currency);
    if (line) *comparison.add_lines() = *std::move(line);
    return line.has_value();
  };
  for (const Side& side : old_sides) {
    const auto other = std::ranges::find(new_sides, side.item_id, &Side::item_id);
    if (!compare(&side, other == new_sides.end() ? nullptr : &*other)) return false;
    old_amounts.insert(old_amounts.end(), side.amounts.begin(), side.amounts.end());
  }
  for (const Side& side : new_sides) {
    const auto other = std::ranges::find(old_sides, side.item_id, &Side::item_id);
    if (other == old_sides.end() && !compare(nullptr, &side)) return false;
  }
  const auto old_net = SumOf(old_amounts, input.currency);
  if (!old_net) return false;
  *comparison.mutable_old_net() = *old_net;
  return true;
}

}  // namespace

absl::StatusOr<v1::TrialComparison> CompareWithOld(const TrialInput& input) {
  v1::TrialComparison comparison;
  comparison.set_customer_id(input.customer_id);
  comparison.set_month(input.month);
  for (const v1::OldInvoice& invoice : input.old_invoices) {
    comparison.add_old_numbers(invoice.number());
  }
  if (!CompareLines(input, comparison)) return OutOfRange(input);

  const v1::Money nothing = MakeMoney(0, input.currency);
  const bool bills = input.content != nullptr;
  *comparison.mutable_new_net() = bills ? input.content->totals().net() : nothing;
  *comparison.mutable_new_tax() = bills ? input.content->totals().tax() : nothing;
  const auto difference = Subtract(comparison.new_net(), comparison.old_net());
  const auto old_tax = OldTax(input);
  if (!difference || !old_tax) return OutOfRange(input);
  *comparison.mutable_difference() = *difference;
  if (*old_tax) *comparison.mutable_old_tax() = **old_tax;

  const bool same_tax =
      !*old_tax || (*old_tax)->minor_units() == comparison.new_tax().minor_units();
  comparison.set_same(same_tax && std::ranges::all_of(comparison.lines(), IsSame));
  return comparison;
}

}  // namespace tally
