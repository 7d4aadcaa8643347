// BareLog: the records of a log in RocksDB and nothing else, as the limit of what a ledger on the
// same engine with the same options can do.

#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "ledger/ledger.h"

namespace tally {

// A commit as it lies on disk; see ledger/log/record.h.
struct RecordBytes {
  uint64_t first_position = 0;
  std::string bytes;
};

// The records of `ledger` from the one with the event after `position` on.
std::vector<RecordBytes> RecordsAfter(Ledger& ledger, uint64_t position);

class BareLog {
 public:
  // Opens the database in `directory` with the options of the ledger that is or was in `model`, and
  // makes it if it does not exist.
  BareLog(const std::string& directory, const std::string& model);
  ~BareLog();
  BareLog(const BareLog&) = delete;
  BareLog& operator=(const BareLog&) = delete;

  // Writes `records` in batches of `group`, each with one sync.
  void Append(absl::Span<const RecordBytes> records, size_t group);

  // Reads all records, and returns how many bytes they have.
  size_t Scan() const;

  // Reads the last record, and returns how many bytes it has.
  size_t ReadLast() const;

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  rocksdb::ColumnFamilyHandle* log_ = nullptr;
};

}  // namespace tally
