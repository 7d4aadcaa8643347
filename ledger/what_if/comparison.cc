#include "ledger/what_if/comparison.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/money/money.h"

namespace tally {
namespace {

using Content = std::optional<v1::DraftContent>;

// A line that bills nothing is as none: where nothing was counted, its price makes no difference.
bool BillsNothing(const v1::Line& line) {
  return line.quantity() == "0" && line.amount().minor_units() == 0;
}

// The lines that bill something, in order.
std::vector<const v1::Line*> LinesOf(const Content& content) {
  std::vector<const v1::Line*> lines;
  if (!content) return lines;
  for (const v1::DraftLine& rated : content->lines()) {
    if (!BillsNothing(rated.line())) lines.push_back(&rated.line());
  }
  return lines;
}

std::map<std::string, const v1::Line*> ById(const std::vector<const v1::Line*>& lines) {
  std::map<std::string, const v1::Line*> by_id;
  for (const v1::Line* line : lines) by_id.emplace(line->line_id(), line);
  return by_id;
}

// Quantities that no decimal says exactly are compared, and shown, as they are billed.
const std::string& QuantityIn(const v1::Line& line) {
  return line.exact_quantity().empty() ? line.quantity() : line.exact_quantity();
}

bool IsSame(const v1::Line& left, const v1::Line& right) {
  return QuantityIn(left) == QuantityIn(right) && left.unit_price() == right.unit_price() &&
         left.amount().minor_units() == right.amount().minor_units();
}

// Either side may be null, not both.
v1::WhatIfLine Differing(const v1::Line* as_is, const v1::Line* with_changes) {
  const v1::Line& shown = with_changes != nullptr ? *with_changes : *as_is;
  v1::WhatIfLine line;
  line.set_line_id(shown.line_id());
  line.set_description(shown.description());
  if (as_is != nullptr) {
    line.set_quantity(QuantityIn(*as_is));
    line.set_unit_price(as_is->unit_price());
    *line.mutable_amount() = as_is->amount();
  }
  if (with_changes != nullptr) {
    line.set_quantity_if(QuantityIn(*with_changes));
    line.set_unit_price_if(with_changes->unit_price());
    *line.mutable_amount_if() = with_changes->amount();
  }
  return line;
}

void CompareLines(const Content& as_is, const Content& with_changes, v1::WhatIfMonth& month) {
  const std::vector<const v1::Line*> before = LinesOf(as_is);
  const std::vector<const v1::Line*> after = LinesOf(with_changes);
  const auto known = ById(before);
  for (const v1::Line* line : after) {
    const auto same = known.find(line->line_id());
    const v1::Line* other = same == known.end() ? nullptr : same->second;
    if (other == nullptr || !IsSame(*other, *line)) *month.add_lines() = Differing(other, line);
  }
  const auto kept = ById(after);
  for (const v1::Line* line : before) {
    if (!kept.contains(line->line_id())) *month.add_lines() = Differing(line, nullptr);
  }
}

v1::Totals TotalsOf(const Content& content, absl::string_view currency) {
  if (content) return content->totals();
  v1::Totals totals;
  *totals.mutable_net() = MakeMoney(0, currency);
  *totals.mutable_tax() = MakeMoney(0, currency);
  return totals;
}

// Adds `more`, which may be unset, to `sum`, which may be too. False if it does not fit.
bool AddInto(const v1::Money& more, v1::Money& sum) {
  if (more.currency().empty()) return true;
  if (sum.currency().empty()) sum = MakeMoney(0, more.currency());
  const auto both = Add(sum, more);
  if (both) sum = *both;
  return both.has_value();
}

}  // namespace

v1::WhatIfMonth Compare(const Content& as_is, const Content& with_changes,
                        absl::string_view currency) {
  v1::WhatIfMonth month;
  const v1::Totals is = TotalsOf(as_is, currency);
  const v1::Totals would_be = TotalsOf(with_changes, currency);
  const auto change = Subtract(would_be.net(), is.net());
  if (!change) {
    month.set_problem("the change does not fit");
    return month;
  }
  *month.mutable_net() = is.net();
  *month.mutable_net_if() = would_be.net();
  *month.mutable_net_change() = *change;
  *month.mutable_tax() = is.tax();
  *month.mutable_tax_if() = would_be.tax();
  if (is.has_rounding()) *month.mutable_rounding() = is.rounding();
  if (would_be.has_rounding()) *month.mutable_rounding_if() = would_be.rounding();
  CompareLines(as_is, with_changes, month);
  return month;
}

bool Differs(const v1::WhatIfMonth& month) {
  return !month.lines().empty() || month.net_change().minor_units() != 0 ||
         month.tax().minor_units() != month.tax_if().minor_units() ||
         month.rounding().minor_units() != month.rounding_if().minor_units();
}

bool AddTo(v1::WhatIfTotal& total, const v1::WhatIfMonth& month) {
  v1::WhatIfTotal sum = total;
  const bool fits =
      AddInto(month.net(), *sum.mutable_net()) && AddInto(month.net_if(), *sum.mutable_net_if()) &&
      AddInto(month.tax(), *sum.mutable_tax()) && AddInto(month.tax_if(), *sum.mutable_tax_if()) &&
      AddInto(MakeMoney(month.rounding().minor_units(), month.net().currency()),
              *sum.mutable_rounding()) &&
      AddInto(MakeMoney(month.rounding_if().minor_units(), month.net().currency()),
              *sum.mutable_rounding_if());
  if (!fits) return false;
  sum.set_customers(sum.customers() + 1);
  sum.set_different(sum.different() + (Differs(month) ? 1 : 0));
  total = std::move(sum);
  return true;
}

}  // namespace tally
