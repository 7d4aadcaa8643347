// Usage columns: what CSV files of time entries, costs and triggers say.
//
//   time      entry, customer, date, minutes or hours, and where they are known ticket, project,
//             billable (yes or no; yes if empty), rate, description
//   charges   entry, customer, date, kind, quantity, unit_cost, currency, and description
//   triggers  key, customer, kind, date, and subject, amount, percent, description

#pragma once

#include <vector>

#include "clients/cli/csv/entries_file.h"
#include "tally/v1/usage.pb.h"

namespace tally {

std::vector<EntryColumn<v1::TimeEntry>> TimeColumns();
std::vector<EntryColumn<v1::Charge>> ChargeColumns();
std::vector<EntryColumn<v1::Trigger>> TriggerColumns();

}  // namespace tally
