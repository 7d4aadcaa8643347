#include "clients/cli/journal/csv.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/journal/account_names.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// A text as a cell.
std::string Cell(absl::string_view text) {
  const bool may_be_formula = !text.empty() && absl::StrContains("=+-@\t\r", text.substr(0, 1));
  const std::string harmless = absl::StrCat(may_be_formula ? "'" : "", text);
  if (harmless.find_first_of(",\"\r\n") == std::string::npos) return harmless;
  return absl::StrCat("\"", absl::StrReplaceAll(harmless, {{"\"", "\"\""}}), "\"");
}

}  // namespace

void CsvJournalWriter::Add(const v1::JournalEntry& entry) {
  const std::string head =
      absl::StrCat(entry.date(), ",", entry.position(), ",", Cell(entry.document()), ",",
                   Cell(entry.description()), ",", Cell(entry.customer_id()));
  for (const v1::Posting& posting : entry.postings()) {
    absl::StrAppend(&rows_, head, ",", Cell(AccountPath(posting.account(), posting.subject())), ",",
                    FormatAmount(posting.amount()), ",", posting.amount().currency(), ",",
                    posting.has_cost() ? FormatAmount(posting.cost()) : "", ",",
                    posting.cost().currency(), "\n");
  }
}

std::string CsvJournalWriter::Text(const JournalHead&) const {
  return "date,position,document,description,customer,account,amount,currency,cost,"
         "cost_currency\n" +
         rows_;
}

}  // namespace tally
