#include "clients/cli/csv/old_invoices_file.h"

#include <cstddef>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/csv/entries_file.h"

namespace tally {
namespace {

using Column = EntryColumn<v1::OldInvoice>;

// A column of the one line that a row is.
Column LineColumn(const char* name, CsvColumn::Need need, const char* field,
                  std::string* (v1::OldLine::*text_of)()) {
  return {{name, need}, field, [text_of](const std::string& cell, v1::OldInvoice& entry) {
            if (entry.lines().empty()) entry.add_lines();
            *(entry.mutable_lines(0)->*text_of)() = cell;
            return std::string();
          }};
}

std::vector<Column> Columns() {
  using Invoice = v1::OldInvoice;
  using Line = v1::OldLine;
  return {
      TextColumn("customer", CsvColumn::kNeeded, "customer_id", &Invoice::mutable_customer_id),
      TextColumn("month", CsvColumn::kNeeded, "month", &Invoice::mutable_month),
      TextColumn("number", CsvColumn::kNeeded, "number", &Invoice::mutable_number),
      LineColumn("item", CsvColumn::kNeeded, "item_id", &Line::mutable_item_id),
      LineColumn("description", CsvColumn::kOptional, "description", &Line::mutable_description),
      LineColumn("quantity", CsvColumn::kOptional, "quantity", &Line::mutable_quantity),
      LineColumn("amount", CsvColumn::kNeeded, "amount", &Line::mutable_amount),
      TextColumn("tax", CsvColumn::kOptional, "tax", &Invoice::mutable_tax),
  };
}

std::string ColumnOf(const std::string& field) {
  for (const Column& column : Columns()) {
    if (column.field == field) return column.column.name;
  }
  return "";
}

// Adds a row to the invoice that it belongs to. Returns the column in which it contradicts the rows
// before, and what is wrong there; empty if it does not.
CsvProblem AddRow(OldInvoiceRows& known, EntryRow<v1::OldInvoice> row) {
  v1::OldInvoice& invoice = known.invoice;
  known.rows.push_back(row.number);
  invoice.mutable_lines()->MergeFrom(row.entry.lines());
  const auto other = [&](const std::string& is, const std::string& was) {
    return absl::StrCat("is ", is, ", but ", was, " in an earlier row of invoice ",
                        invoice.number());
  };
  if (row.entry.month() != invoice.month()) {
    return {"month", other(row.entry.month(), invoice.month())};
  }
  if (invoice.tax().empty()) invoice.set_tax(row.entry.tax());
  if (row.entry.tax().empty() || row.entry.tax() == invoice.tax()) return {};
  return {"tax", other(row.entry.tax(), invoice.tax())};
}

}  // namespace

OldInvoicesFile ReadOldInvoices(std::istream& in) {
  OldInvoicesFile result;
  EntriesFile<v1::OldInvoice> file(in, Columns());
  result.problem = file.problem();
  if (!result.problem.empty()) return result;

  // Where an invoice stands in the result, by customer and number.
  std::map<std::pair<std::string, std::string>, size_t> places;
  std::map<size_t, cli::RefusedRow> wrong;
  for (EntryRow<v1::OldInvoice> row; file.Next(row);) {
    if (!row.problem.message.empty()) {
      result.problem = absl::StrCat("row ", row.number, ": ", row.problem.column,
                                    row.problem.column.empty() ? "" : " ", row.problem.message);
      return result;
    }
    result.rows += 1;
    const auto [place, is_new] =
        places.try_emplace({row.entry.customer_id(), row.entry.number()}, result.invoices.size());
    if (is_new) {
      const uint64_t number = row.number;
      result.invoices.push_back({.invoice = std::move(row.entry), .rows = {number}});
      continue;
    }
    const uint64_t number = row.number;
    CsvProblem problem = AddRow(result.invoices[place->second], std::move(row));
    if (problem.message.empty()) continue;
    cli::RefusedRow& refused = wrong[place->second];
    if (refused.row() != 0) continue;
    refused.set_row(number);
    refused.set_field(problem.column);
    refused.set_message(problem.message);
  }
  // From the last on, so that the places before stay.
  for (auto each = wrong.rbegin(); each != wrong.rend(); ++each) {
    result.invoices.erase(result.invoices.begin() + static_cast<std::ptrdiff_t>(each->first));
    result.refused.insert(result.refused.begin(), each->second);
  }
  return result;
}

cli::RefusedRow RowOf(const OldInvoiceRows& invoice, const std::string& field) {
  cli::RefusedRow refused;
  absl::string_view name = field;
  size_t line = 0;
  if (absl::ConsumePrefix(&name, "lines[")) {
    const size_t end = name.find(']');
    if (!absl::SimpleAtoi(name.substr(0, end), &line)) line = 0;
    name = end == absl::string_view::npos ? "" : name.substr(end + 1);
    absl::ConsumePrefix(&name, ".");
  }
  refused.set_row(line < invoice.rows.size() ? invoice.rows[line] : invoice.rows.front());
  refused.set_field(ColumnOf(std::string(name)));
  return refused;
}

}  // namespace tally
