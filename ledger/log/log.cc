#include "ledger/log/log.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "ledger/log/backup.h"
#include "ledger/log/families.h"
#include "ledger/log/record.h"
#include "ledger/log/rocks_batch.h"
#include "ledger/log/rocks_log.h"
#include "ledger/log/rocks_snapshot.h"
#include "ledger/log/room.h"
#include "ledger/log/torn_tail.h"
#include "ledger/store/encoding.h"
#include "ledger/tree/tiles.h"

namespace tally {
namespace {

using rocksdb::ColumnFamilyDescriptor;
using rocksdb::ColumnFamilyHandle;
using rocksdb::Slice;

constexpr size_t kBlockCacheBytes = 128 << 20;

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

class RocksLog final : public Log {
 public:
  RocksLog(std::unique_ptr<rocksdb::DB> db, const Families& families, uint64_t keep_free_bytes)
      : db_(std::move(db)), families_(families), keep_free_bytes_(keep_free_bytes) {}

  ~RocksLog() override {
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

  // Finds the end of the log and what is in it. DATA_LOSS if its last records, as many as the last
  // tile of the tree is made of, are damaged or not where they were left.
  absl::Status FindEnd() {
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
    const absl::MutexLock lock(&mutex_);
    head_ = std::move(end);
    tree_ = TreeEnd(tiles, std::move(rest));
    return FindTypes();
  }

  v1::LogHead head() const override {
    const absl::MutexLock lock(&mutex_);
    return head_;
  }

  std::unique_ptr<Batch> NewBatch() override {
    const absl::MutexLock lock(&mutex_);
    return std::make_unique<RocksBatch>(*db_, families_, head_, types_, tree_);
  }

  absl::Status Append(std::unique_ptr<Batch> batch) override {
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
      types_ = rocks_batch.types();
      tree_ = rocks_batch.tree();
      due = TakeDue();
    }
    for (const auto& notify : due) notify();
    return absl::OkStatus();
  }

  std::unique_ptr<Snapshot> NewSnapshot() const override {
    return std::make_unique<RocksSnapshot>(*db_, families_);
  }

  absl::StatusOr<LogBackup> BackUp(const std::string& directory, const std::string& label,
                                   const Stops& stops) override {
    return BackUpDatabase(*db_, directory, label, stops);
  }

  absl::Status RemoveState(absl::string_view first, absl::string_view last) override {
    rocksdb::WriteBatch writes;
    CheckRead(writes.DeleteRange(families_.state, SliceOf(first), SliceOf(last)));
    const rocksdb::Status status = Write(writes);
    return status.ok() ? absl::OkStatus() : NotWritten(status, LackedSpace(status));
  }

  uint64_t NotifyBeyond(uint64_t position, std::function<void()> notify) override {
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

  void Forget(uint64_t ticket) override {
    const absl::MutexLock lock(&mutex_);
    waiting_.erase(ticket);
  }

 private:
  struct Waiter {
    uint64_t position;
    std::function<void()> notify;
  };

  rocksdb::Status Write(rocksdb::WriteBatch& writes) {
    rocksdb::WriteOptions options;
    options.sync = true;
    return db_->Write(options, &writes);
  }

  // What forbids to write a batch, if anything does. After a write that lacked space it goes on as
  // soon as there is some.
  absl::Status CheckWritable() {
    const absl::MutexLock lock(&mutex_);
    if (!failure_.ok() && !failed_for_space_) return failure_;
    absl::Status room = CheckRoom(*db_->GetEnv(), db_->GetName(), keep_free_bytes_);
    if (!room.ok() || failure_.ok()) return room;
    return GoOn();
  }

  // RESOURCE_EXHAUSTED if RocksDB cannot go on yet.
  absl::Status GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
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

  // Reads the records from the one with the leaf `first` on, or else the last, and checks that each
  // follows the one before, as a replay does. Gives the end of the log and the leaves from `first`.
  absl::Status ReadEnd(uint64_t first, v1::LogHead& end, std::vector<Hash>& leaves) {
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

  // FAILED_PRECONDITION if the log holds events of a type that this version does not know.
  absl::Status FindTypes() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const std::unique_ptr<rocksdb::Iterator> row(
        db_->NewIterator(rocksdb::ReadOptions(), families_.meta));
    for (row->Seek(kTypePrefix); row->Valid() && row->key().starts_with(kTypePrefix); row->Next()) {
      int type = 0;
      const absl::string_view key(row->key().data(), row->key().size());
      const bool is_known = absl::SimpleAtoi(absl::StripPrefix(key, kTypePrefix), &type) &&
                            v1::Event::descriptor()->FindFieldByNumber(type) != nullptr;
      if (!is_known) {
        return absl::FailedPreconditionError(
            absl::StrCat("the log holds events of type ", type,
                         ", which this version of tallyd does not know; use a later one"));
      }
      types_.insert(type);
    }
    if (!row->status().ok()) return absl::DataLossError(row->status().ToString());
    return absl::OkStatus();
  }

  std::vector<std::function<void()>> TakeDue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
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

  const std::unique_ptr<rocksdb::DB> db_;
  const Families families_;
  const uint64_t keep_free_bytes_;

  mutable absl::Mutex mutex_;
  v1::LogHead head_ ABSL_GUARDED_BY(mutex_) = EmptyHead();
  EventTypes types_ ABSL_GUARDED_BY(mutex_);
  TreeEnd tree_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  // Whether it was space that the write lacked which failed.
  bool failed_for_space_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<uint64_t, Waiter> waiting_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_ticket_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Says on standard error what RocksDB finds wrong. Its own logger keeps a file beside the database,
// and where RocksDB is built with assertions, as in Debian, ends the process when the disk is too
// full for it.
class ErrorLogger final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  ErrorLogger() : Logger(rocksdb::InfoLogLevel::ERROR_LEVEL) {}
  void Logv(const char* format, va_list values) override {
    char text[1'024];
    std::vsnprintf(text, sizeof(text), format, values);
    std::fprintf(stderr, "RocksDB: %s\n", text);
  }
};

rocksdb::DBOptions DatabaseOptions(const LogOptions& wanted) {
  rocksdb::DBOptions options;
  if (wanted.env != nullptr) options.env = wanted.env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  // Every write is synced, so only the very tail of the write-ahead log can be torn; damage before
  // it must stop the open instead of cutting acknowledged commits off.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.max_total_wal_size = wanted.max_wal_bytes;
  options.allow_concurrent_memtable_write = false;
  options.info_log = std::make_shared<ErrorLogger>();
  return options;
}

ColumnFamilyDescriptor Family(const std::string& name, const LogOptions& wanted,
                              const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.block_size = 16 << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));

  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = wanted.write_buffer_bytes;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return {name, options};
}

// RocksDB syncs what is in its directory, but not the directory's own name.
rocksdb::Status MakeDirectory(rocksdb::Env& env, const std::string& directory) {
  rocksdb::Status status = env.CreateDirIfMissing(directory);
  if (!status.ok()) return status;
  const std::string parent = std::filesystem::path(directory).parent_path().string();
  std::unique_ptr<rocksdb::Directory> handle;
  status = env.NewDirectory(parent.empty() ? "." : parent, &handle);
  return status.ok() ? handle->Fsync() : status;
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& directory) {
  const std::string words = status.ToString();
  if (IsLockedByAnother(status)) {
    return absl::FailedPreconditionError(
        absl::StrCat("another tallyd has the data directory ", directory,
                     " open; stop it first, or give another --data"));
  }
  if (status.IsCorruption()) {
    return absl::DataLossError(absl::StrCat("the data directory ", directory,
                                            " is damaged: ", words, "; restore it from a backup"));
  }
  return absl::UnavailableError(
      absl::StrCat("the data directory ", directory, " cannot be opened: ", words));
}

// Mends the files of a database that nobody has open.
absl::Status Mend(rocksdb::Env& env, const std::string& directory) {
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status locked = env.LockFile(directory + "/LOCK", &lock);
  if (!locked.ok()) return OpenError(locked, directory);
  absl::Status mended = MendTails(env, directory);
  const rocksdb::Status unlocked = env.UnlockFile(lock);
  return unlocked.ok() ? mended : OpenError(unlocked, directory);
}

// Calls `open` for the database in `directory`, and makes a log of what it opens.
template <class Open>
absl::StatusOr<std::unique_ptr<Log>> OpenWith(Open open, const std::string& directory,
                                              const LogOptions& wanted) {
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<ColumnFamilyDescriptor> descriptors;
  for (const char* name :
       {rocksdb::kDefaultColumnFamilyName.c_str(), "log", "requests", "state", "tree"}) {
    descriptors.push_back(Family(name, wanted, cache));
  }

  rocksdb::DB* db = nullptr;
  std::vector<ColumnFamilyHandle*> handles;
  const rocksdb::Status status = open(descriptors, &handles, &db);
  if (!status.ok()) return OpenError(status, directory);

  auto log = std::make_unique<RocksLog>(std::unique_ptr<rocksdb::DB>(db),
                                        Families{.log = handles[1],
                                                 .requests = handles[2],
                                                 .state = handles[3],
                                                 .tree = handles[4],
                                                 .meta = handles[0]},
                                        wanted.keep_free_bytes);
  if (absl::Status found = log->FindEnd(); !found.ok()) return found;
  return log;
}

}  // namespace

// RocksDB has no code for it: the words are those of a lock of another process, and of this one.
bool IsLockedByAnother(const rocksdb::Status& status) {
  const std::string words = status.ToString();
  return absl::StrContains(words, "While lock file") || absl::StrContains(words, "lock hold by");
}

absl::StatusOr<std::unique_ptr<Log>> OpenLog(const std::string& directory,
                                             const LogOptions& wanted) {
  const rocksdb::DBOptions options = DatabaseOptions(wanted);
  const rocksdb::Status made = MakeDirectory(*options.env, directory);
  if (!made.ok()) return OpenError(made, directory);
  if (absl::Status mended = Mend(*options.env, directory); !mended.ok()) return mended;
  return OpenWith(
      [&](const auto& families, auto* handles, rocksdb::DB** db) {
        return rocksdb::DB::Open(options, directory, families, handles, db);
      },
      directory, wanted);
}

absl::StatusOr<std::unique_ptr<Log>> OpenLogToRead(const std::string& directory,
                                                   rocksdb::Env& env) {
  const LogOptions wanted{.env = &env};
  rocksdb::DBOptions options = DatabaseOptions(wanted);
  options.create_if_missing = false;
  options.create_missing_column_families = false;
  return OpenWith(
      [&](const auto& families, auto* handles, rocksdb::DB** db) {
        return rocksdb::DB::OpenForReadOnly(options, directory, families, handles, db);
      },
      directory, wanted);
}

}  // namespace tally
