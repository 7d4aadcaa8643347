#include "ledger/deciders/numbering.h"

#include <algorithm>
#include <functional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

constexpr size_t kMaxCounterDigits = 9;
constexpr size_t kMaxPatternBytes = 40;

bool IsCounter(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxCounterDigits &&
         std::all_of(name.begin(), name.end(), [](char c) { return c == 'N'; });
}

bool IsLiteral(char c) {
  return absl::ascii_isalnum(c) || absl::string_view("-_/.").find(c) != absl::string_view::npos;
}

// Returns `pattern` with each name in braces replaced by what `fill` makes of it.
std::string Fill(absl::string_view pattern,
                 const std::function<std::string(absl::string_view)>& fill) {
  std::string filled;
  while (!pattern.empty()) {
    const size_t open = pattern.find('{');
    filled += std::string(pattern.substr(0, open));
    if (open == absl::string_view::npos) break;
    const size_t close = pattern.find('}', open);
    filled += fill(pattern.substr(open + 1, close - open - 1));
    pattern.remove_prefix(close + 1);
  }
  return filled;
}

std::string DatePart(absl::string_view name, absl::CivilDay date) {
  if (name == "YYYY") return absl::StrFormat("%04d", date.year());
  if (name == "YY") return absl::StrFormat("%02d", date.year() % 100);
  return absl::StrFormat("%02d", date.month());
}

}  // namespace

absl::Status CheckNumberPattern(const std::string& field, const std::string& pattern) {
  const auto wrong = [&](absl::string_view why) {
    return Refuse(v1::REASON_NUMBER_PATTERN_INVALID, field,
                  absl::StrCat("is \"", pattern, "\", ", why));
  };
  if (pattern.size() > kMaxPatternBytes) return wrong("which is longer than 40 characters");
  int counters = 0;
  absl::string_view rest = pattern;
  while (!rest.empty()) {
    if (rest[0] != '{') {
      if (!IsLiteral(rest[0]))
        return wrong("which has a character that is no letter, digit or -_/.");
      rest.remove_prefix(1);
      continue;
    }
    const size_t close = rest.find('}');
    if (close == absl::string_view::npos) return wrong("which has a { without a }");
    const absl::string_view name = rest.substr(1, close - 1);
    if (IsCounter(name)) {
      counters += 1;
    } else if (name != "YYYY" && name != "YY" && name != "MM") {
      return wrong(absl::StrCat("which has an unknown part {", name, "}"));
    }
    rest.remove_prefix(close + 1);
  }
  return counters == 1 ? absl::OkStatus() : wrong("which does not have exactly one counter");
}

absl::StatusOr<DocumentNumber> NextNumber(const Books& books, const std::string& org_id,
                                          const std::string& pattern, absl::CivilDay issue_date,
                                          const DocumentNumber* before) {
  DocumentNumber next;
  next.series = Fill(pattern, [&](absl::string_view name) {
    return IsCounter(name) ? "{N}" : DatePart(name, issue_date);
  });
  if (before != nullptr && before->series == next.series) {
    next.counter = before->counter + 1;
  } else {
    const auto last = books.number_series.Find(org_id, next.series);
    next.counter = last ? last->value() + 1 : 1;
  }
  next.number = Fill(pattern, [&](absl::string_view name) {
    return IsCounter(name) ? absl::StrFormat("%0*d", static_cast<int>(name.size()), next.counter)
                           : DatePart(name, issue_date);
  });
  if (books.invoices.Has(org_id, next.number) || books.credit_notes.Has(org_id, next.number)) {
    return Refuse(v1::REASON_NUMBER_IN_USE, "",
                  absl::StrCat("the next number of ", pattern, " is ", next.number,
                               ", which a document has already"));
  }
  return next;
}

std::string NumberPatternOf(const v1::Org& org) {
  return org.number_pattern().empty() ? kDefaultNumberPattern : org.number_pattern();
}

std::string CreditNotePatternOf(const v1::Org& org) {
  return org.credit_note_pattern().empty() ? kDefaultCreditNotePattern : org.credit_note_pattern();
}

}  // namespace tally
