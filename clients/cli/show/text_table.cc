#include "clients/cli/show/text_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/text/utf8.h"

namespace tally {
namespace {

constexpr size_t kGapWidth = 2;
// A cell is never made shorter than this.
constexpr size_t kMinWidth = 10;

// Text on one line, with nothing in it that a terminal would obey.
std::string OnOneLine(std::string text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
  }
  return text;
}

}  // namespace

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::Add(std::vector<Cell> cells) { Put(std::move(cells), false); }

void TextTable::AddFooter(std::vector<Cell> cells) { Put(std::move(cells), true); }

void TextTable::Put(std::vector<Cell> cells, bool under_rule) {
  cells.resize(columns_.size());
  for (Cell& cell : cells) cell.text = OnOneLine(std::move(cell.text));
  rows_.push_back({std::move(cells), under_rule});
}

std::vector<size_t> TextTable::Widths(const Look& look) const {
  std::vector<size_t> widths;
  size_t total = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    size_t width = 0;
    for (const Row& row : rows_) width = std::max(width, DisplayWidth(row.cells[i].text));
    const bool vanishes = width == 0 && columns_[i].fit == kMayVanish;
    if (!vanishes) width = std::max(width, DisplayWidth(columns_[i].title));
    if (!vanishes) total += width + (total > 0 ? kGapWidth : 0);
    widths.push_back(width);
  }
  // Takes a column of the terminal at a time from the widest that may shrink.
  while (look.width > 0 && total > look.width) {
    size_t* widest = nullptr;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (columns_[i].fit != kMayShrink || widths[i] <= kMinWidth) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) break;
    --*widest;
    --total;
  }
  return widths;
}

std::string TextTable::Line(const std::vector<Cell>& cells, const std::vector<size_t>& widths,
                            const Look& look) const {
  std::string line;
  size_t pending_blanks = 0;
  bool is_first = true;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    const std::string text = Shorten(cells[i].text, widths[i]);
    const size_t padding = widths[i] - std::min(widths[i], DisplayWidth(text));
    if (!std::exchange(is_first, false)) pending_blanks += kGapWidth;
    if (text.empty()) {
      pending_blanks += padding;
      continue;
    }
    const bool is_right = columns_[i].alignment == kRight;
    line.append(pending_blanks + (is_right ? padding : 0), ' ');
    absl::StrAppend(&line, Paint(text, cells[i].style, look));
    pending_blanks = is_right ? 0 : padding;
  }
  return line + "\n";
}

std::string TextTable::Layout(const Look& look) const {
  const std::vector<size_t> widths = Widths(look);
  std::vector<Cell> titles;
  std::vector<Cell> rules;
  for (size_t i = 0; i < columns_.size(); ++i) {
    titles.push_back({columns_[i].title, Style::kHeading});
    rules.push_back({std::string(widths[i], '-'), Style::kFaint});
  }
  std::string text = Line(titles, widths, look);
  bool has_rule = false;
  for (const Row& row : rows_) {
    if (row.under_rule && !has_rule) absl::StrAppend(&text, Line(rules, widths, look));
    has_rule = has_rule || row.under_rule;
    absl::StrAppend(&text, Line(row.cells, widths, look));
  }
  return text;
}

}  // namespace tally
