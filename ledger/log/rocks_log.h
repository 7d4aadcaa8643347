// RocksLog: the log in an open RocksDB; open.h opens it.

#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "ledger/log/backup.h"
#include "ledger/log/families.h"
#include "ledger/log/log.h"
#include "ledger/log/rocks_batch.h"

namespace tally {

class RocksLog final : public Log {
 public:
  // `families` are those of `db`, and become the log's; `env` is what `db` stands on, if nobody
  // else keeps that.
  RocksLog(std::shared_ptr<rocksdb::Env> env, std::unique_ptr<rocksdb::DB> db,
           const Families& families, uint64_t keep_free_bytes)
      : env_(std::move(env)),
        db_(std::move(db)),
        families_(families),
        keep_free_bytes_(keep_free_bytes) {}
  ~RocksLog() override;

  // Finds the end of the log and what is in it; comes before all else. DATA_LOSS if its last
  // records, as many as the last tile of the tree is made of, are damaged or not where they were
  // left; or as ReadContent().
  absl::Status FindEnd();

  v1::LogHead head() const override;
  std::unique_ptr<Batch> NewBatch() override;
  absl::Status Append(std::unique_ptr<Batch> batch) override;
  std::unique_ptr<Snapshot> NewSnapshot() const override;
  absl::StatusOr<LogBackup> BackUp(const std::string& directory, const std::string& label,
                                   const Stops& stops) override;
  rocksdb::Env* env() const override { return db_->GetEnv(); }
  absl::Status RemoveState(absl::string_view first, absl::string_view last) override;
  uint64_t NotifyBeyond(uint64_t position, std::function<void()> notify) override;
  void Forget(uint64_t ticket) override;

 private:
  struct Waiter {
    uint64_t position;
    std::function<void()> notify;
  };

  rocksdb::Status Write(rocksdb::WriteBatch& writes);

  // What forbids to write a batch, if anything does. After a write that lacked space it goes on as
  // soon as there is some.
  absl::Status CheckWritable();

  // RESOURCE_EXHAUSTED if RocksDB cannot go on yet.
  absl::Status GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Reads the records from the one with the leaf `first` on, or else the last, and checks that each
  // follows the one before, as a replay does. Gives the end of the log and the leaves from `first`.
  absl::Status ReadEnd(uint64_t first, v1::LogHead& end, std::vector<Hash>& leaves);

  std::vector<std::function<void()>> TakeDue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::shared_ptr<rocksdb::Env> env_;
  const std::unique_ptr<rocksdb::DB> db_;
  const Families families_;
  const uint64_t keep_free_bytes_;

  mutable absl::Mutex mutex_;
  v1::LogHead head_ ABSL_GUARDED_BY(mutex_) = EmptyHead();
  LogContent content_ ABSL_GUARDED_BY(mutex_);
  TreeEnd tree_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  // Whether it was space that the write lacked which failed.
  bool failed_for_space_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<uint64_t, Waiter> waiting_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_ticket_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace tally
