// Manifest: what an entry of a RocksDB's MANIFEST says of the write-ahead log.
//
//   entry := (tag value)*     tags and numbers are base-128 varints; texts have their size before
//   them
//
// Read as far as the fields go that are known here, which stand before those that list tables.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tally {

struct ManifestFacts {
  // The first write-ahead log whose entries do not all stand in tables, and the first of which that
  // is so for any family. The second is later while tables are being written, one family after the
  // other.
  uint64_t first_log = 0;
  uint64_t newest_log = 0;
  // The last sequence number when that was so for the last of the column families. Everything later
  // stands in that log or the ones behind it.
  uint64_t last_sequence = 0;
  // Column families that were made, but for the default one.
  size_t families = 0;
};

// What the entries of a MANIFEST say together.
ManifestFacts FactsOf(const std::vector<std::string>& entries);

}  // namespace tally
