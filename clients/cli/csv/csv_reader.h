// CsvReader: the rows of a CSV file (RFC 4180), one at a time.
//
//   file   := [BOM] row*
//   row    := field ("," field)* line-end       line-end := LF | CR LF | end of file
//   field  := plain | quoted
//   plain  := any bytes but comma, quote and LF
//   quoted := '"' (any byte but a quote | '""')* '"'
//
// A row that is not so is told from the others by what is wrong with it; reading goes on behind it.
// Memory does not grow with the file, nor with a row.

#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tally {

// A row, or what is wrong with it.
struct CsvRow {
  // Counts from 1, the header and empty rows included, as spreadsheets do.
  uint64_t number = 0;
  std::vector<std::string> fields;
  // Empty if the row is well-formed.
  std::string problem;

  // Whether nothing at all stands in the row.
  bool is_empty() const { return problem.empty() && fields.size() == 1 && fields[0].empty(); }
};

class CsvReader {
 public:
  static constexpr size_t kMaxFieldBytes = 4096;
  static constexpr size_t kMaxFields = 64;

  // Fields may have up to `max_field_bytes`. `in` outlives the reader.
  explicit CsvReader(std::istream& in, size_t max_field_bytes = kMaxFieldBytes);

  // Reads the next row into `row`. Returns false at the end of the file.
  bool Next(CsvRow& row);

  // How many bytes were read so far.
  uint64_t bytes_read() const { return bytes_read_; }

 private:
  static constexpr int kEnd = -1;

  int Peek();
  int Take();
  // Adds `byte` to `field`, unless that is too long already.
  void Keep(std::string& field, int byte) const;
  // What is wrong with `field` if it is too long.
  std::string TooLong(const std::string& field) const;
  void SkipByteOrderMark();
  // Read a field and say what is wrong with it; nothing is kept of what is too long.
  std::string TakeField(std::string& field);
  std::string TakePlain(std::string& field);
  std::string TakeQuoted(std::string& field);
  // Whether the row goes on; takes the comma or the line's end.
  bool TakeComma();
  // Skips what stands between a field that is wrong and the next comma or line's end.
  void SkipField();

  std::istream& in_;
  const size_t max_field_bytes_;
  std::vector<char> buffer_;
  size_t next_ = 0;
  size_t filled_ = 0;
  uint64_t bytes_read_ = 0;
  uint64_t rows_ = 0;
};

}  // namespace tally
