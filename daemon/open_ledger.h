// OpenLedger: the ledger that a configuration names.

#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "daemon/configuration.h"
#include "ledger/ledger.h"

namespace tally {

// Opens the ledger in the directory of `configuration`, which is made for this user alone if it
// does not exist. Fails as Ledger::Open() does, and if the directory cannot be made.
absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const Configuration& configuration, Clock clock);

}  // namespace tally
