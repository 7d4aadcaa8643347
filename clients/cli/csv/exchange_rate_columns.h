// Exchange rate columns: what CSV files of exchange rates say: one unit of `from` is `rate` of
// `to`, from `date` on, as `source` says.

#pragma once

#include <vector>

#include "clients/cli/csv/entries_file.h"
#include "tally/v1/exchange_rates.pb.h"

namespace tally {

std::vector<EntryColumn<v1::ExchangeRate>> ExchangeRateColumns();

}  // namespace tally
