// Families: the column families of the log's RocksDB, and the keys that are known by name.

#pragma once

#include <rocksdb/db.h>

#include "absl/strings/string_view.h"
#include "ledger/store/encoding.h"

namespace tally {

// The column families, by what is in them.
struct Families {
  rocksdb::ColumnFamilyHandle* log = nullptr;       // Records, by first position; see record.h.
  rocksdb::ColumnFamilyHandle* requests = nullptr;  // RequestOutcome, by org and request id.
  rocksdb::ColumnFamilyHandle* state = nullptr;     // Rows of folds; see ledger/folds.h.
  rocksdb::ColumnFamilyHandle* tree = nullptr;      // Hashes of the Merkle tree; see tree_rows.h.
  rocksdb::ColumnFamilyHandle* meta = nullptr;      // LogHead, under "head"; see log_format.h.
};

inline constexpr char kHeadKey[] = "head";

inline absl::string_view ValueOf(const rocksdb::Iterator& record) {
  return {record.value().data(), record.value().size()};
}

}  // namespace tally
