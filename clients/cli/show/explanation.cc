#include "clients/cli/show/explanation.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/text/broken_lines.h"
#include "clients/cli/text/utf8.h"

namespace tally {
namespace {

constexpr size_t kGapWidth = 2;
// Sentences are never broken into shorter pieces than this, however narrow the terminal is.
constexpr size_t kMinWidth = 24;

struct Row {
  // The branches to the left, of the first line and of those below it.
  std::string branch;
  std::string trunk;
  std::string text;
  Style style = Style::kPlain;
  std::string amount;
  std::string position;
  // What is said below the text; may be empty.
  std::string event;
};

Style StyleOf(v1::ExplanationKind kind) {
  switch (kind) {
    case v1::EXPLANATION_KIND_DOCUMENT:
      return Style::kHeading;
    case v1::EXPLANATION_KIND_OVERRIDE:
    case v1::EXPLANATION_KIND_WAIVER:
    case v1::EXPLANATION_KIND_CREDIT:
      return Style::kWarning;
    default:
      return Style::kPlain;
  }
}

std::string EventText(const v1::Explanation& node) {
  if (node.position() == 0) return "";
  return WithoutControlCharacters(
      absl::StrCat(node.stream(), ", by ", node.actor(), ", ", RecordedText(node.recorded_at())));
}

void AddRows(const v1::Explanation& node, EventDetail detail, const std::string& branch,
             const std::string& trunk, std::vector<Row>& rows) {
  rows.push_back({.branch = branch,
                  .trunk = trunk,
                  .text = WithoutControlCharacters(node.text()),
                  .style = StyleOf(node.kind()),
                  .amount = AmountWithCurrency(node.amount()),
                  .position = node.position() == 0 ? "" : absl::StrCat(node.position()),
                  .event = detail == EventDetail::kAll ? EventText(node) : ""});
  for (int i = 0; i < node.children_size(); ++i) {
    const bool is_last = i + 1 == node.children_size();
    AddRows(node.children(i), detail, trunk + (is_last ? "└─ " : "├─ "),
            trunk + (is_last ? "   " : "│  "), rows);
  }
}

// How wide each column is.
struct Widths {
  size_t text = 0;
  size_t amount = 0;
  size_t position = 0;
};

Widths WidthsOf(const std::vector<Row>& rows, const Look& look) {
  Widths widths;
  for (const Row& row : rows) {
    widths.text = std::max(widths.text, DisplayWidth(row.branch) + DisplayWidth(row.text));
    widths.amount = std::max(widths.amount, DisplayWidth(row.amount));
    widths.position = std::max(widths.position, row.position.size());
  }
  const size_t amount = widths.amount == 0 ? 0 : kGapWidth + widths.amount;
  const size_t right = amount + kGapWidth + widths.position;
  if (look.width > 0 && widths.text + right > look.width) {
    widths.text = std::max(kMinWidth, look.width - std::min(look.width, right));
  }
  return widths;
}

std::string Padding(size_t width, size_t taken) {
  return std::string(width - std::min(width, taken), ' ');
}

// Amount and position, on the right of a line whose text takes `taken` columns.
std::string Right(const Row& row, size_t taken, const Widths& widths, const Look& look) {
  if (row.amount.empty() && row.position.empty()) return "";
  std::string right = Padding(widths.text, taken);
  if (widths.amount > 0) {
    absl::StrAppend(&right, Padding(kGapWidth + widths.amount, DisplayWidth(row.amount)),
                    row.amount);
  }
  if (row.position.empty()) return right;
  return absl::StrCat(right, Padding(kGapWidth + widths.position, row.position.size()),
                      Paint(row.position, Style::kFaint, look));
}

std::string Layout(const Row& row, const Widths& widths, const Look& look) {
  const size_t branch_width = DisplayWidth(row.branch);
  const size_t room = std::max(kMinWidth, widths.text - std::min(widths.text, branch_width));
  std::string text;
  std::string before = Paint(row.branch, Style::kFaint, look);
  std::string right;
  bool is_first = true;
  for (const std::string& line : BrokenLines(row.text, room)) {
    right = is_first ? Right(row, branch_width + DisplayWidth(line), widths, look) : "";
    absl::StrAppend(&text, before, Paint(line, row.style, look), right, "\n");
    before = Paint(row.trunk, Style::kFaint, look);
    is_first = false;
  }
  if (!row.event.empty()) {
    absl::StrAppend(&text, before, Paint(row.event, Style::kFaint, look), "\n");
  }
  return text;
}

}  // namespace

std::string ExplanationTree(const v1::Explanation& explanation, EventDetail detail,
                            const Look& look) {
  std::vector<Row> rows;
  AddRows(explanation, detail, "", "", rows);
  const Widths widths = WidthsOf(rows, look);
  std::string text;
  for (const Row& row : rows) absl::StrAppend(&text, Layout(row, widths, look));
  return text;
}

}  // namespace tally
