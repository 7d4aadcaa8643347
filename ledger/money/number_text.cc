#include "ledger/money/number_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace tally {
namespace {

bool AreDigits(absl::string_view text) {
  return !text.empty() && std::ranges::all_of(text, absl::ascii_isdigit);
}

}  // namespace

std::optional<NumberText> SplitNumber(absl::string_view text) {
  NumberText number;
  number.whole = text;
  if (absl::ConsumePrefix(&number.whole, "-")) number.sign = text.substr(0, 1);

  const size_t point = number.whole.find('.');
  if (point != absl::string_view::npos) {
    number.decimals = number.whole.substr(point + 1);
    number.whole = number.whole.substr(0, point);
    if (!AreDigits(number.decimals)) return std::nullopt;
  }
  if (!AreDigits(number.whole)) return std::nullopt;
  if (number.whole.size() > 1 && number.whole.front() == '0') return std::nullopt;
  return number;
}

}  // namespace tally
