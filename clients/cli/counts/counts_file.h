// CountsFile: the observations of a CSV file of counts.
//
// The first row names the columns, in any order: observed_at (RFC 3339), account, meter, what was
// counted, and where they are known unit_cost and currency. What was counted stands under quantity,
// change (`+3`, `-2`) or members (ids with `;` between them), of which a file has one or more. Rows
// that cannot be sent are told apart here; whether the others are right the ledger says.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

#include "clients/cli/counts/csv_reader.h"
#include "tally/v1/counts.pb.h"

namespace tally {

// One row of the file: an observation, or what is wrong with it.
struct CountsRow {
  uint64_t number = 0;
  v1::Observation observation;
  // The column that is wrong; empty if the row as a whole is.
  std::string field;
  // What is wrong; empty if nothing is.
  std::string problem;
};

// Returns the column that holds a field of an observation.
std::string ColumnOf(const std::string& field);

class CountsFile {
 public:
  // Reads the header. `in` outlives the file.
  explicit CountsFile(std::istream& in);

  // What is wrong with the header; empty if it is right. Nothing is read after a wrong one.
  const std::string& problem() const { return problem_; }

  // Reads the next row that is not empty into `row`. Returns false at the end of the file.
  bool Next(CountsRow& row);

  // How many bytes were read so far.
  uint64_t bytes_read() const { return reader_.bytes_read(); }

 private:
  static constexpr size_t kColumns = 8;
  static constexpr size_t kAbsent = CsvReader::kMaxFields;

  std::string ReadHeader();
  // What is wrong if a column that is needed is not there.
  std::string MissingColumn() const;
  // The text of a column, in the row that was read last.
  const std::string& Cell(size_t column) const;
  // What is wrong with the row that was read last.
  void Check(CountsRow& row) const;

  CsvReader reader_;
  CsvRow csv_;
  size_t width_ = 0;
  // Where in a row each column stands.
  std::array<size_t, kColumns> places_ = {};
  std::string problem_;
};

}  // namespace tally
