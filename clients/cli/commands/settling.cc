#include "clients/cli/commands/settling.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/show/credit_words.h"

namespace tally {

void AddSettling(CLI::App& app, Settling& settling) {
  app.add_option("--invoice,-i", settling.invoices,
                 "An invoice that it settles, as NUMBER for as much as can be or NUMBER=AMOUNT; "
                 "the oldest first if none is named");
  app.add_flag("--keep", settling.keep, "Settle nothing: keep all of it as credit");
}

absl::StatusOr<v1::InvoiceShare> ShareOf(const std::string& text, const std::string& currency) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  v1::InvoiceShare share;
  share.set_invoice_number(parts.first);
  if (text.find('=') == std::string::npos) return share;
  const auto amount = AmountIn(parts.second, currency);
  if (!amount.ok()) return amount.status();
  *share.mutable_amount() = *amount;
  return share;
}

absl::StatusOr<v1::CreditName> ParseCreditName(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('/', 1));
  const auto kind = ParseCreditKind(parts.first);
  if (!kind || parts.second.empty()) {
    return WrongUsage(absl::StrCat("not a credit: ", text, "; write it as KIND/ID, such as ",
                                   "payment/4711; there are the kinds ",
                                   absl::StrJoin(CreditKindNames(), ", ")));
  }
  v1::CreditName name;
  name.set_kind(*kind);
  name.set_id(parts.second);
  return name;
}

}  // namespace tally
