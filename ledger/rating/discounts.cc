#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/money.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/adjustments.h"
#include "ledger/rating/line_groups.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

using Lines = google::protobuf::RepeatedPtrField<v1::DraftLine>;

// What fixed discounts took off so far: by line of the plan, period and number of the discount.
using Taken = std::map<std::tuple<std::string, std::string, int>, int64_t>;

bool IsAfterTax(const v1::Discount& discount) { return discount.tax() == v1::DISCOUNT_TAX_AFTER; }

std::string NumberedId(absl::string_view id, int number) {
  return number == 1 ? std::string(id) : absl::StrCat(id, "-", number);
}

// The period that a line bills a part of.
std::string PeriodOf(const v1::Line& line) {
  if (line.has_share()) return line.share().period_start();
  return line.has_service() ? line.service().first_day() : "";
}

// Adds one discount after another behind the lines that they are on.
class LineDiscounts {
 public:
  LineDiscounts(const DraftInput& input, const v1::DraftContent& content)
      : input_(input), content_(content) {}

  // Adds those on `rated`, the last of `lines`, behind it.
  absl::Status Add(const v1::DraftLine& rated, Lines& lines) {
    const v1::PlanLine* plan_line = PlanLineBehind(input_, content_, rated.line());
    if (plan_line == nullptr) return absl::OkStatus();
    int64_t left = PricedAmount(rated.line()).minor_units();
    const bool is_credit = left < 0;
    for (int i = 0; i < plan_line->discounts_size() && left != 0 && is_credit == (left < 0); ++i) {
      const v1::Discount& discount = plan_line->discounts(i);
      const auto amount = AmountOf(discount, i, rated.line(), left);
      if (!amount) return AmountDoesNotFit(absl::StrCat("line ", rated.line().line_id()));
      if (*amount == 0) continue;
      v1::DraftLine taken =
          LineBeside(rated, v1::LINE_PART_DISCOUNT, NumberedId("discount", i + 1), discount.name(),
                     MakeMoney(-*amount, CurrencyOf(input_.org, input_.customer)));
      if (IsAfterTax(discount)) {
        taken.mutable_line()->clear_tax_id();
        taken.mutable_line()->clear_amount_with_tax();
      }
      if (absl::Status is = OverrideAdjusted(input_, taken); !is.ok()) return is;
      left += PricedAmount(taken.line()).minor_units();
      *lines.Add() = std::move(taken);
    }
    return absl::OkStatus();
  }

 private:
  // Returns what a discount takes of what is left, no more than that, and of the same sign.
  std::optional<int64_t> AmountOf(const v1::Discount& discount, int index, const v1::Line& line,
                                  int64_t left) {
    if (discount.has_percent()) {
      const auto part = PercentOf(input_, left, discount.percent());
      if (!part) return std::nullopt;
      return left < 0 ? std::max(*part, left) : std::min(*part, left);
    }
    // A fixed amount is taken once a period, off what the line bills in the first place.
    if (left < 0 || line.part() != v1::LINE_PART_UNSPECIFIED) return 0;
    const auto all = MinorUnitsOf(input_, discount.amount());
    if (!all) return std::nullopt;
    int64_t& taken = taken_[{PlanLineOf(line), PeriodOf(line), index}];
    const int64_t amount = std::clamp<int64_t>(*all - taken, 0, left);
    taken += amount;
    return amount;
  }

  const DraftInput& input_;
  const v1::DraftContent& content_;
  Taken taken_;
};

// Whether a discount has no tax although what it is on has one.
bool TakesNoTax(const v1::Line& line, const std::set<std::string>& taxed) {
  if (line.part() != v1::LINE_PART_DISCOUNT || !line.tax_id().empty()) return false;
  if (!IsDocumentDiscount(line)) {
    return taxed.contains(line.line_id().substr(0, line.line_id().rfind('.')));
  }
  return std::ranges::any_of(
      line.spreads(), [&](const v1::Spread& spread) { return taxed.contains(spread.line_id()); });
}

// What is left of each group.
std::vector<int64_t> LeftOf(const std::vector<LineGroup>& groups) {
  std::vector<int64_t> left(groups.size());
  std::ranges::transform(groups, left.begin(), &LineGroup::left);
  return left;
}

// Returns what a discount takes off the document: a part of what it comes to before tax, and never
// more than is left after all discounts, of it and of its lines.
std::optional<int64_t> AmountOff(const DraftInput& input, const v1::Discount& discount,
                                 const v1::DraftContent& content,
                                 const std::vector<LineGroup>& groups) {
  std::set<std::string> taxed;
  for (const v1::DraftLine& rated : content.lines()) {
    if (!rated.line().tax_id().empty()) taxed.insert(rated.line().line_id());
  }
  const auto base =
      SumOfLines(content, [&](const v1::Line& line) { return !TakesNoTax(line, taxed); });
  const auto of_all = SumOfLines(content, [](const v1::Line&) { return true; });
  const auto of_lines = Sum(LeftOf(groups));
  if (!base || !of_all || !of_lines) return std::nullopt;
  const int64_t left = std::min(*of_all, *of_lines);
  if (left <= 0) return 0;
  const auto amount = discount.has_percent() ? PercentOf(input, *base, discount.percent())
                                             : MinorUnitsOf(input, discount.amount());
  if (!amount) return std::nullopt;
  return std::clamp<int64_t>(*amount, 0, left);
}

// What a discount takes off the lines of one tax.
struct TaxSpread {
  std::string tax_id;
  bool with_tax = false;
  // The lines and how much of each.
  std::vector<std::string> line_ids;
  std::vector<int64_t> parts;
  // Their sum.
  int64_t amount = 0;
};

// Spreads `amount` over what is left of the lines, by tax in the order of the lines.
std::vector<TaxSpread> SpreadOver(const v1::DraftContent& content,
                                  const std::vector<LineGroup>& groups, int64_t amount,
                                  const v1::Discount& discount) {
  const bool after_tax = IsAfterTax(discount);
  const std::vector<int64_t> parts = Allocate(amount, LeftOf(groups));

  std::vector<TaxSpread> spreads;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (parts[i] == 0) continue;
    const v1::Line& line = content.lines(groups[i].line).line();
    const std::string tax_id = after_tax ? "" : line.tax_id();
    const bool with_tax = !after_tax && line.has_amount_with_tax();
    auto known = std::ranges::find_if(spreads, [&](const TaxSpread& each) {
      return each.tax_id == tax_id && each.with_tax == with_tax;
    });
    if (known == spreads.end()) {
      known = spreads.insert(known, {tax_id, with_tax, {}, {}, 0});
    }
    known->line_ids.push_back(line.line_id());
    known->parts.push_back(parts[i]);
    known->amount += parts[i];
  }
  return spreads;
}

// Returns the first of `discount`, `discount-2` … that no line has.
std::string FreeId(const v1::DraftContent& content) {
  std::set<std::string> ids;
  for (const v1::DraftLine& rated : content.lines()) ids.insert(rated.line().line_id());
  int number = 1;
  while (ids.contains(NumberedId("discount", number))) ++number;
  return NumberedId("discount", number);
}

absl::Status AddSpread(const DraftInput& input, const v1::Discount& discount, TaxSpread spread,
                       v1::DraftContent& content) {
  const std::string& currency = CurrencyOf(input.org, input.customer);
  v1::DraftLine rated;
  v1::Line& line = *rated.mutable_line();
  line.set_line_id(FreeId(content));
  line.set_part(v1::LINE_PART_DISCOUNT);
  line.set_description(discount.name());
  line.set_tax_id(spread.tax_id);
  if (spread.with_tax) *line.mutable_amount_with_tax() = MakeMoney(0, currency);
  SetOneAt(input, -spread.amount, line);
  if (absl::Status is = OverrideAdjusted(input, rated); !is.ok()) return is;
  const int64_t amount = PricedAmount(line).minor_units();
  if (rated.has_override() && amount < 0) spread.parts = Allocate(-amount, spread.parts);
  for (size_t i = 0; i < spread.parts.size() && amount < 0; ++i) {
    v1::Spread& part = *line.add_spreads();
    part.set_line_id(spread.line_ids[i]);
    *part.mutable_amount() = MakeMoney(-spread.parts[i], currency);
  }
  *content.add_lines() = std::move(rated);
  return absl::OkStatus();
}

absl::Status TakeDocumentDiscount(const DraftInput& input, const v1::Discount& discount,
                                  v1::DraftContent& content) {
  const auto groups = GroupsOf(input, content);
  if (!groups.ok()) return groups.status();
  const auto amount = AmountOff(input, discount, content, *groups);
  if (!amount) return AmountDoesNotFit("discounts");
  if (*amount == 0) return absl::OkStatus();
  for (TaxSpread& spread : SpreadOver(content, *groups, *amount, discount)) {
    absl::Status is = AddSpread(input, discount, std::move(spread), content);
    if (!is.ok()) return is;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TakeLineDiscounts(const DraftInput& input, v1::DraftContent& content) {
  LineDiscounts discounts(input, content);
  Lines lines;
  for (v1::DraftLine& rated : *content.mutable_lines()) {
    v1::DraftLine& kept = *lines.Add();
    kept.Swap(&rated);
    if (absl::Status is = discounts.Add(kept, lines); !is.ok()) return is;
  }
  content.mutable_lines()->Swap(&lines);
  return absl::OkStatus();
}

absl::Status TakeDocumentDiscounts(const DraftInput& input, v1::DraftContent& content) {
  const v1::Plan* plan = PlanOfDocument(input);
  if (plan == nullptr) return absl::OkStatus();
  for (const v1::Discount& discount : plan->discounts()) {
    absl::Status is = TakeDocumentDiscount(input, discount, content);
    if (!is.ok()) return is;
  }
  return absl::OkStatus();
}

}  // namespace tally
