#include "ledger/explain/period_words.h"

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/explain/words.h"

namespace tally {
namespace {

constexpr size_t kDigitsInGroup = 3;

// `15 Jan`, of `2026-01-15`.
std::string WithoutYear(absl::CivilDay day) {
  const std::string words = DayWords(FormatDate(day));
  return words.substr(0, words.rfind(' '));
}

}  // namespace

std::string DaysWords(absl::string_view first_day, absl::string_view end_day) {
  const auto first = ParseDate(first_day);
  const auto end = ParseDate(end_day);
  if (!first || !end) return absl::StrCat(first_day, " to ", end_day);
  const absl::CivilDay last = *end - 1;
  if (last <= *first) return DayWords(first_day);
  const bool is_one_year = last.year() == first->year();
  return absl::StrCat(is_one_year ? WithoutYear(*first) : DayWords(first_day), " to ",
                      DayWords(FormatDate(last)));
}

std::string ServiceWords(const v1::Period& service, const v1::PlanLine& line) {
  const bool is_in_advance = line.cadence().timing() == v1::TIMING_IN_ADVANCE;
  return absl::StrCat("For ", DaysWords(service.first_day(), service.end_day()),
                      is_in_advance ? ", in advance" : "");
}

std::string ShareWords(const v1::PeriodShare& share) {
  if (share.proration() == v1::PRORATION_THIRTY_DAY_MONTH) {
    return absl::StrCat(ShareFactor(share), " by the 30-day convention");
  }
  const bool is_by_second = share.proration() == v1::PRORATION_BY_SECOND;
  return absl::StrCat(WithCommas(share.numerator()), " of ", WithCommas(share.denominator()),
                      is_by_second ? " seconds" : " days");
}

std::string ShareFactor(const v1::PeriodShare& share) {
  return absl::StrCat(share.numerator(), "/", share.denominator());
}

std::string InstantsWords(const v1::Period& service, const absl::TimeZone& zone) {
  return absl::StrCat("from ", InstantWords(FromProto(service.start()), zone), " to ",
                      InstantWords(FromProto(service.end()), zone));
}

std::string WithCommas(int64_t number) {
  std::string text = absl::StrCat(number);
  const size_t sign = number < 0 ? 1 : 0;
  for (size_t end = text.size(); end > sign + kDigitsInGroup;) {
    end -= kDigitsInGroup;
    text.insert(end, 1, ',');
  }
  return text;
}

}  // namespace tally
