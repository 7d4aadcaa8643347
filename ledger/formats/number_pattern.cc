#include "ledger/formats/number_pattern.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace tally {
namespace {

constexpr size_t kMaxCounterDigits = 9;
constexpr size_t kMaxPatternBytes = 40;

bool IsLiteral(char c) {
  return absl::ascii_isalnum(c) || absl::string_view("-_/.").find(c) != absl::string_view::npos;
}

}  // namespace

bool IsCounter(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxCounterDigits &&
         std::all_of(name.begin(), name.end(), [](char c) { return c == 'N'; });
}

std::optional<std::string> ProblemWithNumberPattern(absl::string_view pattern) {
  const auto wrong = [&](absl::string_view why) {
    return absl::StrCat("is \"", pattern, "\", which ", why);
  };
  if (pattern.size() > kMaxPatternBytes) return wrong("is longer than 40 characters");
  int counters = 0;
  absl::string_view rest = pattern;
  while (!rest.empty()) {
    if (rest[0] != '{') {
      if (!IsLiteral(rest[0])) return wrong("has a character that is no letter, digit or -_/.");
      rest.remove_prefix(1);
      continue;
    }
    const size_t close = rest.find('}');
    if (close == absl::string_view::npos) return wrong("has a { without a }");
    const absl::string_view name = rest.substr(1, close - 1);
    if (IsCounter(name)) {
      counters += 1;
    } else if (name != "YYYY" && name != "YY" && name != "MM") {
      return wrong(absl::StrCat("has an unknown part {", name, "}"));
    }
    rest.remove_prefix(close + 1);
  }
  if (counters != 1) return wrong("does not have exactly one counter");
  return std::nullopt;
}

}  // namespace tally
