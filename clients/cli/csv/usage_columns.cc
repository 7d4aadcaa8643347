#include "clients/cli/csv/usage_columns.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/show/words.h"
#include "clients/cli/text/utf8.h"
#include "ledger/money/decimal.h"
#include "ledger/money/fraction.h"

namespace tally {
namespace {

constexpr size_t kCellShown = 40;
constexpr int64_t kMinutesOfHour = 60;

std::string Shown(const std::string& cell) {
  return absl::StrCat("\"", Shorten(cell, kCellShown), "\"");
}

std::string ReadMinutes(const std::string& cell, v1::TimeEntry& entry) {
  if (cell.empty()) return "";
  uint32_t minutes = 0;
  const bool has_digits_alone = std::all_of(cell.begin(), cell.end(), absl::ascii_isdigit);
  if (!has_digits_alone || !absl::SimpleAtoi(cell, &minutes)) {
    return absl::StrCat("not a number of minutes: ", Shown(cell), "; write it like 90");
  }
  entry.set_minutes(minutes);
  return "";
}

std::string ReadHours(const std::string& cell, v1::TimeEntry& entry) {
  if (cell.empty()) return "";
  if (entry.minutes() != 0) return "stands beside minutes; keep one of the two";
  const auto hours = Decimal::Parse(cell);
  if (!hours || hours->IsNegative()) {
    return absl::StrCat("not a number of hours: ", Shown(cell), "; write it like 1.5");
  }
  const Fraction minutes = Fraction(*hours) * Fraction(kMinutesOfHour);
  if (minutes.numerator() % minutes.denominator() != 0) {
    return absl::StrCat("no whole minutes: ", Shown(cell),
                        "; write it like 1.5, or give minutes in a column minutes");
  }
  const __int128 whole = minutes.numerator() / minutes.denominator();
  if (whole > std::numeric_limits<uint32_t>::max()) {
    return absl::StrCat("too many hours: ", Shown(cell), "; a day has 24");
  }
  entry.set_minutes(static_cast<uint32_t>(whole));
  return "";
}

std::string ReadBillable(const std::string& cell, v1::TimeEntry& entry) {
  const std::string word = absl::AsciiStrToLower(cell);
  entry.set_not_billable(word == "no" || word == "false");
  if (word.empty() || word == "yes" || word == "true" || entry.not_billable()) return "";
  return absl::StrCat("neither yes nor no: ", Shown(cell));
}

// Returns a column whose words are the names of a kind.
template <class Entry, class Kind>
EntryColumn<Entry> KindColumn(std::optional<Kind> (*parse)(absl::string_view),
                              const std::vector<std::string>& names,
                              void (Entry::*set_kind)(Kind)) {
  const std::string all = absl::StrJoin(names, ", ");
  return {{"kind", CsvColumn::kNeeded}, "kind", [=](const std::string& cell, Entry& entry) {
            const std::optional<Kind> kind = parse(cell);
            if (kind) (entry.*set_kind)(*kind);
            if (kind || cell.empty()) return std::string();
            return absl::StrCat("not a kind: ", Shown(cell), "; there are ", all);
          }};
}

}  // namespace

std::vector<EntryColumn<v1::TimeEntry>> TimeColumns() {
  using Entry = v1::TimeEntry;
  return {
      TextColumn("entry", CsvColumn::kNeeded, "entry_id", &Entry::mutable_entry_id),
      TextColumn("customer", CsvColumn::kNeeded, "customer_id", &Entry::mutable_customer_id),
      TextColumn("date", CsvColumn::kNeeded, "date", &Entry::mutable_date),
      {{"minutes", CsvColumn::kOneOf}, "minutes", &ReadMinutes},
      {{"hours", CsvColumn::kOneOf}, "minutes", &ReadHours},
      TextColumn("ticket", CsvColumn::kOptional, "ticket", &Entry::mutable_ticket),
      TextColumn("project", CsvColumn::kOptional, "project", &Entry::mutable_project),
      {{"billable", CsvColumn::kOptional}, "not_billable", &ReadBillable},
      TextColumn("rate", CsvColumn::kOptional, "unit_price", &Entry::mutable_unit_price),
      TextColumn("description", CsvColumn::kOptional, "description", &Entry::mutable_description),
  };
}

std::vector<EntryColumn<v1::Charge>> ChargeColumns() {
  using Entry = v1::Charge;
  return {
      TextColumn("entry", CsvColumn::kNeeded, "entry_id", &Entry::mutable_entry_id),
      TextColumn("customer", CsvColumn::kNeeded, "customer_id", &Entry::mutable_customer_id),
      TextColumn("date", CsvColumn::kNeeded, "date", &Entry::mutable_date),
      KindColumn(&ParseChargeKind, ChargeKindNames(), &Entry::set_kind),
      TextColumn("description", CsvColumn::kOptional, "description", &Entry::mutable_description),
      TextColumn("quantity", CsvColumn::kNeeded, "quantity", &Entry::mutable_quantity),
      TextColumn("unit_cost", CsvColumn::kNeeded, "unit_cost", &Entry::mutable_unit_cost),
      TextColumn("currency", CsvColumn::kNeeded, "cost_currency", &Entry::mutable_cost_currency),
  };
}

std::vector<EntryColumn<v1::Trigger>> TriggerColumns() {
  using Entry = v1::Trigger;
  return {
      TextColumn("key", CsvColumn::kNeeded, "key", &Entry::mutable_key),
      TextColumn("customer", CsvColumn::kNeeded, "customer_id", &Entry::mutable_customer_id),
      KindColumn(&ParseTriggerKind, TriggerKindNames(), &Entry::set_kind),
      TextColumn("date", CsvColumn::kNeeded, "date", &Entry::mutable_date),
      TextColumn("subject", CsvColumn::kOptional, "subject", &Entry::mutable_subject),
      TextColumn("amount", CsvColumn::kOptional, "amount", &Entry::mutable_amount),
      TextColumn("percent", CsvColumn::kOptional, "percent", &Entry::mutable_percent),
      TextColumn("description", CsvColumn::kOptional, "description", &Entry::mutable_description),
  };
}

}  // namespace tally
