#include "ledger/deciders/following_lines.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/base/refusal.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/plan_of_line.h"

namespace tally {
namespace {

// Of the lines that a person can change, a refusal names so many.
constexpr size_t kLinesNamed = 5;

bool IsCorrection(v1::LinePart part) {
  return part == v1::LINE_PART_UNUSED || part == v1::LINE_PART_CHANGED;
}

// What a line is that follows from others of the draft; nothing if it follows from none.
const char* WhatFollows(v1::LinePart part) {
  switch (part) {
    case v1::LINE_PART_DISCOUNT:
      return "a discount";
    case v1::LINE_PART_CREDIT:
      return "a credit";
    case v1::LINE_PART_CAP:
      return "what a maximum takes off";
    case v1::LINE_PART_MINIMUM:
      return "what is missing to a minimum";
    default:
      return nullptr;
  }
}

// The lines under these ids, or all if there are none, that a person can change; the first few.
std::vector<std::string> Changeable(const v1::DraftContent& content,
                                    const std::set<std::string>& ids) {
  std::vector<std::string> names;
  for (const v1::DraftLine& rated : content.lines()) {
    const v1::Line& line = rated.line();
    const bool is_meant = ids.empty() || ids.contains(line.line_id());
    const bool follows = WhatFollows(line.part()) != nullptr || IsCorrection(line.part());
    if (!is_meant || follows || names.size() == kLinesNamed) continue;
    names.push_back(absl::StrCat("\"", line.line_id(), "\""));
  }
  return names;
}

bool IsCorrection(const v1::DraftContent& content, const std::string& line_id) {
  for (const v1::DraftLine& rated : content.lines()) {
    if (rated.line().line_id() == line_id) return IsCorrection(rated.line().part());
  }
  return false;
}

// The line that a discount or a cap stands behind: it has that line's id, a point and a word.
// Nothing if that is a correction.
std::vector<std::string> LineBefore(const v1::DraftContent& content, const v1::Line& line) {
  std::string id = line.line_id();
  while (id.rfind('.') != std::string::npos) {
    id.resize(id.rfind('.'));
    const std::vector<std::string> found = Changeable(content, {id});
    if (!found.empty() || IsCorrection(content, id)) return found;
  }
  return {};
}

std::vector<std::string> SpreadLines(const v1::DraftContent& content, const v1::Line& discount) {
  if (discount.spreads().empty()) return {};
  std::set<std::string> ids;
  for (const v1::Spread& spread : discount.spreads()) ids.insert(spread.line_id());
  return Changeable(content, ids);
}

std::vector<std::string> CreditedLine(const v1::DraftContent& content, const v1::Plan& plan,
                                      const v1::Line& credit) {
  const v1::PlanLine* says = FindLine(plan, PlanLineOf(credit));
  if (says == nullptr) return {};
  return Changeable(content, {says->credit().line_id()});
}

std::vector<std::string> CommittedLines(const v1::DraftContent& content, const v1::Plan& plan,
                                        const v1::Line& minimum) {
  for (const v1::Commitment& commitment : plan.commitments()) {
    if (commitment.commitment_id() != minimum.line_id()) continue;
    return Changeable(content, {commitment.line_ids().begin(), commitment.line_ids().end()});
  }
  return {};
}

// The lines that a person can change so that `line`, which follows from them, changes.
std::vector<std::string> LinesBehind(const v1::Draft& draft, const Books& books,
                                     const v1::Line& line) {
  const v1::DraftContent& content = draft.content();
  if (line.part() == v1::LINE_PART_CAP) return LineBefore(content, line);
  if (line.part() == v1::LINE_PART_DISCOUNT) {
    return line.plan_line_id().empty() ? SpreadLines(content, line) : LineBefore(content, line);
  }
  const std::string& effective_from = line.plan_effective_from().empty()
                                          ? content.plan_effective_from()
                                          : line.plan_effective_from();
  const auto plan = books.plans.Find(draft.org_id(), draft.customer_id(), effective_from);
  if (!plan) return {};
  return line.part() == v1::LINE_PART_CREDIT ? CreditedLine(content, *plan, line)
                                             : CommittedLines(content, *plan, line);
}

}  // namespace

absl::Status CheckIsNotFollowing(const v1::Draft& draft, const Books& books, const v1::Line& line) {
  if (IsCorrection(line.part())) {
    return Refuse(v1::REASON_FIELD_INVALID, "line_id",
                  absl::StrCat("corrects what was billed in advance; change \"", PlanLineOf(line),
                               "\" of the plan instead"));
  }
  const char* what = WhatFollows(line.part());
  if (what == nullptr) return absl::OkStatus();
  const std::vector<std::string> behind = LinesBehind(draft, books, line);
  return Refuse(
      v1::REASON_FIELD_INVALID, "line_id",
      absl::StrCat("is ", what, "; change ",
                   behind.empty() ? "the plan" : absl::StrJoin(behind, " or "), " instead"));
}

}  // namespace tally
