#include "ledger/deciders/numbering.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "ledger/base/refusal.h"
#include "ledger/formats/number_pattern.h"

namespace tally {
namespace {

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
  const auto problem = ProblemWithNumberPattern(pattern);
  if (!problem) return absl::OkStatus();
  return Refuse(v1::REASON_NUMBER_PATTERN_INVALID, field, *problem);
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
