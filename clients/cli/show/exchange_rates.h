// Exchange rates: what currencies are worth in each other, and open invoices on a day, as tables.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/exchange_rates.pb.h"

namespace tally {

std::string ExchangeRateTable(const v1::ExchangeRatePage& page, const Look& look);

// Returns each open invoice with its gain or loss that is not realised, and their sum.
std::string RevaluationTable(const v1::Revaluation& revaluation, const Look& look);

}  // namespace tally
