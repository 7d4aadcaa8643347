// Init: what `tallyd init` makes before the first start.

#pragma once

#include "absl/status/status.h"
#include "daemon/configuration.h"

namespace tally {

// Makes what `configuration.init` asks for and is not there yet: certificates; and the ledger with
// a principal `admin` who may do everything, whose token it prints on stdout: the only time that it
// is ever seen. Says on stderr what it made, and what it left. Fails as MakeCertificates() and
// OpenLedger() do.
absl::Status Init(const Configuration& configuration);

}  // namespace tally
