#include "clients/cli/show/text_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/text/broken_lines.h"
#include "clients/cli/text/utf8.h"

namespace tally {
namespace {

constexpr size_t kGapWidth = 2;
// A cell is never made shorter than this.
constexpr size_t kMinWidth = 10;
// Nor a line of a note.
constexpr size_t kMinNoteWidth = 24;

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
  rows_.push_back({.cells = std::move(cells), .under_rule = under_rule, .note = ""});
}

void TextTable::AddNote(std::string text, size_t indent) {
  rows_.push_back({.cells = {}, .note = OnOneLine(std::move(text)), .indent = indent});
}

size_t TextTable::WholeWidth(size_t column) const {
  size_t width = 0;
  for (const Row& row : rows_) {
    if (row.cells.empty()) continue;
    width = std::max(width, DisplayWidth(row.cells[column].text));
  }
  const bool vanishes = width == 0 && columns_[column].fit == kMayVanish;
  return vanishes ? 0 : std::max(width, DisplayWidth(columns_[column].title));
}

size_t TextTable::WidestThatMayShrink(const std::vector<size_t>& widths) const {
  size_t widest = columns_.size();
  for (size_t i = 0; i < widths.size(); ++i) {
    if (columns_[i].fit != kMayShrink || widths[i] <= kMinWidth) continue;
    if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
  }
  return widest;
}

std::vector<size_t> TextTable::Widths(const Look& look) const {
  std::vector<size_t> widths;
  size_t total = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const size_t width = WholeWidth(i);
    if (width > 0) total += width + (total > 0 ? kGapWidth : 0);
    widths.push_back(width);
  }
  while (look.width > 0 && total > look.width) {
    const size_t widest = WidestThatMayShrink(widths);
    if (widest == columns_.size()) break;
    --widths[widest];
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

std::string TextTable::Note(const Row& row, const Look& look) {
  const size_t room = look.width - std::min(look.width, row.indent);
  const size_t width = look.width == 0 ? DisplayWidth(row.note) : std::max(kMinNoteWidth, room);
  std::string text;
  for (const std::string& line : BrokenLines(row.note, width)) {
    absl::StrAppend(&text, std::string(row.indent, ' '), Paint(line, Style::kFaint, look), "\n");
  }
  return text;
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
    absl::StrAppend(&text, row.cells.empty() ? Note(row, look) : Line(row.cells, widths, look));
  }
  return text;
}

}  // namespace tally
