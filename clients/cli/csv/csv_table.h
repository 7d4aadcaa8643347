// CsvTable: the rows of a CSV file whose first row names the columns, in any order.
//
// Rows that cannot be sent are told apart here: those of another length than the header, and those
// with text that no field may hold.

#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "clients/cli/csv/csv_reader.h"

namespace tally {

struct CsvColumn {
  // Whether a file must have it: always, at least one of all that are so, or not.
  enum Need { kNeeded, kOneOf, kOptional };

  std::string name;
  Need need = kOptional;
};

// What is wrong with a row.
struct CsvProblem {
  // The column; empty if the row as a whole is wrong.
  std::string column;
  // Empty if nothing is wrong.
  std::string message;
};

class CsvTable {
 public:
  // Reads the header. Fields may have up to `max_field_bytes`. `in` outlives the table.
  CsvTable(std::istream& in, std::vector<CsvColumn> columns,
           size_t max_field_bytes = CsvReader::kMaxFieldBytes);

  // What is wrong with the header; empty if it is right. Nothing is read after a wrong one.
  const std::string& problem() const { return problem_; }

  // Goes to the next row that is not empty. False at the end of the file.
  bool Next();
  // Its number in the file; the header is row 1.
  uint64_t row_number() const { return csv_.number; }
  // What is wrong with it.
  const CsvProblem& row_problem() const { return row_problem_; }
  // Its text in a column; empty if the file does not have the column. Only if nothing is wrong.
  const std::string& Cell(size_t column) const;

  // Whether the file has the column.
  bool Has(size_t column) const { return places_[column] != kAbsent; }
  // How many bytes were read so far.
  uint64_t bytes_read() const { return reader_.bytes_read(); }

 private:
  static constexpr size_t kAbsent = CsvReader::kMaxFields;

  std::string ReadHeader();
  std::string PlaceColumn(const std::string& name, size_t place);
  std::string UnknownColumn(const std::string& name) const;
  // What is wrong if a column that is needed is not there.
  std::string MissingColumn() const;
  CsvProblem ProblemOfRow() const;

  const std::vector<CsvColumn> columns_;
  CsvReader reader_;
  CsvRow csv_;
  CsvProblem row_problem_;
  size_t width_ = 0;
  // Where in a row each column stands.
  std::vector<size_t> places_;
  std::string problem_;
};

}  // namespace tally
