#include "clients/cli/csv/bank_columns.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/text/utf8.h"

namespace tally {
namespace {

constexpr size_t kCellShown = 40;

// Returns a column whose text goes into a field of the payment as it is.
EntryColumn<BankLine> PaymentColumn(const char* name, CsvColumn::Need need, const char* field,
                                    std::string* (v1::Payment::*text_of)()) {
  return {{name, need}, field, [text_of](const std::string& cell, BankLine& line) {
            if (!cell.empty()) *(line.payment.*text_of)() = cell;
            return std::string();
          }};
}

EntryColumn<BankLine> OwnColumn(const char* name, CsvColumn::Need need, const char* field,
                                std::string BankLine::*text) {
  return {{name, need}, field, [text](const std::string& cell, BankLine& line) {
            line.*text = cell;
            return std::string();
          }};
}

std::string ReadDeposit(const std::string& cell, BankLine& line) {
  const std::string word = absl::AsciiStrToLower(cell);
  line.payment.set_deposit(word == "yes" || word == "true");
  if (word.empty() || word == "no" || word == "false" || line.payment.deposit()) return "";
  return absl::StrCat("neither yes nor no: \"", Shorten(cell, kCellShown), "\"");
}

std::string ReadInvoices(const std::string& cell, BankLine& line) {
  for (const absl::string_view part : absl::StrSplit(cell, ';')) {
    const absl::string_view invoice = absl::StripAsciiWhitespace(part);
    if (!invoice.empty()) line.invoices.emplace_back(invoice);
  }
  return "";
}

}  // namespace

std::vector<EntryColumn<BankLine>> BankColumns() {
  using Payment = v1::Payment;
  return {
      PaymentColumn("payment", CsvColumn::kNeeded, "payment.payment_id",
                    &Payment::mutable_payment_id),
      PaymentColumn("customer", CsvColumn::kNeeded, "payment.customer_id",
                    &Payment::mutable_customer_id),
      PaymentColumn("date", CsvColumn::kNeeded, "payment.date", &Payment::mutable_date),
      OwnColumn("amount", CsvColumn::kNeeded, "payment.amount", &BankLine::amount),
      OwnColumn("currency", CsvColumn::kOptional, "payment.amount.currency", &BankLine::currency),
      PaymentColumn("method", CsvColumn::kOptional, "payment.method", &Payment::mutable_method),
      PaymentColumn("reference", CsvColumn::kOptional, "payment.reference",
                    &Payment::mutable_reference),
      {{"deposit", CsvColumn::kOptional}, "payment.deposit", &ReadDeposit},
      {{"invoices", CsvColumn::kOptional}, "chosen.invoices", &ReadInvoices},
  };
}

}  // namespace tally
