// TornTail: what a power cut leaves at the end of a file that RocksDB appends to, such as the
// write-ahead log and the MANIFEST.
//
// RocksDB forgives an entry at the end that is cut short, but not one that has other bytes in it: a
// disk may have written the second sector of an entry and not the first, or have made the file
// longer before it wrote anything. Such an entry was never synced, so nobody was told of it, and
// the file is whole without it.

#pragma once

#include <rocksdb/env.h>

#include <string>

#include "absl/status/status.h"

namespace tally {

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
