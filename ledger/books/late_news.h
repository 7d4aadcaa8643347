// Late news: what events tell of months that were run before.
//
// A month of a customer is marked when more becomes known of it after it was invoiced, or run
// without a draft for the customer. A mark says where to look, not that something differs, and
// stays for ever: what is drafted again later finds the same marks.

#pragma once

#include <map>
#include <string>

#include "absl/time/civil_time.h"
#include "ledger/books/books.h"

namespace tally {

// Months of late news that are looked at, before the month that is billed.
inline constexpr int kLateMonths = 24;

// The first day on which something became known, by customer.
using NewsByCustomer = std::map<std::string, absl::CivilDay>;

// Marks the months of customers that an event has news of: those from the day on that were run.
// Looks at one row if no such month was.
void MarkLateNews(Books& books, const std::string& org_id, const NewsByCustomer& news,
                  const v1::RecordedEvent& recorded);

// The same of counts: they are for whoever has the account, in that customer's days.
void MarkLateCounts(Books& books, const v1::CountsRecorded& event,
                    const v1::RecordedEvent& recorded);

}  // namespace tally
