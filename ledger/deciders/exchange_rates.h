// Deciders of exchange_rates.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/exchange_rates.pb.h"

namespace tally {

Decision<v1::RecordExchangeRatesReply> Decide(const v1::RecordExchangeRates& command,
                                              const Books& books, const Context& context);

}  // namespace tally
