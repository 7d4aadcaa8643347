// Open: how else than with OpenLog() a log of RocksDB is opened, and why it is not.

#pragma once

#include <rocksdb/env.h>
#include <rocksdb/status.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/log/log.h"

namespace tally {

// Opens the log in `directory` of `env`, which must outlive it, without changing anything there.
// Appending to it fails. DATA_LOSS if it is damaged.
absl::StatusOr<std::unique_ptr<Log>> OpenLogToRead(const std::string& directory, rocksdb::Env& env);

// Whether `status` says that the lock file of a directory is held already.
bool IsLockedByAnother(const rocksdb::Status& status);

}  // namespace tally
