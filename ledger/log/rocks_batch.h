// RocksBatch: what one group of commands writes to the log's RocksDB.

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/utilities/write_batch_with_index.h>

#include <set>

#include "ledger/log/families.h"
#include "ledger/log/log.h"
#include "ledger/log/rocks_store.h"
#include "ledger/log/tree_rows.h"

namespace tally {

// Types of events, as numbers of their arms in event.proto.
using EventTypes = std::set<int>;

class RocksBatch final : public Batch {
 public:
  // `known` are the types of the events before it, and `tree` is where their tree ends.
  RocksBatch(rocksdb::DB& db, const Families& families, v1::LogHead head, EventTypes known,
             TreeEnd tree)
      : families_(families),
        types_(std::move(known)),
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
  // The types of the events up to head().
  const EventTypes& types() const { return types_; }
  // Where the tree ends with this batch.
  const TreeEnd& tree() const { return tree_; }
  rocksdb::WriteBatch& writes() { return *batch_.GetWriteBatch(); }

 private:
  const Families& families_;
  EventTypes types_;
  TreeEnd tree_;
  const uint64_t start_;
  v1::LogHead head_;
  rocksdb::WriteBatchWithIndex batch_{rocksdb::BytewiseComparator(), 0, /*overwrite_key=*/true};
  BatchStore state_;
  BatchStore requests_;
  BatchStore tree_rows_;
};

}  // namespace tally
