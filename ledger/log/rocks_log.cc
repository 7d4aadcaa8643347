#include "ledger/log/rocks_log.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/log/record.h"
#include "ledger/log/rocks_snapshot.h"
#include "ledger/log/room.h"
#include "ledger/store/encoding.h"
#include "ledger/tree/tiles.h"

namespace tally {
namespace {

using rocksdb::ColumnFamilyHandle;
using rocksdb::Slice;

Slice SliceOf(absl::string_view text) { return {text.data(), text.size()}; }

// The first position of a record, from its key.
uint64_t PositionOf(const rocksdb::Iterator& record) {
  absl::string_view key(record.key().data(), record.key().size());
  return key.size() == sizeof(uint64_t) ? TakeNumber(key) : 0;
}

// Whether a write failed because the disk is full, and before all of it was there: an entry that is
// cut short is never read again. Of one that was whole and could not be synced, only the next start
// tells. RocksDB has no code that tells the two apart.
bool LackedSpace(const rocksdb::Status& status) {
  return status.IsNoSpace() && absl::StrContains(status.ToString(), "While appending to file");
}

absl::Status NotWritten(const rocksdb::Status& status, bool lacked_space) {
  return absl::UnavailableError(
      absl::StrCat("the data directory cannot be written: ", status.ToString(),
                   ". It is not known whether the request was recorded: ",
                   lacked_space ? "free space there" : "mend the disk, restart tallyd",
                   ", and send the same request again with the same request id"));
}

}  // namespace

RocksLog::~RocksLog() {
  // So that the next start has no write-ahead log to read again; without it all is durable, too.
  const rocksdb::Status flushed = db_->Flush(
      rocksdb::FlushOptions(),
      {families_.log, families_.requests, families_.state, families_.tree, families_.meta});
  flushed.PermitUncheckedError();
  for (ColumnFamilyHandle* family :
       {families_.log, families_.requests, families_.state, families_.tree, families_.meta}) {
    db_->DestroyColumnFamilyHandle(family);
  }
  db_->Close();
}

absl::Status RocksLog::FindEnd() {
  const RocksSnapshot snapshot(*db_, families_);
  const v1::LogHead& left = snapshot.head();
  const uint64_t tiles = left.position() / kTileWidth;
  v1::LogHead end = EmptyHead();
  std::vector<Hash> rest;
  absl::Status read = ReadEnd(tiles * kTileWidth, end, rest);
  if (!read.ok()) return read;
  if (end.position() != left.position() || end.hash() != left.hash()) {
    return absl::DataLossError(absl::StrCat("the log ends at position ", end.position(), ", but ",
                                            left.position(),
                                            " was recorded; restore it from a backup"));
  }
  absl::StatusOr<LogContent> content = ReadContent(*db_, *families_.meta);
  if (!content.ok()) return content.status();
  const absl::MutexLock lock(&mutex_);
  head_ = std::move(end);
  tree_ = TreeEnd(tiles, std::move(rest));
  content_ = *std::move(content);
  return absl::OkStatus();
}

v1::LogHead RocksLog::head() const {
  const absl::MutexLock lock(&mutex_);
  return head_;
}

std::unique_ptr<Batch> RocksLog::NewBatch() {
  const absl::MutexLock lock(&mutex_);
  return std::make_unique<RocksBatch>(*db_, families_, head_, content_, tree_);
}

absl::Status RocksLog::Append(std::unique_ptr<Batch> batch) {
  auto& rocks_batch = static_cast<RocksBatch&>(*batch);
  {
    const absl::MutexLock lock(&mutex_);
    if (rocks_batch.start() != head_.position()) {
      return absl::AbortedError("the log has moved on; decide again");
    }
  }
  if (absl::Status writable = CheckWritable(); !writable.ok()) return writable;
  const rocksdb::Status status = Write(rocks_batch.writes());
  std::vector<std::function<void()>> due;
  {
    const absl::MutexLock lock(&mutex_);
    if (!status.ok()) {
      failed_for_space_ = LackedSpace(status);
      return failure_ = NotWritten(status, failed_for_space_);
    }
    head_ = batch->head();
    content_ = rocks_batch.content();
    tree_ = rocks_batch.tree();
    due = TakeDue();
  }
  for (const auto& notify : due) notify();
  return absl::OkStatus();
}

std::unique_ptr<Snapshot> RocksLog::NewSnapshot() const {
  return std::make_unique<RocksSnapshot>(*db_, families_);
}

absl::StatusOr<LogBackup> RocksLog::BackUp(const std::string& directory, const std::string& label,
                                           const Stops& stops) {
  return BackUpDatabase(*db_, directory, label, stops);
}

absl::Status RocksLog::RemoveState(absl::string_view first, absl::string_view last) {
  rocksdb::WriteBatch writes;
  CheckRead(writes.DeleteRange(families_.state, SliceOf(first), SliceOf(last)));
  const rocksdb::Status status = Write(writes);
  return status.ok() ? absl::OkStatus() : NotWritten(status, LackedSpace(status));
}

uint64_t RocksLog::NotifyBeyond(uint64_t position, std::function<void()> notify) {
  {
    const absl::MutexLock lock(&mutex_);
    if (head_.position() <= position) {
      waiting_.emplace(++last_ticket_, Waiter{position, std::move(notify)});
      return last_ticket_;
    }
  }
  notify();
  return 0;
}

void RocksLog::Forget(uint64_t ticket) {
  const absl::MutexLock lock(&mutex_);
  waiting_.erase(ticket);
}

rocksdb::Status RocksLog::Write(rocksdb::WriteBatch& writes) {
  rocksdb::WriteOptions options;
  options.sync = true;
  return db_->Write(options, &writes);
}

absl::Status RocksLog::CheckWritable() {
  const absl::MutexLock lock(&mutex_);
  if (!failure_.ok() && !failed_for_space_) return failure_;
  absl::Status room = CheckRoom(*db_->GetEnv(), db_->GetName(), keep_free_bytes_);
  if (!room.ok() || failure_.ok()) return room;
  return GoOn();
}

absl::Status RocksLog::GoOn() {
  const rocksdb::Status resumed = db_->Resume();
  if (resumed.IsBusy() || resumed.IsNoSpace()) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the disk is full, or was some seconds ago, and ", db_->GetName(),
                     " is not written to yet. Nothing was recorded: free space there, and send "
                     "the same request again"));
  }
  const v1::LogHead left = RocksSnapshot(*db_, families_).head();
  const bool is_same = left.position() == head_.position() && left.hash() == head_.hash();
  if (!resumed.ok() || !is_same) {
    failed_for_space_ = false;
    return failure_;
  }
  failure_ = absl::OkStatus();
  return absl::OkStatus();
}

absl::Status RocksLog::ReadEnd(uint64_t first, v1::LogHead& end, std::vector<Hash>& leaves) {
  const std::unique_ptr<rocksdb::Iterator> record(
      db_->NewIterator(rocksdb::ReadOptions(), families_.log));
  record->SeekForPrev(KeyOf(first + 1));
  if (record->Valid()) record->Prev();
  if (record->Valid()) {
    const absl::StatusOr<v1::LogHead> before = HeadAfter(PositionOf(*record), ValueOf(*record));
    if (!before.ok()) return before.status();
    end = *before;
    record->Next();
  } else {
    record->SeekToFirst();
  }
  for (; record->Valid(); record->Next()) {
    const absl::StatusOr<Record> decoded = DecodeRecord(ValueOf(*record), end);
    if (!decoded.ok()) return decoded.status();
    for (const Hash& leaf : LeavesOf(decoded->commit, first)) leaves.push_back(leaf);
  }
  if (!record->status().ok()) return absl::DataLossError(record->status().ToString());
  return absl::OkStatus();
}

std::vector<std::function<void()>> RocksLog::TakeDue() {
  std::vector<std::function<void()>> due;
  for (auto waiter = waiting_.begin(); waiter != waiting_.end();) {
    if (waiter->second.position >= head_.position()) {
      ++waiter;
      continue;
    }
    due.push_back(std::move(waiter->second.notify));
    waiter = waiting_.erase(waiter);
  }
  return due;
}

}  // namespace tally
