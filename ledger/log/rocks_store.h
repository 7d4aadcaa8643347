// RocksStore: stores on a column family of RocksDB, with the writes of a batch or as of a snapshot.

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/utilities/write_batch_with_index.h>

#include "ledger/store/store.h"

namespace tally {

// A column family with the writes of a batch on top, which are not in the database yet.
class BatchStore final : public Store {
 public:
  // All must outlive the store.
  BatchStore(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family,
             rocksdb::WriteBatchWithIndex& batch)
      : db_(db), family_(family), batch_(batch) {}

  std::optional<std::string> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> NewCursor() const override;
  void Put(absl::string_view key, absl::string_view value) override;
  void Delete(absl::string_view key) override;

 private:
  rocksdb::DB& db_;
  rocksdb::ColumnFamilyHandle& family_;
  rocksdb::WriteBatchWithIndex& batch_;
};

// A column family as it was when a snapshot was taken.
class SnapshotStore final : public Store {
 public:
  // All must outlive the store.
  SnapshotStore(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family,
                const rocksdb::Snapshot& snapshot)
      : db_(db), family_(family), snapshot_(snapshot) {}

  std::optional<std::string> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> NewCursor() const override;
  void Put(absl::string_view key, absl::string_view value) override;
  void Delete(absl::string_view key) override;

 private:
  rocksdb::DB& db_;
  rocksdb::ColumnFamilyHandle& family_;
  const rocksdb::Snapshot& snapshot_;
};

// Stops the process with what RocksDB says if `status` is an error: what was read is damaged, and
// nothing may be decided on it.
void CheckRead(const rocksdb::Status& status);

}  // namespace tally
