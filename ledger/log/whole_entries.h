// WholeEntries: how much can be read of a file that RocksDB appends to.
//
//   file     := block*              32 KiB each; the last may be shorter
//   block    := fragment* filler    at most 6 bytes of zero, where no fragment fits
//   fragment := checksum length type payload
//   checksum := CRC-32C of type and payload, masked   4 bytes, little-endian
//   length   := size of payload                       2 bytes, little-endian
//   type     := 0x01 | 0x02 | 0x03 | 0x04             all of an entry, its first part, a
//                                                 middle one, its last
//
// The write-ahead log and the MANIFEST are such files.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tally {

// How much of a file can be read.
struct WholeEntries {
  // The entries before the first damage.
  std::vector<std::string> entries;
  // Where they end.
  size_t end = 0;
  // Whether something else than an entry follows.
  bool is_torn = false;
  // Whether another entry begins somewhere behind that.
  bool goes_on = false;
};

WholeEntries ReadWholeEntries(absl::string_view file);

// The sequence number of the first thing in an entry of the write-ahead log, which starts with it.
uint64_t SequenceOf(absl::string_view entry);

}  // namespace tally
