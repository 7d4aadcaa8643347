// TextTable: rows of text in aligned columns.
//
//   TextTable table({{"client"}, {"amount USD", TextTable::kRight}});
//   table.Add({{"Acme"}, {"1,200.00"}});
//   table.AddNote("since 2024-05-01", 2);
//   table.Layout(look);

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "clients/cli/show/look.h"

namespace tally {

class TextTable {
 public:
  enum Alignment { kLeft, kRight };
  // What may be done to a column: nothing; shorten its cells where the table is wider than the
  // terminal; leave it out if all its cells are empty.
  enum Fit { kWhole, kMayShrink, kMayVanish };

  struct Column {
    std::string title;
    Alignment alignment = kLeft;
    Fit fit = kWhole;
  };

  struct Cell {
    std::string text;
    Style style = Style::kPlain;
  };

  explicit TextTable(std::vector<Column> columns);

  // Adds a row; cells that are left out are empty.
  void Add(std::vector<Cell> cells);
  // Adds a row that stands under a rule, such as totals.
  void AddFooter(std::vector<Cell> cells);
  // Adds a sentence about the row above it, across the columns, `indent` blanks from the left. It
  // makes no column wider, and is broken where the terminal is narrower.
  void AddNote(std::string text, size_t indent);

  bool empty() const { return rows_.empty(); }
  size_t size() const { return rows_.size(); }

  // Returns the table with its titles, a line a row, nothing behind the last character of a row.
  // Cells are text in UTF-8; what would break a line is shown as a blank.
  std::string Layout(const Look& look) const;

 private:
  struct Row {
    // None in a note.
    std::vector<Cell> cells;
    bool under_rule = false;
    std::string note;
    size_t indent = 0;
  };

  void Put(std::vector<Cell> cells, bool under_rule);
  // How wide a column is if nothing of it is shortened; zero if it is left out.
  size_t WholeWidth(size_t column) const;
  // The index of the column to take from where there is too little room; columns_.size() if none.
  size_t WidestThatMayShrink(const std::vector<size_t>& widths) const;
  // The width of each column as it is shown.
  std::vector<size_t> Widths(const Look& look) const;
  std::string Line(const std::vector<Cell>& cells, const std::vector<size_t>& widths,
                   const Look& look) const;
  static std::string Note(const Row& row, const Look& look);

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace tally
