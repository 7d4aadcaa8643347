#include "clients/cli/csv/csv_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/text/suggestion.h"
#include "clients/cli/text/utf8.h"
#include "ledger/base/utf8.h"

namespace tally {
namespace {

constexpr size_t kNameShown = 40;

// `a`, `a or b`, `a, b or c`.
std::string OneOf(const std::vector<std::string>& names) {
  const std::string last = names.back();
  const std::vector<std::string> others(names.begin(), names.end() - 1);
  return others.empty() ? last : absl::StrCat(absl::StrJoin(others, ", "), " or ", last);
}

}  // namespace

CsvTable::CsvTable(std::istream& in, std::vector<CsvColumn> columns, size_t max_field_bytes)
    : columns_(std::move(columns)),
      reader_(in, max_field_bytes),
      places_(columns_.size(), kAbsent),
      problem_(ReadHeader()) {}

std::string CsvTable::ReadHeader() {
  if (!reader_.Next(csv_)) return "the file is empty";
  if (!csv_.problem.empty()) return csv_.problem;
  width_ = csv_.fields.size();
  for (size_t place = 0; place < width_; ++place) {
    std::string problem = PlaceColumn(csv_.fields[place], place);
    if (!problem.empty()) return problem;
  }
  return MissingColumn();
}

std::string CsvTable::PlaceColumn(const std::string& name, size_t place) {
  for (size_t column = 0; column < columns_.size(); ++column) {
    if (columns_[column].name != name) continue;
    if (Has(column)) return absl::StrCat("the column ", name, " stands in the header twice");
    places_[column] = place;
    return "";
  }
  return UnknownColumn(name);
}

std::string CsvTable::UnknownColumn(const std::string& name) const {
  if (!IsUtf8(name)) return "the header is not UTF-8";
  if (FindControlCharacter(name, "") != name.size()) {
    return "the header has a control character; save the file as CSV in UTF-8";
  }
  std::vector<std::string> names;
  for (const CsvColumn& column : columns_) names.push_back(column.name);
  const std::string suggestion = DidYouMean(name, names);
  return absl::StrCat(
      "no column is called `", Shorten(name, kNameShown), "`",
      suggestion.empty() ? "; there are " + absl::StrJoin(names, ", ") : suggestion);
}

std::string CsvTable::MissingColumn() const {
  std::vector<std::string> example;
  std::vector<std::string> one_of;
  std::string missing;
  bool has_one = false;
  for (size_t column = 0; column < columns_.size(); ++column) {
    const auto& [name, need] = columns_[column];
    if (need == CsvColumn::kOneOf) {
      if (one_of.empty()) example.push_back(name);
      one_of.push_back(name);
      has_one = has_one || Has(column);
    } else if (need == CsvColumn::kNeeded) {
      example.push_back(name);
      if (!Has(column) && missing.empty()) missing = name;
    }
  }
  if (missing.empty() && !one_of.empty() && !has_one) missing = OneOf(one_of);
  if (missing.empty()) return "";
  return absl::StrCat("the header has no column ", missing,
                      "; the first row names the columns, such as ", absl::StrJoin(example, ","));
}

bool CsvTable::Next() {
  if (!problem_.empty()) return false;
  do {
    if (!reader_.Next(csv_)) return false;
  } while (csv_.is_empty());
  row_problem_ = ProblemOfRow();
  return true;
}

CsvProblem CsvTable::ProblemOfRow() const {
  if (!csv_.problem.empty()) return {"", csv_.problem};
  if (csv_.fields.size() != width_) {
    return {"", absl::StrCat(csv_.fields.size(), " fields where the header has ", width_)};
  }
  for (size_t column = 0; column < columns_.size(); ++column) {
    const std::string& cell = Cell(column);
    if (!IsUtf8(cell)) return {columns_[column].name, "not UTF-8"};
    if (FindControlCharacter(cell, "") != cell.size()) {
      return {columns_[column].name, "a control character"};
    }
  }
  return {};
}

const std::string& CsvTable::Cell(size_t column) const {
  static const std::string nothing;
  return Has(column) ? csv_.fields[places_[column]] : nothing;
}

}  // namespace tally
