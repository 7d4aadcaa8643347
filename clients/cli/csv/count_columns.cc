#include "clients/cli/csv/count_columns.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/cli/text/utf8.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

constexpr size_t kCellShown = 40;
constexpr char kMemberSeparator = ';';

// Reads an instant as RFC 3339 writes it: a date, a time to the second or finer, and an offset.
bool ParseInstant(const std::string& text, google::protobuf::Timestamp& instant) {
  absl::Time time;
  const bool has_shape = text.size() >= 20 && text[4] == '-' && text[10] == 'T';
  if (!has_shape || text.find_first_not_of("0123456789-+:.TZ") != std::string::npos) return false;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return false;
  instant = ToProto(time);
  return true;
}

std::string ReadInstant(const std::string& cell, v1::Observation& observation) {
  if (ParseInstant(cell, *observation.mutable_observed_at())) return "";
  return absl::StrCat("not an instant: \"", Shorten(cell, kCellShown),
                      "\"; write it like 2026-08-01T12:00:00Z");
}

// What was added may be written with a plus.
std::string ReadChange(const std::string& cell, v1::Observation& observation) {
  const bool has_plus = cell.size() > 1 && cell[0] == '+' && absl::ascii_isdigit(cell[1]);
  observation.set_change(has_plus ? cell.substr(1) : cell);
  return "";
}

std::string ReadMembers(const std::string& cell, v1::Observation& observation) {
  if (cell.empty()) return "";
  for (absl::string_view member : absl::StrSplit(cell, kMemberSeparator)) {
    observation.add_members(std::string(absl::StripAsciiWhitespace(member)));
  }
  return "";
}

}  // namespace

std::vector<EntryColumn<v1::Observation>> CountColumns() {
  using Entry = v1::Observation;
  return {
      {{"observed_at", CsvColumn::kNeeded}, "observed_at", &ReadInstant},
      TextColumn("account", CsvColumn::kNeeded, "account", &Entry::mutable_account),
      TextColumn("meter", CsvColumn::kNeeded, "meter", &Entry::mutable_meter),
      TextColumn("quantity", CsvColumn::kOneOf, "quantity", &Entry::mutable_quantity),
      TextColumn("unit_cost", CsvColumn::kOptional, "unit_cost", &Entry::mutable_unit_cost),
      TextColumn("currency", CsvColumn::kOptional, "cost_currency", &Entry::mutable_cost_currency),
      {{"change", CsvColumn::kOneOf}, "change", &ReadChange},
      {{"members", CsvColumn::kOneOf}, "members", &ReadMembers},
  };
}

}  // namespace tally
