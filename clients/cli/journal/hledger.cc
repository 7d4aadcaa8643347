#include "clients/cli/journal/hledger.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"

namespace tally {

// `commodity 1000.00 EUR`; hledger wants a decimal mark where there are no decimals, too.
std::string HledgerCommodity(const std::string& currency) {
  const std::string sample = ParseAmount("1000", currency)
                                 ? FormatAmount(*ParseAmount("1000", currency))
                                 : std::string("1000");
  return absl::StrCat("commodity ", sample, absl::StrContains(sample, ".") ? "" : ".", " ",
                      currency);
}

std::string HledgerAccount(absl::string_view account) { return absl::StrCat("account ", account); }

std::string HledgerWriter::Text(const JournalHead& head) const {
  std::string text = absl::StrCat("; The journal of ", head.org_id,
                                  ", for hledger, as of position ", head.position, ".\n\n");
  for (const std::string& currency : entries_.currencies()) {
    absl::StrAppend(&text, HledgerCommodity(currency), "\n");
  }
  for (const std::string& account : entries_.accounts()) {
    absl::StrAppend(&text, HledgerAccount(account), "\n");
  }
  return text + entries_.text();
}

}  // namespace tally
