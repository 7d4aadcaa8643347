// Worked: drafts of lines for time in a few words.

#pragma once

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "support/month.h"
#include "support/printed.h"
#include "support/usage.h"

namespace tally {

// A line `id` for untaxed time at 150.00 an hour, with the other fields that are given.
inline std::string Time(absl::string_view time, absl::string_view fields = "",
                        absl::string_view id = "work") {
  const absl::string_view price =
      absl::StrContains(fields, "tiered") ? "" : "held { unit_price: '150' }";
  return absl::StrCat("lines { line_id: '", id, "' item_id: 'stamp' time { ", time, " } ", price,
                      " ", fields, " } ");
}

// The month's lines with their flags, and the account of hours of each line that has one.
inline std::string Bill(const Month& month) {
  std::string text;
  const v1::DraftContent content = month.Draft();
  for (const v1::DraftLine& rated : content.lines()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", Printed(rated.line()), Printed(rated.flags()));
    if (!rated.line().has_hours()) continue;
    const v1::HoursAccount& hours = rated.line().hours();
    absl::StrAppend(&text, "; ", hours.used(), " of ", hours.included(), " + ", hours.rolled_over(),
                    " - ", hours.carried_in(), ": ", hours.beyond(), " beyond, ", hours.remaining(),
                    " left");
  }
  return text;
}

inline std::string EntriesOf(const Month& month) {
  std::string text;
  const v1::DraftContent content = month.Draft();
  for (const v1::DraftLine& rated : content.lines()) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", PrintedEntries(rated.line()));
  }
  return text;
}

}  // namespace tally
