#include "ledger/rating/late_amounts.h"

#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/calendar/date.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/as_billed.h"
#include "ledger/rating/line_ends.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

// What discounts of the document take off a line of the plan, whatever their number.
constexpr char kDocument[] = "document";
// Behind the variant of a discount that leaves the tax of its line as it was.
constexpr char kAfterTax[] = "-after-tax";

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

// What tells that `discount` has no tax, if the line that it is on has one.
absl::string_view AfterTaxOf(const v1::Line& discount, const v1::Line* of) {
  const bool is_after_tax = of != nullptr && discount.tax_id().empty() && !of->tax_id().empty();
  return is_after_tax ? kAfterTax : "";
}

std::string VariantOf(const DraftInput& input, const v1::DraftContent& content,
                      const v1::Line& line) {
  switch (line.part()) {
    case v1::LINE_PART_MINIMUM:
    case v1::LINE_PART_CAP:
      return "";
    case v1::LINE_PART_DISCOUNT: {
      const absl::string_view line_id = WithoutRate(line.line_id());
      const size_t point = line_id.rfind('.');
      const v1::Line* of = FindLine(content, line_id.substr(0, point));
      return absl::StrCat(line_id.substr(point + 1), AfterTaxOf(line, of));
    }
    default:
      break;
  }
  if (const v1::BilledEntry* entry = OnlyEntryOf(input, content, line)) {
    return absl::StrCat(entry->source_id(), "/", entry->entry_id());
  }
  // A credit is taxed as the line that it is taken off.
  if (line.part() == v1::LINE_PART_CREDIT) return line.tax_id();
  return line.tiers_size() > 0 ? "" : line.unit_price();
}

LateAmount AmountOf(const DraftInput& input, const v1::DraftContent& content,
                    const v1::Line& line) {
  return {.key = {.plan_line_id = PlanLineOf(line),
                  .part = line.part(),
                  .variant = VariantOf(input, content, line),
                  .with_tax = line.has_amount_with_tax(),
                  .item_id = line.item_id()},
          .line = line,
          .amount = PricedAmount(line).minor_units(),
          .days = ServiceDays(content, line)};
}

// Adds what a discount of the document takes off each line.
void AddSpreads(const DraftInput& input, const v1::DraftContent& content, const v1::Line& discount,
                std::vector<LateAmount>& amounts) {
  for (const v1::Spread& spread : discount.spreads()) {
    const v1::Line* of = FindLine(content, spread.line_id());
    if (of == nullptr) continue;
    LateAmount part = AmountOf(input, content, discount);
    part.key.plan_line_id = PlanLineOf(*of);
    part.key.variant = absl::StrCat(kDocument, AfterTaxOf(discount, of));
    part.key.item_id = of->item_id();
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

}  // namespace

LateKey KeyOfLate(const v1::Line& line) {
  return {.plan_line_id = line.corrects().plan_line_id(),
          .part = line.corrects().part(),
          .variant = line.corrects().variant(),
          .with_tax = line.has_amount_with_tax(),
          .item_id = line.item_id()};
}

bool IsLateDocumentDiscount(const v1::Line& late) {
  return late.corrects().part() == v1::LINE_PART_DISCOUNT &&
         absl::StartsWith(late.corrects().variant(), kDocument);
}

bool IsSpread(const LateAmount& amount) {
  return amount.key.part == v1::LINE_PART_DISCOUNT &&
         absl::StartsWith(amount.key.variant, kDocument);
}

std::vector<LateAmount> ClosedAmounts(const DraftInput& input, const v1::DraftContent& content) {
  const std::set<std::string> standing = StandingLines(input);
  std::vector<LateAmount> amounts;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    if (line.part() == v1::LINE_PART_LATE || IsSpreadOut(line)) continue;
    if (standing.contains(std::string(WithoutRate(line.line_id())))) continue;
    amounts.push_back(AmountOf(input, content, line));
  }
  for (const v1::DraftLine& rated : content.lines()) {
    AddSpreads(input, content, rated.line(), amounts);
  }
  return amounts;
}

std::vector<LateAmount> SettledBy(absl::CivilMonth month, const v1::DraftContent& content) {
  const std::string corrected = FormatMonth(month);
  std::vector<LateAmount> settled;
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
