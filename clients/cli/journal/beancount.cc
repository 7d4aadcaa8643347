#include "clients/cli/journal/beancount.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/journal/account_names.h"
#include "clients/cli/journal/plain_entries.h"

namespace tally {
namespace {

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

}  // namespace

void BeancountWriter::Add(const v1::JournalEntry& entry) {
  absl::StrAppend(&entries_, "\n", entry.date(), " * ", Quoted(entry.description()), "\n",
                  "    document: ", Quoted(entry.document()), "\n",
                  "    position: ", entry.position(), "\n");
  for (const v1::Posting& posting : entry.postings()) {
    const std::string account = BeancountAccount(posting.account(), posting.subject());
    entries_ += PostingLine(account, posting);
    accounts_.emplace(account, entry.date());
  }
  ForEachCurrency(
      entry, [&](const std::string& currency) { currencies_.emplace(currency, entry.date()); });
}

std::string BeancountWriter::Text(const JournalHead& head) const {
  std::string text =
      absl::StrCat("; The journal of ", head.org_id, ", for beancount, as of position ",
                   head.position, ".\n\n", "option \"title\" ", Quoted(head.org_id), "\n",
                   "option \"operating_currency\" ", Quoted(head.currency), "\n\n");
  for (const auto& [currency, date] : currencies_) {
    absl::StrAppend(&text, date, " commodity ", currency, "\n");
  }
  for (const auto& [account, date] : accounts_) {
    absl::StrAppend(&text, date, " open ", account, "\n");
  }
  return text + entries_;
}

}  // namespace tally
