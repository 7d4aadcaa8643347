#include "clients/cli/journal/ledger_cli.h"

#include "absl/strings/str_cat.h"

namespace tally {

std::string LedgerWriter::Text(const JournalHead& head) const {
  std::string text = absl::StrCat("; The journal of ", head.org_id, ", for ledger, as of position ",
                                  head.position, ".\n\ntag document\ntag position\n");
  for (const std::string& currency : entries_.currencies()) {
    absl::StrAppend(&text, "commodity ", currency, "\n");
  }
  for (const std::string& account : entries_.accounts()) {
    absl::StrAppend(&text, "account ", account, "\n");
  }
  return text + entries_.text();
}

}  // namespace tally
