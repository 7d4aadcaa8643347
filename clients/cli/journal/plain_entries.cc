#include "clients/cli/journal/plain_entries.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/cli/journal/account_names.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

std::string PlainAmount(const v1::Money& amount) {
  return absl::StrCat(FormatAmount(amount), " ", amount.currency());
}

// Neither program has a way to quote what begins a comment.
std::string WithoutComments(absl::string_view text) {
  return absl::StrReplaceAll(text, {{";", ","}});
}

}  // namespace

std::string PostingLine(absl::string_view account, const v1::Posting& posting) {
  std::string line = absl::StrFormat("    %-40s  %16s", account, PlainAmount(posting.amount()));
  if (posting.has_cost()) {
    const std::string cost = PlainAmount(posting.cost());
    absl::StrAppend(&line, " @@ ", absl::StripPrefix(cost, "-"));
  }
  return line + "\n";
}

void PlainEntries::Add(const v1::JournalEntry& entry, absl::string_view code) {
  absl::StrAppend(&text_, "\n", entry.date(), code.empty() ? "" : absl::StrCat(" (", code, ")"),
                  " ", WithoutComments(entry.description()), "\n",
                  "    ; document: ", entry.document(), "\n", "    ; position: ", entry.position(),
                  "\n");
  for (const v1::Posting& posting : entry.postings()) {
    const std::string account = AccountPath(posting.account(), posting.subject());
    text_ += PostingLine(account, posting);
    accounts_.insert(account);
  }
  ForEachCurrency(entry, [&](const std::string& currency) { currencies_.insert(currency); });
}

}  // namespace tally
