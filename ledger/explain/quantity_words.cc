#include "ledger/explain/quantity_words.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "ledger/explain/period_words.h"
#include "ledger/explain/words.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

constexpr int kMaxNames = 10;

std::string CountsText(size_t counts) {
  return counts == 1 ? "1 count" : absl::StrCat(counts, " counts");
}

// `the last count of the period`, or what several accounts have of such.
std::string OfEachAccount(absl::string_view which, absl::string_view rest, size_t accounts) {
  if (accounts <= 1) return absl::StrCat("the ", which, " ", rest);
  return absl::StrCat("the sum over ", accounts, " accounts of the ", which, " ", rest);
}

std::string MoreOrFewer(const std::string& difference) {
  const Fraction change = FractionOf(difference);
  if (change < Fraction()) return absl::StrCat(difference.substr(1), " fewer");
  return absl::StrCat(difference, " more");
}

}  // namespace

std::string QuantityText(const v1::Line& line) {
  if (line.exact_quantity().empty()) return line.quantity();
  return absl::StrCat(line.quantity(), ", exactly ", line.exact_quantity());
}

std::string RuleText(const v1::CountedQuantity& counted, bool in_advance, size_t counts,
                     size_t accounts) {
  if (in_advance) {
    return OfEachAccount("last count", "before the period, which is billed in advance", accounts);
  }
  switch (counted.rule()) {
    case v1::QUANTITY_RULE_PERIOD_START:
      return OfEachAccount("count", "that the period begins with", accounts);
    case v1::QUANTITY_RULE_PEAK:
      return accounts <= 1
                 ? "the largest count of the period"
                 : absl::StrCat("the most that ", accounts, " accounts had at once in the period");
    case v1::QUANTITY_RULE_AVERAGE:
      return absl::StrCat("the average of ", CountsText(counts), ", each by how long it stood");
    case v1::QUANTITY_RULE_SEAT_DAYS:
      return absl::StrCat("the average of ", CountsText(counts),
                          ", each by the days on which it stood");
    case v1::QUANTITY_RULE_PER_CHANGE:
      return OfEachAccount("count", "that the period begins with", accounts) +
             "; each change in it is a line of its own";
    case v1::QUANTITY_RULE_SUM:
      return absl::StrCat("the sum of ", CountsText(counts), " in the period");
    case v1::QUANTITY_RULE_RUNNING_TOTAL:
      return OfEachAccount("last running total", "in the period", accounts);
    default:
      return OfEachAccount("last count", "of the period", accounts);
  }
}

std::string SeatDaysText(const Fraction& quantity, const DaySpan& days) {
  const int64_t length = days.end - days.start;
  const Fraction sum = (quantity * Fraction(length)).Reduced();
  if (!sum.in_range() || sum.denominator() != 1) return "seat days over the days of the period";
  return absl::StrCat(WithCommas(static_cast<int64_t>(sum.numerator())), " seat days over ", length,
                      length == 1 ? " day" : " days");
}

std::string ChangeText(const v1::Line& line, absl::string_view first_day) {
  return absl::StrCat(MoreOrFewer(line.quantity()), " from ", DayWords(first_day), " on");
}

std::string MembersText(const v1::CountedQuantity& counted, const v1::LeftOutMembers& left_out) {
  if (!counted.distinct()) return "";
  std::vector<std::string> reasons;
  if (left_out.excluded_size() > 0) {
    reasons.push_back(absl::StrCat(left_out.excluded_size(), " excluded"));
  }
  if (left_out.duplicates_size() > 0) {
    reasons.push_back(absl::StrCat(left_out.duplicates_size(), " counted twice"));
  }
  return absl::StrCat(
      ", each member once",
      reasons.empty() ? "" : absl::StrCat(", less ", absl::StrJoin(reasons, " and ")));
}

std::string ExcludedWords(const v1::LeftOutMembers& left_out) {
  return absl::StrCat("Excluded, as the meter says: ", SomeOf(left_out.excluded()));
}

std::string DuplicateWords(const v1::LeftOutMembers& left_out) {
  return absl::StrCat("Counted already, and only once: ", SomeOf(left_out.duplicates()));
}

std::string RoundedUpText(absl::string_view step) {
  return step.empty() ? "" : absl::StrCat(", rounded up to a multiple of ", step);
}

std::string AccumulatedText(const v1::Accumulated& accumulated) {
  return absl::StrCat(accumulated.total(), " in all since ", DayWords(accumulated.window_start()),
                      ", less ", accumulated.billed_before(), " that was billed before");
}

std::string CountedSoFarWords(const v1::Accumulated& accumulated, absl::string_view step) {
  const std::string counted =
      absl::StrCat(accumulated.counted(), " since ", DayWords(accumulated.window_start()));
  if (accumulated.total() == accumulated.counted()) return counted;
  return absl::StrCat(counted, RoundedUpText(step), ": ", accumulated.total());
}

std::string DriftWords(const v1::Drift& drift) {
  const std::string& source = drift.evidence().source_id();
  const std::string counted =
      drift.evidence().position() == 0
          ? absl::StrCat(source, " never counted ", drift.evidence().meter())
          : absl::StrCat(source, " counted ", drift.quantity());
  if (FractionOf(drift.difference()) == Fraction()) return counted + ", as is billed";
  return absl::StrCat(counted, ": ", MoreOrFewer(drift.difference()), " than is billed, ",
                      AmountWords(drift.amount()), " at its price");
}

std::string SomeOf(const google::protobuf::RepeatedPtrField<std::string>& names) {
  const int named = std::min(names.size(), kMaxNames);
  const std::string first = absl::StrJoin(names.begin(), names.begin() + named, ", ");
  if (named == names.size()) return first;
  return absl::StrCat(first, " and ", names.size() - named, " more");
}

}  // namespace tally
