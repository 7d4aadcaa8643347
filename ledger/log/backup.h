// Backup: copies of a log, made while it goes on, that share what they have in common.
//
//   directory := "meta" "private" "shared_checksum"   of RocksDB's BackupEngine, with checksums
//              | "seals/" id                          SHA-256 of "meta/" id, decrypted, in
//                                                     hexadecimal
//              | "making"                             id of the backup that is being made
//              | "lock"                               held by who makes it
//
// The files in "meta" have no checksum but the seal, and are read by nobody if they do not fit it.
// A table of RocksDB that is in a backup already is not copied again: if it is damaged, it is
// damaged in every backup that it belongs to.
//
// The copies are encrypted if the log is: `env`, the machine's own files if null, is what both are
// in. "seals", "making" and "lock" are never encrypted, and say nothing of what is in the log.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/log/log.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace tally {

struct LogBackup {
  // Numbers the backups from 1.
  uint32_t id = 0;
  absl::Time created_at;
  // What it was labelled with when it was made.
  std::string label;
  // Its size, with what it shares.
  uint64_t bytes = 0;
  // Why it cannot be read; the rest is not known then.
  absl::Status damage;
};

// Copies `db` to `backups`, which is made if it does not exist; Log::BackUp() is how to call it.
// FAILED_PRECONDITION if another process makes one there, or if a backup there cannot be read: a
// new one could remove what is left of it. UNAVAILABLE if the directory cannot be written, or if
// `stops` has said so.
absl::StatusOr<LogBackup> BackUpDatabase(rocksdb::DB& db, const std::string& backups,
                                         const std::string& label, const Stops& stops);

// The backups in the directory `backups`, oldest first; none if it does not exist.
absl::StatusOr<std::vector<LogBackup>> ListLogBackups(const std::string& backups,
                                                      rocksdb::Env* env = nullptr);

// Checks each file of the backup, opens the backup where it is, and calls `use` with it as a log
// that can only be read. NOT_FOUND if there is none; DATA_LOSS, naming what, if it is damaged.
absl::Status ExamineLogBackup(const std::string& backups, uint32_t id,
                              const std::function<absl::Status(Log&)>& use,
                              rocksdb::Env* env = nullptr);

// Copies the backup to the directory `log`, which must not exist, for OpenLog(). NOT_FOUND if there
// is none; DATA_LOSS, naming what, if it is damaged; UNAVAILABLE if it cannot be written.
absl::Status RestoreLogBackup(const std::string& backups, uint32_t id, const std::string& log,
                              rocksdb::Env* env = nullptr);

}  // namespace tally
