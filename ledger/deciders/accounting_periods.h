// Deciders of accounting_periods.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/accounting_periods.pb.h"

namespace tally {

Decision<> Decide(const v1::CloseAccountingPeriod& command, const Books& books,
                  const Context& context);

Decision<> Decide(const v1::ReopenAccountingPeriod& command, const Books& books,
                  const Context& context);

}  // namespace tally
