// Period words: the days that a line is for, and which part of a period they are.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/plans.pb.h"

namespace tally {

// `15 Jan to 14 Feb 2026` for `2026-01-15` and `2026-02-15`, the day after.
std::string DaysWords(absl::string_view first_day, absl::string_view end_day);

// `For 15 Jan to 14 Feb 2026, in advance`.
std::string ServiceWords(const v1::Period& service, const v1::PlanLine& line);

// `19 of 30 days`, `1,252,800 of 2,592,000 seconds`, `8/30 by the 30-day convention`.
std::string ShareWords(const v1::PeriodShare& share);

// `19/30`, as it stands in a product.
std::string ShareFactor(const v1::PeriodShare& share);

// `from 16 Apr 2026 12:00 UTC to 1 May 2026 00:00 UTC`, where days do not say it.
std::string InstantsWords(const v1::Period& service, const absl::TimeZone& zone);

// `1,252,800`.
std::string WithCommas(int64_t number);

}  // namespace tally
