// Exchange: amounts of one currency in another, at rates that were recorded.

#pragma once

#include <optional>

#include "ledger/money/rounding.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/exchange_rates.pb.h"
#include "tally/v1/money.pb.h"

namespace tally {

// Returns how `rate` is said where it is in use.
v1::ExchangeUse ExchangeUseOf(const v1::RecordedExchangeRate& rate);

// Returns `amount`, which is in the currency that `exchange` starts from, in the one that it leads
// to, rounded once. Nothing if it does not fit.
std::optional<v1::Money> Convert(const v1::Money& amount, const v1::ExchangeUse& exchange,
                                 RoundingMode mode);

// Returns totals likewise: net, tax and rounding are converted one by one, and the rest is their
// sum again.
std::optional<v1::Totals> Convert(const v1::Totals& totals, const v1::ExchangeUse& exchange,
                                  RoundingMode mode);

}  // namespace tally
