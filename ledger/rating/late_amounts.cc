#include "ledger/rating/late_amounts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/cadence.h"
#include "ledger/calendar/date.h"
#include "ledger/rating/adjusted_line.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

// What discounts of the document take off a line of the plan, whatever their number and tax.
constexpr char kDocument[] = "document";

const v1::Line* FindLine(const v1::DraftContent& content, absl::string_view line_id) {
  for (const v1::DraftLine& rated : content.lines()) {
    if (rated.line().line_id() == line_id) return &rated.line();
  }
  return nullptr;
}

// The id without what tells pieces of different tax rates apart.
absl::string_view WithoutRate(absl::string_view line_id) {
  return line_id.substr(0, line_id.find(".rate-"));
}

// The line that a credit is taken off; nothing if it is not there.
const v1::Line* CreditedLine(const DraftInput& input, const v1::DraftContent& content,
                             const v1::Line& credit) {
  const std::string of = BilledLineOf(input, content, credit);
  const DaySpan days = ServiceDays(content, credit);
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    if (line.part() == v1::LINE_PART_CREDIT || PlanLineOf(line) != of) continue;
    if (ServiceDays(content, line) == days) return &line;
  }
  return nullptr;
}

// The line that `line` stands beside, or credits; nothing if it stands by itself.
const v1::Line* LineBesides(const DraftInput& input, const v1::DraftContent& content,
                            const v1::Line& line) {
  if (line.part() == v1::LINE_PART_CREDIT) return CreditedLine(input, content, line);
  const bool stands_beside =
      line.part() == v1::LINE_PART_DISCOUNT || line.part() == v1::LINE_PART_CAP;
  const absl::string_view line_id = WithoutRate(line.line_id());
  const size_t point = line_id.rfind('.');
  if (!stands_beside || point == absl::string_view::npos) return nullptr;
  return FindLine(content, line_id.substr(0, point));
}

bool IsOfAdvance(const v1::Line& line, const v1::PlanLine* behind) {
  return line.part() == v1::LINE_PART_UNUSED || line.part() == v1::LINE_PART_CHANGED ||
         (behind != nullptr && IsInAdvance(*behind));
}

// The period of its plan's line that `line` bills, or a part of. The share of a piece of one tax
// rate is that of the whole line.
DaySpan PeriodOf(const v1::DraftContent& content, const v1::Line& line,
                 const v1::PlanLine* behind) {
  if (line.has_share() && (behind == nullptr || IsOfAdvance(line, behind))) {
    return {*ParseDate(line.share().period_start()), *ParseDate(line.share().period_end())};
  }
  const DaySpan days = ServiceDays(content, line);
  return behind == nullptr ? days : PeriodOn(behind->cadence(), days.start);
}

// Whether `content` bills days of the same period that end after `day`, under the same line of the
// plan: then both are parts of what ended with those.
bool GoesOnAfter(absl::CivilDay day, const DraftInput& input, const v1::DraftContent& content,
                 const v1::Line& line) {
  const DaySpan period = PeriodOf(content, line, PlanLineBehind(input, content, line));
  return std::ranges::any_of(content.lines(), [&](const v1::DraftLine& rated) {
    const v1::Line& other = rated.line();
    return PlanLineOf(other) == PlanLineOf(line) && ServiceDays(content, other).end > day &&
           PeriodOf(content, other, PlanLineBehind(input, content, other)) == period;
  });
}

// Whether the line that plans had on the last of `days` still goes on with the same periods on
// `day`. Where nothing happened in the rest of a period, no line says so.
bool GoesOnAt(absl::CivilDay day, const DraftInput& input, const std::string& line_id,
              const DaySpan& days) {
  return std::ranges::any_of(LivesOf(input), [&](const LineLife& life) {
    const v1::PlanLine& first = life.first();
    return first.line_id() == line_id && (first.has_pass_through() || first.has_triggered()) &&
           life.days().contains(days.end - 1) && life.days().contains(day);
  });
}

// The day after the last on which something may still become known of what `line` bills that no
// later document catches up with.
absl::CivilDay EndOf(const DraftInput& input, const v1::DraftContent& content,
                     const v1::Line& line) {
  if (const v1::Line* beside = LineBesides(input, content, line)) {
    return EndOf(input, content, *beside);
  }
  const DaySpan days = ServiceDays(content, line);
  const absl::CivilDay end = days.empty() ? days.start + 1 : days.end;
  const v1::PlanLine* behind = PlanLineBehind(input, content, line);
  if (behind != nullptr && behind->accumulate_months() > 0) {
    return std::max(WindowOn(*behind, end - 1).end, PeriodOf(content, line, behind).end);
  }
  if (IsOfAdvance(line, behind)) return std::max(end, PeriodOf(content, line, behind).end);
  // In arrears, what ended in an earlier month was forgotten there, or is a part of more.
  const DaySpan month = DaysOf(*ParseMonth(content.period().month()));
  const bool is_a_part =
      end <= month.start && (GoesOnAfter(month.start, input, content, line) ||
                             GoesOnAt(month.start, input, PlanLineOf(line), days));
  return is_a_part ? month.end : end;
}

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

// What a discount of the document takes off each line that is in `closed`.
void AddSpreads(const DraftInput& input, const v1::DraftContent& content, const v1::Line& discount,
                const std::set<std::string>& closed, std::vector<LateAmount>& amounts) {
  for (const v1::Spread& spread : discount.spreads()) {
    const v1::Line* of = FindLine(content, spread.line_id());
    if (of == nullptr || !closed.contains(spread.line_id())) continue;
    LateAmount part = AmountOf(input, content, discount);
    part.key.plan_line_id = PlanLineOf(*of);
    part.key.variant = kDocument;
    part.line.set_item_id(of->item_id());
    part.amount = spread.amount().minor_units();
    part.days = ServiceDays(content, *of);
    amounts.push_back(std::move(part));
  }
}

// The amounts of `content` for what ended when `is_wanted` says so.
template <class IsWanted>
std::vector<LateAmount> AmountsIn(const DraftInput& input, const v1::DraftContent& content,
                                  IsWanted is_wanted) {
  std::vector<LateAmount> amounts;
  std::set<std::string> closed;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    if (line.part() == v1::LINE_PART_LATE) continue;
    if (IsDocumentDiscount(line) && line.spreads_size() > 0) continue;
    if (!is_wanted(EndOf(input, content, line))) continue;
    closed.insert(line.line_id());
    amounts.push_back(AmountOf(input, content, line));
  }
  for (const v1::DraftLine& rated : content.lines()) {
    AddSpreads(input, content, rated.line(), closed, amounts);
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
  const DaySpan month = DaysOf(input.month);
  return AmountsIn(input, content, [&](absl::CivilDay end) { return month.contains(end - 1); });
}

std::vector<LateAmount> SettledBy(const DraftInput& input, const v1::DraftContent& content) {
  std::vector<LateAmount> settled = ClosedAmounts(input, content);
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
