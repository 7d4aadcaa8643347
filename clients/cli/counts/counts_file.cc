#include "clients/cli/counts/counts_file.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/cli/text/suggestion.h"
#include "clients/cli/text/utf8.h"
#include "ledger/base/utf8.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

enum Column : size_t {
  kObservedAt,
  kAccount,
  kMeter,
  kQuantity,
  kUnitCost,
  kCurrency,
  kChange,
  kMembers
};

const std::vector<std::string>& ColumnNames() {
  static const std::vector<std::string> names = {"observed_at", "account",  "meter",  "quantity",
                                                 "unit_cost",   "currency", "change", "members"};
  return names;
}

// The first columns are needed.
constexpr size_t kNeeded = kMeter + 1;
constexpr char kMemberSeparator = ';';
// Room for as many members as the ledger takes, each with a separator.
constexpr size_t kMaxFieldBytes = size_t{10'000} * (256 + 1);

// Reads an instant as RFC 3339 writes it: a date, a time to the second or finer, and an offset.
bool ParseInstant(const std::string& text, google::protobuf::Timestamp& instant) {
  absl::Time time;
  const bool has_shape = text.size() >= 20 && text[4] == '-' && text[10] == 'T';
  if (!has_shape || text.find_first_not_of("0123456789-+:.TZ") != std::string::npos) return false;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return false;
  instant = ToProto(time);
  return true;
}

// What was added may be written with a plus.
absl::string_view WithoutPlus(absl::string_view change) {
  const bool has_plus = change.size() > 1 && change[0] == '+' && absl::ascii_isdigit(change[1]);
  return has_plus ? change.substr(1) : change;
}

std::string UnknownColumn(const std::string& name) {
  if (!IsUtf8(name)) return "the header is not UTF-8";
  if (FindControlCharacter(name, "") != name.size()) {
    return "the header has a control character; save the file as CSV in UTF-8";
  }
  const std::string suggestion = DidYouMean(name, ColumnNames());
  return absl::StrCat(
      "no column is called `", Shorten(name, 40), "`",
      suggestion.empty() ? "; there are " + absl::StrJoin(ColumnNames(), ", ") : suggestion);
}

}  // namespace

std::string ColumnOf(const std::string& field) {
  return field == "cost_currency" ? ColumnNames()[kCurrency] : field.substr(0, field.find('['));
}

CountsFile::CountsFile(std::istream& in) : reader_(in, kMaxFieldBytes) { problem_ = ReadHeader(); }

std::string CountsFile::ReadHeader() {
  places_.fill(kAbsent);
  if (!reader_.Next(csv_)) return "the file is empty";
  if (!csv_.problem.empty()) return csv_.problem;

  const std::vector<std::string>& names = ColumnNames();
  width_ = csv_.fields.size();
  for (size_t place = 0; place < width_; ++place) {
    const std::string& name = csv_.fields[place];
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) {
      return UnknownColumn(name);
    }
    size_t& column = places_[static_cast<size_t>(known - names.begin())];
    if (column != kAbsent) return absl::StrCat("the column ", name, " stands in the header twice");
    column = place;
  }
  return MissingColumn();
}

std::string CountsFile::MissingColumn() const {
  constexpr char kHint[] =
      "; the first row names the columns, such as observed_at,account,meter,quantity";
  const auto has = [&](size_t column) { return places_[column] != kAbsent; };
  for (size_t column = 0; column < kNeeded; ++column) {
    if (has(column)) continue;
    return absl::StrCat("the header has no column ", ColumnNames()[column], kHint);
  }
  if (has(kQuantity) || has(kChange) || has(kMembers)) return "";
  return absl::StrCat("the header has no column quantity, change or members", kHint);
}

bool CountsFile::Next(CountsRow& row) {
  if (!problem_.empty()) return false;
  do {
    if (!reader_.Next(csv_)) return false;
  } while (csv_.is_empty());

  row = {};
  row.number = csv_.number;
  Check(row);
  if (!row.problem.empty()) return true;
  v1::Observation& observation = row.observation;
  observation.set_account(Cell(kAccount));
  observation.set_meter(Cell(kMeter));
  observation.set_quantity(Cell(kQuantity));
  observation.set_unit_cost(Cell(kUnitCost));
  observation.set_cost_currency(Cell(kCurrency));
  observation.set_change(std::string(WithoutPlus(Cell(kChange))));
  if (!Cell(kMembers).empty()) {
    for (absl::string_view member : absl::StrSplit(Cell(kMembers), kMemberSeparator)) {
      observation.add_members(std::string(absl::StripAsciiWhitespace(member)));
    }
  }
  if (!ParseInstant(Cell(kObservedAt), *observation.mutable_observed_at())) {
    row.field = "observed_at";
    row.problem = absl::StrCat("not an instant: \"", Shorten(Cell(kObservedAt), 40),
                               "\"; write it like 2026-08-01T12:00:00Z");
  }
  return true;
}

const std::string& CountsFile::Cell(size_t column) const {
  static const std::string nothing;
  return places_[column] == kAbsent ? nothing : csv_.fields[places_[column]];
}

void CountsFile::Check(CountsRow& row) const {
  row.problem = csv_.problem;
  if (!row.problem.empty()) return;
  if (csv_.fields.size() != width_) {
    row.problem = absl::StrCat(csv_.fields.size(), " fields where the header has ", width_);
    return;
  }
  for (size_t column = 0; column < kColumns; ++column) {
    const std::string& cell = Cell(column);
    row.field = ColumnNames()[column];
    if (!IsUtf8(cell)) row.problem = "not UTF-8";
    if (FindControlCharacter(cell, "") != cell.size()) row.problem = "a control character";
    if (!row.problem.empty()) return;
  }
  row.field.clear();
}

}  // namespace tally
