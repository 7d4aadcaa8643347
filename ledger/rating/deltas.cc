#include "ledger/rating/deltas.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

constexpr char kDefaultJumpPercent[] = "25";
constexpr char kDefaultJumpUnits[] = "3";

absl::Status DoesNotFit(const v1::Line& line) {
  return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("line ", line.line_id()),
                "the change since last month does not fit");
}

// How many are billed at the line's price: half a period of ten is five. Where the price is that of
// the part already, as with minimum commitments, quantity times price is the line.
Fraction UnitsOf(const v1::Line& line, RoundingMode mode) {
  const Fraction whole = QuantityOf(line);
  if (!line.has_share()) return whole;
  const v1::Money& amount = PricedAmount(line);
  const auto of_whole =
      RoundToMoney(whole * FractionOf(line.unit_price()), amount.currency(), mode);
  if (of_whole && of_whole->minor_units() == amount.minor_units()) return whole;
  return whole * ShareOf(line);
}

// Returns what `more` units come to at the price of `previous`, before tax, rounded.
std::optional<v1::Money> EffectOf(const Fraction& more, const v1::Line& previous,
                                  RoundingMode mode) {
  const std::string& currency = previous.amount().currency();
  auto priced = RoundToMoney(more * FractionOf(previous.unit_price()), currency, mode);
  const int64_t with_tax = previous.amount_with_tax().minor_units();
  if (!priced || with_tax == 0) return priced;
  const Fraction net = Fraction(previous.amount().minor_units()) / Fraction(with_tax);
  return RoundToMoney(MajorUnits(*priced) * net, currency, mode);
}

// Quantity effect at the old price (where tiers price it, the average), price effect at the new
// quantity: the one is rounded, the other is what remains, so that they add up to the change.
absl::Status SplitChange(const v1::Line& line, const v1::Line& previous, RoundingMode mode,
                         v1::Delta& delta) {
  const auto quantity_effect =
      EffectOf(UnitsOf(line, mode) - UnitsOf(previous, mode), previous, mode);
  const auto change = Subtract(line.amount(), previous.amount());
  if (!quantity_effect || !change) return DoesNotFit(line);
  const auto price_effect = Subtract(*change, *quantity_effect);
  if (!price_effect) return DoesNotFit(line);

  delta.set_previous_quantity(previous.quantity());
  delta.set_previous_unit_price(previous.unit_price());
  *delta.mutable_previous_amount() = previous.amount();
  *delta.mutable_change() = *change;
  *delta.mutable_quantity_effect() = *quantity_effect;
  *delta.mutable_price_effect() = *price_effect;
  return absl::OkStatus();
}

// All of a new line's amount is new quantity.
void SetNewLineDelta(const v1::Line& line, v1::Delta& delta) {
  const v1::Money zero = MakeMoney(0, line.amount().currency());
  delta.set_previous_quantity("0");
  delta.set_previous_unit_price("0");
  *delta.mutable_previous_amount() = zero;
  *delta.mutable_change() = line.amount();
  *delta.mutable_quantity_effect() = line.amount();
  *delta.mutable_price_effect() = zero;
}

bool IsJump(const v1::ReviewLimits& limits, const Fraction& before, const Fraction& now) {
  const std::string& units = limits.quantity_jump_units();
  const std::string& percent = limits.quantity_jump_percent();
  const Fraction change = now < before ? before - now : now - before;
  const Fraction ratio =
      FractionOf(percent.empty() ? kDefaultJumpPercent : percent) / Fraction(100);
  return change >= FractionOf(units.empty() ? kDefaultJumpUnits : units) &&
         change >= ratio * before && change > Fraction(0);
}

// Whether a line has a quantity and a price of its own that are the same every month unless
// somebody or something changed: not what follows from other lines, nor what happens once.
bool IsComparable(const DraftInput& input, const v1::DraftContent& content, const v1::Line& line) {
  if (line.part() != v1::LINE_PART_UNSPECIFIED && line.part() != v1::LINE_PART_OVERAGE) {
    return false;
  }
  const v1::PlanLine* plan_line = PlanLineBehind(input, content, line);
  return plan_line == nullptr || !(plan_line->has_pass_through() || plan_line->has_triggered());
}

// Whether two lines have the same prices. An average of tiers changes with the quantity; only tiers
// that both have entered can be compared.
bool HaveTheSamePrices(const v1::Line& line, const v1::Line& previous) {
  if (line.tiers().empty() || previous.tiers().empty()) {
    return FractionOf(line.unit_price()) == FractionOf(previous.unit_price());
  }
  const int both = std::min(line.tiers_size(), previous.tiers_size());
  return std::equal(line.tiers().begin(), line.tiers().begin() + both, previous.tiers().begin(),
                    [](const v1::TierCharge& left, const v1::TierCharge& right) {
                      return left.unit_price() == right.unit_price() &&
                             left.flat_fee() == right.flat_fee() &&
                             left.block_size() == right.block_size();
                    });
}

void FlagChanges(const DraftInput& input, const v1::Line& previous, v1::DraftLine& rated) {
  const v1::Line& line = rated.line();
  if (IsJump(input.org.review(), QuantityOf(previous), QuantityOf(line))) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_QUANTITY_JUMP,
            absl::StrCat("from ", previous.quantity(), " to ", line.quantity()));
  }
  if (!HaveTheSamePrices(line, previous)) {
    AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_PRICE_CHANGE,
            absl::StrCat("from ", previous.unit_price(), " to ", line.unit_price(), " ",
                         line.amount().currency()));
  }
}

}  // namespace

absl::Status CompareWithPrevious(const DraftInput& input, v1::DraftContent& content) {
  if (!input.previous_month_was_run) return absl::OkStatus();

  const std::string& currency = CurrencyOf(input.org, input.customer);
  v1::Money previous_net = MakeMoney(0, currency);
  std::map<std::string, v1::Line> before;
  if (input.previous) {
    previous_net = input.previous->totals().net();
    for (const v1::DraftLine& rated : input.previous->lines()) {
      before[rated.line().line_id()] = rated.line();
    }
  }
  for (v1::DraftLine& rated : *content.mutable_lines()) {
    const auto previous = before.extract(rated.line().line_id());
    if (previous.empty()) {
      SetNewLineDelta(rated.line(), *rated.mutable_delta());
      if (rated.line().part() == v1::LINE_PART_LATE) continue;
      AddFlag(*rated.mutable_flags(), v1::FLAG_KIND_NEW_LINE, "last month had no such line");
      continue;
    }
    const RoundingMode mode = FromProto(input.org.rounding());
    absl::Status split = SplitChange(rated.line(), previous.mapped(), mode, *rated.mutable_delta());
    if (!split.ok()) return split;
    if (IsComparable(input, content, rated.line())) FlagChanges(input, previous.mapped(), rated);
  }
  for (const auto& [line_id, line] : before) {
    v1::VanishedLine& vanished = *content.add_vanished_lines();
    *vanished.mutable_line() = line;
    *vanished.mutable_change() = MakeMoney(-line.amount().minor_units(), currency);
  }
  const auto change = Subtract(content.totals().net(), previous_net);
  if (!change) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "net",
                  "the change since last month does not fit");
  }
  *content.mutable_previous_net() = previous_net;
  *content.mutable_change() = *change;
  return absl::OkStatus();
}

}  // namespace tally
