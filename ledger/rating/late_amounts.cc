#include "ledger/rating/late_amounts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/as_billed.h"
#include "ledger/rating/line_ends.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

// What discounts of the document take off a line of the plan, whatever their number and tax.
constexpr char kDocument[] = "document";

// The entry that `line` bills, if it bills one thing that was recorded; of pieces the first says
// so.
const v1::BilledEntry* OnlyEntryOf(const DraftInput& input, const v1::DraftContent& content,
                                   const v1::Line& line) {
  const bool is_piece = WithoutRate(line.line_id()) != line.line_id();
  const v1::Line* whole = is_piece ? FindLine(content, WithoutRate(line.line_id())) : &line;
  if (whole == nullptr || whole->entries_size() != 1) return nullptr;
  const v1::PlanLine* behind = PlanLineBehind(input, content, line);
  return behind != nullptr && behind->has_time() ? nullptr : &whole->entries(0);
}

std::string VariantOf(const DraftInput& input, const v1::DraftContent& content,
                      const v1::Line& line) {
  switch (line.part()) {
    case v1::LINE_PART_MINIMUM:
    case v1::LINE_PART_CAP:
      return "";
    case v1::LINE_PART_DISCOUNT: {
      const absl::string_view line_id = WithoutRate(line.line_id());
      return std::string(line_id.substr(line_id.rfind('.') + 1));
    }
    default:
      break;
  }
  if (const v1::BilledEntry* entry = OnlyEntryOf(input, content, line)) {
    return absl::StrCat(entry->source_id(), "/", entry->entry_id());
  }
  if (line.part() == v1::LINE_PART_CREDIT || line.tiers_size() > 0) return "";
  return line.unit_price();
}

LateAmount AmountOf(const DraftInput& input, const v1::DraftContent& content,
                    const v1::Line& line) {
  return {.key = {.plan_line_id = PlanLineOf(line),
                  .part = line.part(),
                  .variant = VariantOf(input, content, line),
                  .with_tax = line.has_amount_with_tax()},
          .line = line,
          .amount = PricedAmount(line).minor_units(),
          .days = ServiceDays(content, line)};
}

// Adds what a discount of the document takes off each line that `is_wanted`.
template <class IsWanted>
void AddSpreads(const DraftInput& input, const v1::DraftContent& content, const v1::Line& discount,
                IsWanted is_wanted, std::vector<LateAmount>& amounts) {
  for (const v1::Spread& spread : discount.spreads()) {
    const v1::Line* of = FindLine(content, spread.line_id());
    if (of == nullptr || !is_wanted(*of)) continue;
    LateAmount part = AmountOf(input, content, discount);
    part.key.plan_line_id = PlanLineOf(*of);
    part.key.variant = kDocument;
    part.line.set_item_id(of->item_id());
    part.amount = spread.amount().minor_units();
    part.days = ServiceDays(content, *of);
    amounts.push_back(std::move(part));
  }
}

// Whether it is a discount of the document that says what it takes off each line.
bool IsSpreadOut(const v1::Line& line) {
  return IsDocumentDiscount(line) && line.spreads_size() > 0;
}

// The lines of `content` that `is_wanted`.
template <class IsWanted>
std::vector<LateAmount> AmountsOf(const DraftInput& input, const v1::DraftContent& content,
                                  IsWanted is_wanted) {
  std::vector<LateAmount> amounts;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    if (line.part() == v1::LINE_PART_LATE || IsSpreadOut(line) || !is_wanted(line)) continue;
    amounts.push_back(AmountOf(input, content, line));
  }
  return amounts;
}

}  // namespace

LateKey KeyOfLate(const v1::Line& line) {
  return {.plan_line_id = line.corrects().plan_line_id(),
          .part = line.corrects().part(),
          .variant = line.corrects().variant(),
          .with_tax = line.has_amount_with_tax()};
}

bool IsLateDocumentDiscount(const v1::Line& late) {
  return late.corrects().part() == v1::LINE_PART_DISCOUNT && late.corrects().variant() == kDocument;
}

bool IsSpread(const LateAmount& amount) {
  return amount.key.part == v1::LINE_PART_DISCOUNT && amount.key.variant == kDocument;
}

std::vector<LateAmount> ClosedAmounts(const DraftInput& input, const v1::DraftContent& content) {
  const std::set<std::string> standing = StandingLines(input);
  std::vector<LateAmount> amounts = AmountsOf(input, content, [&](const v1::Line& line) {
    return !standing.contains(std::string(WithoutRate(line.line_id())));
  });
  for (const v1::DraftLine& rated : content.lines()) {
    AddSpreads(
        input, content, rated.line(), [](const v1::Line&) { return true; }, amounts);
  }
  return amounts;
}

std::vector<LateAmount> SettledBy(const DraftInput& input, const v1::DraftContent& content) {
  const DaySpan month = DaysOf(input.month);
  const auto is_of_month = [&](const v1::Line& line) {
    return month.contains(EndOf(input, content, line) - 1);
  };
  std::vector<LateAmount> settled = AmountsOf(input, content, is_of_month);
  for (const v1::DraftLine& rated : content.lines()) {
    AddSpreads(input, content, rated.line(), is_of_month, settled);
  }
  // A minimum that ended before it was known is due only while no line bills what is missing.
  std::set<std::string> minimums;
  for (const LateAmount& each : settled) {
    if (each.key.part == v1::LINE_PART_MINIMUM) minimums.insert(each.key.plan_line_id);
  }
  std::erase_if(settled,
                [&](const LateAmount& each) { return minimums.contains(each.key.plan_line_id); });
  const std::string corrected = FormatMonth(input.month);
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    if (line.part() != v1::LINE_PART_LATE || line.corrects().month() != corrected) continue;
    settled.push_back({.key = KeyOfLate(line),
                       .line = line,
                       .amount = PricedAmount(line).minor_units(),
                       .days = ServiceDays(content, line)});
  }
  return settled;
}

}  // namespace tally
