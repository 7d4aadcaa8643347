#include "ledger/log/open.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/log/encryption.h"
#include "ledger/log/families.h"
#include "ledger/log/log_format.h"
#include "ledger/log/rocks_log.h"
#include "ledger/log/torn_tail.h"

namespace tally {
namespace {

using rocksdb::ColumnFamilyDescriptor;
using rocksdb::ColumnFamilyHandle;

constexpr size_t kBlockCacheBytes = 128 << 20;

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

// To open without changing anything.
rocksdb::DBOptions ReadingOptions(const LogOptions& wanted) {
  rocksdb::DBOptions options = DatabaseOptions(wanted);
  options.create_if_missing = false;
  options.create_missing_column_families = false;
  return options;
}

// Whether this version can go on with the log in `directory`, found out without changing anything:
// RocksDB writes tables and a new MANIFEST while it opens a database to write. Nothing if it cannot
// be opened, because it is not there, or is to be mended first.
//
// Of the write-ahead log the rows of other families are passed over, so this takes a small part of
// the time that opening all of them does.
std::optional<absl::Status> Judge(const std::string& directory, const LogOptions& wanted) {
  const std::vector<ColumnFamilyDescriptor> meta_alone = {
      Family(rocksdb::kDefaultColumnFamilyName, wanted, nullptr)};
  std::vector<ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(ReadingOptions(wanted), directory,
                                                              meta_alone, &handles, &opened);
  if (!status.ok()) return std::nullopt;
  const std::unique_ptr<rocksdb::DB> db(opened);
  absl::Status judged = ReadContent(*db, *handles[0]).status();
  db->DestroyColumnFamilyHandle(handles[0]);
  return judged;
}

// Calls `open` for the database in `directory`, and makes a log of what it opens, which keeps
// `env`.
template <class Open>
absl::StatusOr<std::unique_ptr<Log>> OpenWith(Open open, const std::string& directory,
                                              const LogOptions& wanted,
                                              std::shared_ptr<rocksdb::Env> env = nullptr) {
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

  auto log = std::make_unique<RocksLog>(std::move(env), std::unique_ptr<rocksdb::DB>(db),
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
                                             const LogOptions& given) {
  std::shared_ptr<rocksdb::Env> encrypted;
  LogOptions wanted = given;
  if (given.keys != nullptr) {
    encrypted = NewEncryptedEnv(given.keys);
    wanted.env = encrypted.get();
  }
  const rocksdb::DBOptions options = DatabaseOptions(wanted);
  if (absl::Status keys = CheckKeys(*options.env, directory); !keys.ok()) return keys;
  std::optional<absl::Status> judged = Judge(directory, wanted);
  if (judged && !judged->ok()) return *judged;
  const rocksdb::Status made = MakeDirectory(*options.env, directory);
  if (!made.ok()) return OpenError(made, directory);
  if (absl::Status mended = Mend(*options.env, directory); !mended.ok()) return mended;
  if (!judged) judged = Judge(directory, wanted);
  if (judged && !judged->ok()) return *judged;
  return OpenWith(
      [&](const auto& families, auto* handles, rocksdb::DB** db) {
        return rocksdb::DB::Open(options, directory, families, handles, db);
      },
      directory, wanted, encrypted);
}

absl::StatusOr<std::unique_ptr<Log>> OpenLogToRead(const std::string& directory,
                                                   rocksdb::Env& env) {
  const LogOptions wanted{.env = &env};
  return OpenWith(
      [&](const auto& families, auto* handles, rocksdb::DB** db) {
        return rocksdb::DB::OpenForReadOnly(ReadingOptions(wanted), directory, families, handles,
                                            db);
      },
      directory, wanted);
}

}  // namespace tally
