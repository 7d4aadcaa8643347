#include "ledger/money/amount_words.h"

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"

namespace tally {

std::string AmountWords(const v1::Money& amount) {
  return absl::StrCat(FormatAmount(amount), " ", amount.currency());
}

}  // namespace tally
