#include "clients/cli/journal/account_names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace tally {
namespace {

absl::string_view KindOf(v1::JournalAccount account) {
  switch (account) {
    case v1::JOURNAL_ACCOUNT_RECEIVABLE:
      return "Assets:Receivable";
    case v1::JOURNAL_ACCOUNT_CASH:
      return "Assets:Cash";
    case v1::JOURNAL_ACCOUNT_REVALUATION:
      return "Assets:Revaluation";
    case v1::JOURNAL_ACCOUNT_CUSTOMER_CREDIT:
      return "Liabilities:CustomerCredit";
    case v1::JOURNAL_ACCOUNT_DEPOSIT:
      return "Liabilities:Deposits";
    case v1::JOURNAL_ACCOUNT_TAX:
      return "Liabilities:Tax";
    case v1::JOURNAL_ACCOUNT_REVENUE:
      return "Income:Revenue";
    case v1::JOURNAL_ACCOUNT_EXCHANGE:
      return "Income:Exchange";
    case v1::JOURNAL_ACCOUNT_UNREALISED_EXCHANGE:
      return "Income:UnrealisedExchange";
    case v1::JOURNAL_ACCOUNT_BAD_DEBT:
      return "Expenses:BadDebt";
    case v1::JOURNAL_ACCOUNT_ROUNDING:
      return "Expenses:Rounding";
    case v1::JOURNAL_ACCOUNT_GRANTED_CREDIT:
      return "Expenses:GrantedCredit";
    default:
      // A later daemon may have accounts that this program does not know.
      return "Equity:Unknown";
  }
}

std::string BeancountPart(absl::string_view subject) {
  std::string part;
  for (const char c : subject) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-') {
      part += c;
    } else {
      constexpr absl::string_view kHex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      absl::StrAppend(&part, "-", kHex.substr(byte / 16, 1), kHex.substr(byte % 16, 1));
    }
  }
  part[0] = absl::ascii_toupper(static_cast<unsigned char>(part[0]));
  return part;
}

}  // namespace

std::string AccountPath(v1::JournalAccount account, absl::string_view subject) {
  if (subject.empty()) return std::string(KindOf(account));
  return absl::StrCat(KindOf(account), ":", subject);
}

std::string BeancountAccount(v1::JournalAccount account, absl::string_view subject) {
  if (subject.empty()) return std::string(KindOf(account));
  return absl::StrCat(KindOf(account), ":", BeancountPart(subject));
}

}  // namespace tally
