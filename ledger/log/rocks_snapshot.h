// RocksSnapshot: the log's RocksDB at one instant.

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/snapshot.h>

#include <functional>
#include <memory>
#include <vector>

#include "ledger/log/families.h"
#include "ledger/log/log.h"
#include "ledger/log/rocks_store.h"

namespace tally {

class RocksSnapshot final : public Snapshot {
 public:
  RocksSnapshot(rocksdb::DB& db, const Families& families);

  Store& state() override { return state_; }
  Store& requests() override { return requests_; }
  const v1::LogHead& head() const override { return head_; }

  absl::Status ReadRecords(uint64_t position,
                           const std::function<bool(const Record&)>& use) override;
  absl::Status ReadRecordsBack(uint64_t position,
                               const std::function<bool(const Record&)>& use) override;

  absl::StatusOr<std::vector<Hash>> Hashes(int tile_level, uint64_t first, size_t count) override;

  // The hashes of `count` leaves from the one with index `first` on, made from their records; fewer
  // if the log ends.
  absl::StatusOr<std::vector<Hash>> LeafHashes(uint64_t first, size_t count);

  absl::Status Read(uint64_t position,
                    const std::function<bool(const v1::RecordedEvent&)>& use) override;

  absl::StatusOr<uint64_t> PositionAt(const Instant& time) override;

  absl::Status Replay(const std::function<absl::Status(const Record&)>& use) override;

  absl::Status ReadStored(uint64_t position,
                          const std::function<bool(uint64_t, absl::string_view)>& use) override;

  Store& tree() override { return tree_; }

 private:
  // For reading many records once: pushes nothing out of the cache.
  std::unique_ptr<rocksdb::Iterator> NewScan();

  rocksdb::DB& db_;
  const Families& families_;
  rocksdb::ManagedSnapshot snapshot_;
  SnapshotStore state_;
  SnapshotStore requests_;
  SnapshotStore log_;
  SnapshotStore tree_;
  SnapshotStore meta_;
  v1::LogHead head_;
};

}  // namespace tally
