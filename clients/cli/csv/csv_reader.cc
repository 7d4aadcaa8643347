#include "clients/cli/csv/csv_reader.h"

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

constexpr size_t kBufferBytes = size_t{64} << 10;

}  // namespace

CsvReader::CsvReader(std::istream& in, size_t max_field_bytes)
    : in_(in), max_field_bytes_(max_field_bytes), buffer_(kBufferBytes) {
  SkipByteOrderMark();
}

int CsvReader::Peek() {
  if (next_ == filled_) {
    in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    filled_ = static_cast<size_t>(in_.gcount());
    next_ = 0;
    bytes_read_ += filled_;
  }
  return filled_ == 0 ? kEnd : static_cast<unsigned char>(buffer_[next_]);
}

int CsvReader::Take() {
  const int byte = Peek();
  if (byte != kEnd) ++next_;
  return byte;
}

void CsvReader::Keep(std::string& field, int byte) const {
  if (field.size() <= max_field_bytes_) field.push_back(static_cast<char>(byte));
}

std::string CsvReader::TooLong(const std::string& field) const {
  if (field.size() <= max_field_bytes_) return "";
  return absl::StrCat("a field is longer than ", max_field_bytes_, " bytes");
}

void CsvReader::SkipByteOrderMark() {
  Peek();
  const absl::string_view start(buffer_.data(), filled_);
  if (start.substr(0, 3) == "\xEF\xBB\xBF") next_ = 3;
}

bool CsvReader::Next(CsvRow& row) {
  if (Peek() == kEnd) return false;

  row.number = ++rows_;
  row.fields.clear();
  row.problem.clear();
  std::string field;
  do {
    field.clear();
    std::string problem = TakeField(field);
    if (row.problem.empty()) row.problem = std::move(problem);
    if (row.fields.size() < kMaxFields) {
      row.fields.push_back(field);
    } else if (row.problem.empty()) {
      row.problem = absl::StrCat("more than ", kMaxFields, " fields");
    }
  } while (TakeComma());
  if (!row.problem.empty()) row.fields.clear();
  return true;
}

std::string CsvReader::TakeField(std::string& field) {
  std::string problem = Peek() == '"' ? TakeQuoted(field) : TakePlain(field);
  if (problem.empty()) problem = TooLong(field);
  return problem;
}

std::string CsvReader::TakePlain(std::string& field) {
  for (int byte = Peek(); byte != ',' && byte != '\n' && byte != kEnd; byte = Peek()) {
    if (byte == '"') {
      SkipField();
      return "a quote inside a field that is not quoted; write \"a \"\"b\"\" c\"";
    }
    Keep(field, Take());
  }
  if (Peek() != ',' && !field.empty() && field.back() == '\r') field.pop_back();
  return "";
}

std::string CsvReader::TakeQuoted(std::string& field) {
  Take();
  while (true) {
    const int byte = Take();
    if (byte == kEnd) return "a quote is opened and never closed";
    if (byte != '"') {
      Keep(field, byte);
    } else if (Peek() == '"') {
      Keep(field, Take());
    } else {
      break;
    }
  }
  if (Peek() == '\r') Take();
  if (Peek() == ',' || Peek() == '\n' || Peek() == kEnd) return "";
  SkipField();
  return "text after a closing quote";
}

void CsvReader::SkipField() {
  while (Peek() != ',' && Peek() != '\n' && Peek() != kEnd) Take();
}

bool CsvReader::TakeComma() { return Take() == ','; }

}  // namespace tally
