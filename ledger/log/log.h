// Log: the append-only sequence of commits that is the system of record, and the stores that are
// written in the same step.
//
// This is the embedded engine: one RocksDB holds the log, the answers to requests, and the state
// that is folded from the log; a batch is one synced write of all three. One writer appends; any
// number of readers look at snapshots. The rest of the code sees only positions, batches and
// snapshots, so that another sequencer can take the place of this one.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/log/record.h"
#include "ledger/store/encoding.h"
#include "ledger/store/store.h"
#include "ledger/tree/hash.h"
#include "ledger/tree/tree.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/log.pb.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace tally {

class Keyring;

// What one group of commands writes, all of it or nothing. Reads see what was written to it.
class Batch {
 public:
  virtual ~Batch() = default;
  // What is folded from the log.
  virtual Store& state() = 0;
  // What became of each command.
  virtual Store& requests() = 0;
  // Where the log ends with this batch.
  virtual const v1::LogHead& head() const = 0;
  // Adds a commit, which must start right after head().
  virtual void Append(const Record& record) = 0;
};

// The log and its stores at one instant.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual Store& state() = 0;
  virtual Store& requests() = 0;
  virtual const v1::LogHead& head() const = 0;
  // Calls `use` with each record from the one with the event at `position` on, until it returns
  // false or the log ends. Does not check the chain. DATA_LOSS if a record cannot be read.
  virtual absl::Status ReadRecords(uint64_t position,
                                   const std::function<bool(const Record&)>& use) = 0;
  // The same backwards: from the record with the event at `position`, or the last, to the first.
  virtual absl::Status ReadRecordsBack(uint64_t position,
                                       const std::function<bool(const Record&)>& use) = 0;
  // Returns hashes of the Merkle tree over the events, in the form of HashReader; those that are
  // asked for must be in the tree at head(). DATA_LOSS if a row is missing.
  virtual absl::StatusOr<std::vector<Hash>> Hashes(int tile_level, uint64_t first,
                                                   size_t count) = 0;
  // Calls `use` with each event from `position` on until it returns false or the log ends.
  // DATA_LOSS if a record cannot be read.
  virtual absl::Status Read(uint64_t position,
                            const std::function<bool(const v1::RecordedEvent&)>& use) = 0;
  // Position of the last event recorded by `time`; zero if none was. DATA_LOSS if a record cannot
  // be read.
  virtual absl::StatusOr<uint64_t> PositionAt(const Instant& time) = 0;
  // Calls `use` with each record from the first, checking the chain of hashes up to head().
  // DATA_LOSS, naming the position, where the chain is broken; or the first error of `use`.
  virtual absl::Status Replay(const std::function<absl::Status(const Record&)>& use) = 0;
  // Calls `use` with each record as it is stored, and the position that it is stored under, from
  // the first that is not before `position` on, until it returns false or the log ends. Checks
  // nothing, and pushes nothing out of the cache. DATA_LOSS if the storage cannot be read.
  virtual absl::Status ReadStored(
      uint64_t position,
      const std::function<bool(uint64_t first_position, absl::string_view record)>& use) = 0;
  // The rows of the Merkle tree as they are stored; see tree_rows.h.
  virtual Store& tree() = 0;
};

// Reads the hashes of `snapshot`, which must outlive it, for roots and proofs of the tree.
inline HashReader ReaderOf(Snapshot& snapshot) {
  return [&snapshot](int tile_level, uint64_t first, size_t count) {
    return snapshot.Hashes(tile_level, first, count);
  };
}

struct LogBackup;

// Asked now and then by what takes long: whether it is to end before it is done.
using Stops = std::function<bool()>;

// Thread-safe, but for batches: one thread at a time may have one.
class Log {
 public:
  virtual ~Log() = default;

  // Where the log ends; everything up to it is durable.
  virtual v1::LogHead head() const = 0;

  // Starts what is to be appended after head().
  virtual std::unique_ptr<Batch> NewBatch() = 0;

  // Makes `batch` durable; one without commits changes state or requests alone. ABORTED if the log
  // does not end where the batch starts: decide again. RESOURCE_EXHAUSTED if the disk is full, and
  // nothing was written. UNAVAILABLE if it is not known whether the batch became durable; the log
  // then takes no more batches until it is opened again, which tells, or, if it was space that the
  // write lacked, until there is some.
  virtual absl::Status Append(std::unique_ptr<Batch> batch) = 0;

  // The log and its stores as they are now.
  virtual std::unique_ptr<Snapshot> NewSnapshot() const = 0;

  // Makes a backup in `directory` of the log and its stores as they are now or a little later,
  // while it goes on; see backup.h.
  virtual absl::StatusOr<LogBackup> BackUp(const std::string& directory, const std::string& label,
                                           const Stops& stops) = 0;

  // What its files are in, for other files that are to be kept as they are; see encryption.h.
  virtual rocksdb::Env* env() const = 0;

  // Removes the rows of state whose keys lie in [first, last).
  virtual absl::Status RemoveState(absl::string_view first, absl::string_view last) = 0;

  // Calls `notify` once, as soon as head() is beyond `position`: at once, or on the thread that
  // appends. Returns a ticket for Forget(), after which it is not called unless it was being
  // called.
  virtual uint64_t NotifyBeyond(uint64_t position, std::function<void()> notify) = 0;
  virtual void Forget(uint64_t ticket) = 0;
};

// What a log stands on; the defaults are what the daemon uses.
struct LogOptions {
  // Its files, its clock and its background threads, which must outlive it; the machine's own if
  // null.
  rocksdb::Env* env = nullptr;
  // What each family gathers in memory before it is written as a table.
  size_t write_buffer_bytes = 64 << 20;
  // Size of the write-ahead log from which on tables are written, so that it can be forgotten.
  // Bounds what is read again at a start after a kill.
  uint64_t max_wal_bytes = 64 << 20;
  // What is to stay free on the disk; with less, batches are refused. It is for what RocksDB writes
  // by itself: tables of what is in memory, and compactions.
  uint64_t keep_free_bytes = 64 << 20;
  // What the machine's own files are encrypted with, instead of `env`; nothing if null.
  std::shared_ptr<const Keyring> keys = nullptr;
};

// Opens the log in `directory`, which is made if it does not exist, and mends what a power cut left
// at the end of its files. FAILED_PRECONDITION if another process has it open, or as CheckKeys() of
// encryption.h; DATA_LOSS if it is damaged; UNAVAILABLE if it cannot be read or written.
absl::StatusOr<std::unique_ptr<Log>> OpenLog(const std::string& directory,
                                             const LogOptions& options = {});

}  // namespace tally
