// MovementDate: the day of what happens to an account.
//
// Movements have a day of their own beside the instant at which they were recorded: a payment that
// came on Friday may be recorded on Monday. In a month that is closed nothing is dated any more.

#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ledger/books/books.h"
#include "ledger/deciders/decider.h"

namespace tally {

// The day on which a command is decided, in the org's time zone.
absl::CivilDay Today(const v1::Org& org, const Context& context);

// The first day on which something may be dated, after the last month that was closed; nothing if
// none is closed.
std::optional<absl::CivilDay> FirstOpenDay(const Books& books, const std::string& org_id);

// PERIOD_CLOSED if `date`, the value of `field`, is in a month that was closed.
absl::Status CheckIsOpen(const Books& books, const std::string& org_id, absl::string_view field,
                         const std::string& date);

// Returns `asked`, the value of `field`, or today if it is empty. DATE_OUT_OF_RANGE if that is in
// the future, or before `not_before` unless that is empty; PERIOD_CLOSED if it is in a month that
// was closed.
absl::StatusOr<std::string> MovementDate(const Books& books, const v1::Org& org,
                                         const Context& context, absl::string_view field,
                                         const std::string& asked,
                                         const std::string& not_before = "");

}  // namespace tally
