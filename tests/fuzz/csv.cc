// Fuzz target: CSV files: their rows, and what each kind of file makes of them. Which kind an input
// is, its header says.

#include <algorithm>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/csv/bank_columns.h"
#include "clients/cli/csv/count_columns.h"
#include "clients/cli/csv/csv_reader.h"
#include "clients/cli/csv/exchange_rate_columns.h"
#include "clients/cli/csv/old_invoices_file.h"
#include "clients/cli/csv/usage_columns.h"
#include "clients/cli/text/utf8.h"
#include "fuzz/fuzz.h"
#include "ledger/base/utf8.h"

namespace tally {
namespace {

using Rows = std::vector<std::vector<std::string>>;

void RequireWords(absl::string_view words) {
  Require(IsUtf8(words) && FindControlCharacter(words, "") == words.size(),
          "what is wrong can be shown on a terminal");
}

// The rows of `file` that are well-formed.
Rows ReadRows(const std::string& file) {
  std::istringstream in(file);
  CsvReader reader(in);
  Rows rows;
  CsvRow row;
  for (uint64_t number = 1; reader.Next(row); ++number) {
    Require(row.number == number, "rows are counted");
    Require(row.problem.empty() || row.fields.empty(), "a row is read, or something is wrong");
    Require(row.fields.size() <= CsvReader::kMaxFields, "a row has no more fields than it may");
    for (const std::string& field : row.fields) {
      Require(field.size() <= CsvReader::kMaxFieldBytes, "a field is no longer than it may be");
    }
    if (row.problem.empty()) rows.push_back(row.fields);
  }
  Require(reader.bytes_read() == file.size(), "a file is read to its end");
  return rows;
}

std::string Quoted(const Rows& rows) {
  std::string file;
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(&file, i == 0 ? "" : ",", "\"", absl::StrReplaceAll(row[i], {{"\"", "\"\""}}),
                      "\"");
    }
    file += "\r\n";
  }
  return file;
}

void CheckRows(const std::string& file) {
  const Rows rows = ReadRows(file);
  Require(ReadRows(Quoted(rows)) == rows, "rows are read as they were written");
}

// Whether protobuf can read `message` again, so that it can be sent.
bool CanBeSent(const google::protobuf::Message& message) {
  const std::unique_ptr<google::protobuf::Message> again(message.New());
  return again->ParseFromString(message.SerializeAsString());
}
bool CanBeSent(const BankLine& line) {
  return CanBeSent(line.payment) && IsUtf8(line.amount) && IsUtf8(line.currency) &&
         std::all_of(line.invoices.begin(), line.invoices.end(),
                     [](const std::string& invoice) { return IsUtf8(invoice); });
}

template <class Entry>
void CheckEntries(const std::string& text, std::vector<EntryColumn<Entry>> columns,
                  size_t max_field_bytes = CsvReader::kMaxFieldBytes) {
  std::istringstream in(text);
  EntriesFile<Entry> file(in, std::move(columns), {}, max_field_bytes);
  RequireWords(file.problem());
  uint64_t before = 1;
  for (EntryRow<Entry> row; file.Next(row);) {
    Require(file.problem().empty(), "nothing is read after a wrong header");
    Require(row.number > before, "rows behind the header are told apart");
    before = row.number;
    RequireWords(row.problem.column);
    RequireWords(row.problem.message);
    if (row.problem.message.empty()) Require(CanBeSent(row.entry), "an entry can be sent");
  }
}

void CheckOldInvoices(const std::string& text) {
  std::istringstream in(text);
  const OldInvoicesFile file = ReadOldInvoices(in);
  RequireWords(file.problem);
  if (!file.problem.empty()) return;
  size_t rows = 0;
  for (const OldInvoiceRows& invoice : file.invoices) {
    const auto lines = static_cast<size_t>(invoice.invoice.lines_size());
    Require(lines == invoice.rows.size(), "every line has its row");
    Require(CanBeSent(invoice.invoice), "an invoice can be sent");
    rows += lines;
    const std::string last = absl::StrCat("lines[", lines - 1, "].amount");
    Require(RowOf(invoice, last).row() == invoice.rows.back(), "the row of a line is found");
  }
  for (const cli::RefusedRow& refused : file.refused) {
    Require(refused.row() > 1, "a row that contradicts another is named");
    RequireWords(refused.message());
  }
  Require(file.refused.empty() ? rows == file.rows : rows < file.rows, "no row is left out");
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  const std::string text(TextOf(data, size));
  CheckRows(text);
  CheckEntries(text, CountColumns(), kMaxCountFieldBytes);
  CheckEntries(text, TimeColumns());
  CheckEntries(text, ChargeColumns());
  CheckEntries(text, TriggerColumns());
  CheckEntries(text, ExchangeRateColumns());
  CheckEntries(text, BankColumns());
  CheckOldInvoices(text);
  return 0;
}
