#include "ledger/rating/line_ends.h"

#include <algorithm>
#include <string>

#include "ledger/calendar/cadence.h"
#include "ledger/calendar/date.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/periods.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

// The days of a line before it was split by tax rates.
DaySpan WholeDays(const v1::DraftContent& content, const v1::Line& line) {
  DaySpan whole = ServiceDays(content, line);
  for (const v1::DraftLine& rated : content.lines()) {
    if (WithoutRate(rated.line().line_id()) != WithoutRate(line.line_id())) continue;
    const DaySpan piece = ServiceDays(content, rated.line());
    whole = {std::min(whole.start, piece.start), std::max(whole.end, piece.end)};
  }
  return whole;
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

}  // namespace

const v1::Line* FindLine(const v1::DraftContent& content, absl::string_view line_id) {
  for (const v1::DraftLine& rated : content.lines()) {
    if (rated.line().line_id() == line_id) return &rated.line();
  }
  return nullptr;
}

absl::string_view WithoutRate(absl::string_view line_id) {
  return line_id.substr(0, line_id.find(".rate-"));
}

bool GoesOn(const DraftInput& input, const v1::DraftContent& content, const v1::Line& line) {
  if (const v1::Line* beside = LineBesides(input, content, line)) {
    return GoesOn(input, content, *beside);
  }
  const DaySpan days = WholeDays(content, line);
  const v1::PlanLine* behind = PlanLineBehind(input, content, line);
  absl::CivilDay end = days.empty() ? days.start + 1 : days.end;
  if (behind != nullptr && behind->accumulate_months() > 0) {
    end = std::max(WindowOn(*behind, end - 1).end, PeriodOf(content, line, behind).end);
  } else if (IsOfAdvance(line, behind)) {
    end = std::max(end, PeriodOf(content, line, behind).end);
  }
  return end > DaysOf(input.month).end;
}

}  // namespace tally
