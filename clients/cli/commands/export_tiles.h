// ExportTiles: writes the tree of the log and its entries as files, as of c2sp.org/tlog-tiles.
//
//   DIR/checkpoint              written last, so that all it speaks of is there
//   DIR/tile/LEVEL/INDEX        hashes; see ledger/tree/tiles.h
//   DIR/tile/entries/INDEX      what is hashed as the leaves
//
// A directory that has an earlier checkpoint of the same log is added to.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "clients/cli/session/session.h"

namespace tally {

absl::Status ExportTiles(Session& session, const std::string& directory);

}  // namespace tally
