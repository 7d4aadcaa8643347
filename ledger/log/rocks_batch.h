// RocksBatch: what one group of commands writes to the log's RocksDB.

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/utilities/write_batch_with_index.h>

#include "ledger/log/families.h"
#include "ledger/log/log.h"
#include "ledger/log/log_format.h"
#include "ledger/log/rocks_store.h"
#include "ledger/log/tree_rows.h"

namespace tally {

class RocksBatch final : public Batch {
 public:
  // `content` is what the log holds before it, and `tree` is where its tree ends.
  RocksBatch(rocksdb::DB& db, const Families& families, v1::LogHead head, LogContent content,
             TreeEnd tree)
      : families_(families),
        content_(std::move(content)),
        tree_(std::move(tree)),
        start_(head.position()),
        head_(std::move(head)),
        state_(db, *families.state, batch_),
        requests_(db, *families.requests, batch_),
        tree_rows_(db, *families.tree, batch_) {}

  Store& state() override { return state_; }
  Store& requests() override { return requests_; }
  const v1::LogHead& head() const override { return head_; }

  void Append(const Record& record) override;

  // Position of the last event before this batch.
  uint64_t start() const { return start_; }
  // What the log holds up to head().
  const LogContent& content() const { return content_; }
  // Where the tree ends with this batch.
  const TreeEnd& tree() const { return tree_; }
  rocksdb::WriteBatch& writes() { return *batch_.GetWriteBatch(); }

 private:
  const Families& families_;
  LogContent content_;
  TreeEnd tree_;
  const uint64_t start_;
  v1::LogHead head_;
  rocksdb::WriteBatchWithIndex batch_{rocksdb::BytewiseComparator(), 0, /*overwrite_key=*/true};
  BatchStore state_;
  BatchStore requests_;
  BatchStore tree_rows_;
};

}  // namespace tally
