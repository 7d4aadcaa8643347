// TornTail: what a power cut leaves at the end of a file that RocksDB appends to.
//
//   file     := block*              32 KiB each; the last may be shorter
//   block    := fragment* filler    at most 6 bytes of zero, where no fragment fits
//   fragment := checksum length type payload
//   checksum := CRC-32C of type and payload, masked   4 bytes, little-endian
//   length   := size of payload                       2 bytes, little-endian
//   type     := 0x01 | 0x02 | 0x03 | 0x04             all of an entry, its first, a middle, its
//   last
//
// The write-ahead log and the MANIFEST are such files. RocksDB forgives an entry at the end that is
// cut short, but not one that has other bytes in it: a disk may have written the second sector of
// an entry and not the first, or have made the file longer before it wrote anything. Such an entry
// was never synced, so nobody was told of it, and the file is whole without it.

#pragma once

#include <rocksdb/env.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
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

// Takes the torn tails off the last write-ahead log and the MANIFEST of the database in `directory`
// of `env`, if there is one; nobody may have it open. DATA_LOSS, naming the file, if one is damaged
// in another way; UNAVAILABLE if a file cannot be read or written.
//
// RocksDB would take an entry whose damaged size leads beyond the end of the file for one that was
// cut short, and forget all that follows. So what is damage is decided here: in the write-ahead log
// what has another entry behind it, because each entry is synced before the next is written. Of the
// MANIFEST several entries may be torn. They tell which part of the write-ahead log stands in
// tables by now, and that part is removed once they are synced: as long as it is there, nothing is
// lost with them.
absl::Status MendTails(rocksdb::Env& env, const std::string& directory);

}  // namespace tally
