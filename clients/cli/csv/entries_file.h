// EntriesFile: the entries of a CSV file, such as observations or exchange rates, by what its
// columns mean.
//
//   EntriesFile<v1::TimeEntry> file(in, TimeColumns());
//   EntryRow<v1::TimeEntry> row;
//   while (file.Next(row)) Use(row);
//
// Whether an entry is right the ledger says.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/csv/csv_table.h"

namespace tally {

// A column, and what it is of an entry.
template <class Entry>
struct EntryColumn {
  CsvColumn column;
  // The field that it fills.
  std::string field;
  // Puts a cell, which may be empty, into an entry. Returns what is wrong with it.
  std::function<std::string(const std::string& cell, Entry& entry)> read;
};

// Returns a column whose text goes into a field as it is; `text_of` gives that field. An empty cell
// leaves the field as it was.
template <class Entry>
EntryColumn<Entry> TextColumn(const char* name, CsvColumn::Need need, const char* field,
                              std::string* (Entry::*text_of)()) {
  return {{name, need}, field, [text_of](const std::string& cell, Entry& entry) {
            if (!cell.empty()) *(entry.*text_of)() = cell;
            return std::string();
          }};
}

// One row of a file: an entry, or what is wrong with it.
template <class Entry>
struct EntryRow {
  uint64_t number = 0;
  Entry entry;
  CsvProblem problem;
};

template <class Entry>
class EntriesFile {
 public:
  using Columns = std::vector<EntryColumn<Entry>>;

  // Reads the header. Entries are as `blank` where no column says otherwise. `in` outlives the
  // file.
  EntriesFile(std::istream& in, Columns columns, Entry blank = {},
              size_t max_field_bytes = CsvReader::kMaxFieldBytes)
      : columns_(std::move(columns)),
        blank_(std::move(blank)),
        table_(in, NamesOf(columns_), max_field_bytes) {}

  // What is wrong with the header; empty if it is right. Nothing is read after a wrong one.
  const std::string& problem() const { return table_.problem(); }

  // Reads the next row that is not empty into `row`. Returns false at the end of the file.
  bool Next(EntryRow<Entry>& row) {
    if (!table_.Next()) return false;
    row = {table_.row_number(), blank_, table_.row_problem()};
    for (size_t i = 0; i < columns_.size() && row.problem.message.empty(); ++i) {
      if (!table_.Has(i)) continue;
      std::string message = columns_[i].read(table_.Cell(i), row.entry);
      if (!message.empty()) row.problem = {columns_[i].column.name, std::move(message)};
    }
    return true;
  }

  // Returns the column that holds a field of an entry, or of an item of it such as `members[2]`:
  // one that this file has, if it has one. The field if no column holds it.
  std::string ColumnOf(const std::string& field) const {
    const std::string name = field.substr(0, field.find('['));
    std::string absent = name;
    for (size_t i = columns_.size(); i-- > 0;) {
      if (columns_[i].field != name) continue;
      if (table_.Has(i)) return columns_[i].column.name;
      absent = columns_[i].column.name;
    }
    return absent;
  }

  // How many bytes were read so far.
  uint64_t bytes_read() const { return table_.bytes_read(); }

 private:
  static std::vector<CsvColumn> NamesOf(const Columns& columns) {
    std::vector<CsvColumn> names;
    for (const EntryColumn<Entry>& column : columns) names.push_back(column.column);
    return names;
  }

  const Columns columns_;
  const Entry blank_;
  CsvTable table_;
};

}  // namespace tally
