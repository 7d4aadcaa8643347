#include "ledger/rating/billed_lines.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

bool IsOfAdvance(v1::LinePart part) {
  return part == v1::LINE_PART_UNSPECIFIED || part == v1::LINE_PART_UNUSED ||
         part == v1::LINE_PART_CHANGED;
}

// Whether `other` was taken off `line`: it stands beside it, or credits the line of the plan.
bool IsTakenOff(const DraftInput& input, const v1::DraftContent& content, const v1::Line& other,
                const v1::Line& line) {
  switch (other.part()) {
    // What stands beside `seat.changed` starts with `seat.`, too.
    case v1::LINE_PART_DISCOUNT:
      return absl::StartsWith(other.line_id(), absl::StrCat(line.line_id(), ".discount"));
    case v1::LINE_PART_CAP:
      return absl::StartsWith(other.line_id(), absl::StrCat(line.line_id(), ".cap"));
    case v1::LINE_PART_CREDIT:
      return line.part() == v1::LINE_PART_UNSPECIFIED &&
             BilledLineOf(input, content, other) == PlanLineOf(line);
    default:
      return false;
  }
}

int64_t CreditedOn(const std::vector<v1::CreditNote>& notes, const std::string& line_id) {
  int64_t credited = 0;
  for (const v1::CreditNote& note : notes) {
    for (const v1::CreditLine& line : note.lines()) {
      if (line.line_id() == line_id) credited += line.amount().minor_units();
    }
  }
  return credited;
}

// What is left of `line`. Its amounts were checked to add up when it was billed.
int64_t LeftOf(const DraftInput& input, const v1::DraftContent& content,
               const std::vector<v1::CreditNote>& notes, const v1::Line& line) {
  int64_t left = PricedAmount(line).minor_units() - CreditedOn(notes, line.line_id());
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& other = rated.line();
    if (IsTakenOff(input, content, other, line)) {
      left += PricedAmount(other).minor_units() - CreditedOn(notes, other.line_id());
    }
    for (const v1::Spread& spread : other.spreads()) {
      if (spread.line_id() == line.line_id()) left += spread.amount().minor_units();
    }
  }
  return left;
}

}  // namespace

DaySpan PeriodOf(const v1::DraftContent& content, const v1::Line& line) {
  if (!line.has_share()) return ServiceDays(content, line);
  return {*ParseDate(line.share().period_start()), *ParseDate(line.share().period_end())};
}

std::vector<BilledLine> LinesInAdvance(const DraftInput& input, const v1::DraftContent& content,
                                       const std::vector<v1::CreditNote>& credit_notes,
                                       const std::string& line_id, const DaySpan& period) {
  std::vector<BilledLine> lines;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    if (PlanLineOf(line) != line_id || !IsOfAdvance(line.part()) || !line.has_service()) continue;
    if (PeriodOf(content, line) != period) continue;
    const v1::PlanLine* behind = PlanLineBehind(input, content, line);
    // Of a plan that has no such line any more, nothing was billed in arrears before its end.
    if (behind != nullptr && !IsInAdvance(*behind)) continue;
    lines.push_back({.rated = rated,
                     .days = ServiceDays(content, line),
                     .is_prorated = behind == nullptr || IsProrated(*behind),
                     .left = LeftOf(input, content, credit_notes, line)});
  }
  return lines;
}

}  // namespace tally
