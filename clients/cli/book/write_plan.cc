#include "clients/cli/book/write_plan.h"

#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/write_line.h"
#include "clients/cli/book/yaml_text.h"
#include "ledger/plans/line_ids.h"

namespace tally {
namespace {

// The ids that the lines have if the book does not give them any.
std::vector<std::string> FilledInIds(const v1::Plan& plan) {
  v1::Plan without_ids = plan;
  for (v1::PlanLine& line : *without_ids.mutable_lines()) line.clear_line_id();
  return LineIds(without_ids);
}

std::vector<std::string> LineTexts(const v1::Plan& plan) {
  const std::vector<std::string> filled_in = FilledInIds(plan);
  std::vector<std::string> texts;
  for (size_t i = 0; i < filled_in.size(); ++i) {
    const v1::PlanLine& line = plan.lines(static_cast<int>(i));
    YamlFields fields;
    if (line.line_id() != filled_in[i]) fields.AddText("id", line.line_id());
    fields.AddAll(LineFields(line));
    texts.push_back(fields.OnOneLine());
  }
  return texts;
}

// A list with an item on each line.
std::string List(const std::string& key, const std::vector<std::string>& items) {
  std::string text = absl::StrCat("        ", key, ":\n");
  for (const std::string& item : items) absl::StrAppend(&text, "          - ", item, "\n");
  return text;
}

std::string Commitments(const v1::Plan& plan) {
  YamlFields commitments;
  for (const v1::Commitment& commitment : plan.commitments()) {
    commitments.Add(commitment.commitment_id(), CommitmentFields(commitment).OnOneLine());
  }
  return absl::StrCat("        commitments:\n", commitments.OnALineEach(10));
}

}  // namespace

std::string PlanText(const v1::Plan& plan) {
  std::string text = absl::StrCat("      - from: ", plan.effective_from(), "\n");
  if (!plan.effective_time().empty()) {
    absl::StrAppend(&text, "        at: ", YamlQuoted(plan.effective_time()), "\n");
  }
  absl::StrAppend(&text,
                  plan.lines().empty() ? "        lines: []\n" : List("lines", LineTexts(plan)));
  if (!plan.discounts().empty()) {
    absl::StrAppend(&text, List("discounts", DiscountTexts(plan.discounts())));
  }
  if (!plan.commitments().empty()) absl::StrAppend(&text, Commitments(plan));
  return text;
}

}  // namespace tally
