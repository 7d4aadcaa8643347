#include "ledger/deciders/movement_date.h"

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"

namespace tally {

absl::CivilDay Today(const v1::Org& org, const Context& context) {
  return LocalDate(context.now, *FindZone(org.time_zone()));
}

std::optional<absl::CivilDay> FirstOpenDay(const Books& books, const std::string& org_id) {
  const auto last_closed = books.last_closed_months.Find(org_id);
  if (!last_closed) return std::nullopt;
  return absl::CivilDay(*ParseMonth(last_closed->value()) + 1);
}

absl::Status CheckIsOpen(const Books& books, const std::string& org_id, absl::string_view field,
                         const std::string& date) {
  const std::optional<absl::CivilDay> first = FirstOpenDay(books, org_id);
  if (!first || date >= FormatDate(*first)) return absl::OkStatus();
  return Refuse(
      v1::REASON_PERIOD_CLOSED, field,
      absl::StrCat("is ", date, ", but the books are closed before ", FormatDate(*first)));
}

absl::StatusOr<std::string> MovementDate(const Books& books, const v1::Org& org,
                                         const Context& context, absl::string_view field,
                                         const std::string& asked, const std::string& not_before) {
  const std::string today = FormatDate(Today(org, context));
  const std::string& date = asked.empty() ? today : asked;
  if (date > today) {
    return Refuse(v1::REASON_DATE_OUT_OF_RANGE, field,
                  absl::StrCat("is ", date, ", in the future; it is ", today));
  }
  if (date < not_before) {
    return Refuse(v1::REASON_DATE_OUT_OF_RANGE, field,
                  absl::StrCat("is ", date, ", but what it concerns is of ", not_before));
  }
  if (absl::Status is = CheckIsOpen(books, org.org_id(), field, date); !is.ok()) return is;
  return date;
}

}  // namespace tally
