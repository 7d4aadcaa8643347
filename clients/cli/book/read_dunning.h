// ReadDunning: what an org does about overdue invoices.

#pragma once

#include "clients/cli/book/field.h"
#include "clients/cli/book/references.h"

namespace tally {

// Reads `dunning`, a map of `steps`, `fee_item`, `in_spite_of_credit` and `fees_on_fees`.
void ReadDunning(const Field& field, v1::DunningPolicy& policy, References& references);

}  // namespace tally
