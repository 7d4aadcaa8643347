#include "ledger/log/backup.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/utilities/backup_engine.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/base/durable_file.h"
#include "ledger/base/private_directory.h"
#include "ledger/base/sha256.h"
#include "ledger/encryption/file_cipher.h"
#include "ledger/log/open.h"

namespace tally {
namespace {

// The directory as engines are told of it: a backup can be opened under an absolute path alone, and
// SealedFiles compares paths.
std::string PlaceOf(const std::string& directory) {
  std::error_code error;
  std::string place = std::filesystem::absolute(directory, error).lexically_normal().string();
  while (place.size() > 1 && place.back() == '/') place.pop_back();
  return error ? directory : place;
}

std::string MetaPath(const std::string& directory, uint32_t id) {
  return absl::StrCat(directory, "/meta/", id);
}

std::string SealPath(const std::string& directory, uint32_t id) {
  return absl::StrCat(directory, "/seals/", id);
}

std::string MakingPath(const std::string& directory) { return directory + "/making"; }

rocksdb::Env& OrDefault(rocksdb::Env* env) {
  return env == nullptr ? *rocksdb::Env::Default() : *env;
}

absl::StatusOr<std::string> SealOf(rocksdb::FileSystem& files, const std::string& directory,
                                   uint32_t id) {
  const std::string path = MetaPath(directory, id);
  std::string meta;
  const rocksdb::Status read = rocksdb::ReadFileToString(&files, path, &meta);
  if (!read.ok()) {
    return absl::UnavailableError(absl::StrCat(path, " cannot be read: ", read.ToString()));
  }
  if (IsEncrypted(meta)) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " is encrypted with the key \"", KeyIdOf(meta), "\", which tallyd was not given"));
  }
  return absl::StrCat(absl::BytesToHexString(Sha256({meta})), "\n");
}

absl::Status Damaged(uint32_t id, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("backup ", id, " is damaged: ", what));
}

// DATA_LOSS unless what "meta" says of the backup is what was written.
absl::Status CheckSeal(rocksdb::FileSystem& files, const std::string& directory, uint32_t id) {
  const absl::StatusOr<std::string> is = SealOf(files, directory, id);
  if (!is.ok()) return Damaged(id, is.status().message());
  const absl::StatusOr<std::string> was = ReadWhole(SealPath(directory, id));
  if (!was.ok()) return Damaged(id, was.status().message());
  if (*is == *was) return absl::OkStatus();
  return Damaged(
      id, absl::StrCat(MetaPath(directory, id), " or ", SealPath(directory, id), " was changed"));
}

// The number that a file in "meta" is named by; zero if it is none.
uint32_t IdIn(const std::string& name) {
  uint32_t id = 0;
  return absl::SimpleAtoi(name, &id) && absl::StrCat(id) == name ? id : 0;
}

// The backups that were begun, in their order; whether they can be read is another question.
std::vector<uint32_t> IdsIn(const std::string& directory) {
  std::vector<uint32_t> ids;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/meta", error)) {
    if (const uint32_t id = IdIn(entry.path().filename()); id > 0) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

// The backup whose making was cut short before it was sealed; zero if there is none. Nobody was
// told of it.
uint32_t UnfinishedIn(const std::string& directory) {
  const absl::StatusOr<std::string> text = ReadWhole(MakingPath(directory));
  const uint32_t id = text.ok() ? IdIn(*text) : 0;
  return id > 0 && !std::filesystem::exists(SealPath(directory, id)) ? id : 0;
}

// A file system without the files in "meta" that do not fit their seals: RocksDB ends the process
// on some that are damaged.
class SealedFiles final : public rocksdb::FileSystemWrapper {
 public:
  SealedFiles(const std::shared_ptr<rocksdb::FileSystem>& files, std::string directory)
      : FileSystemWrapper(files), directory_(std::move(directory)) {}

  const char* Name() const override { return "SealedFiles"; }

  rocksdb::IOStatus GetChildren(const std::string& path, const rocksdb::IOOptions& options,
                                std::vector<std::string>* names,
                                rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::GetChildren(path, options, names, debug);
    if (absl::StripSuffix(path, "/") != directory_ + "/meta") return status;
    std::erase_if(*names, [&](const std::string& name) {
      const uint32_t id = IdIn(name);
      return id > 0 && !CheckSeal(*target(), directory_, id).ok();
    });
    return status;
  }

 private:
  const std::string directory_;
};

// What `status` of an engine means for the backup `id` in `directory`.
absl::Status FromRocks(const rocksdb::Status& status, const std::string& directory, uint32_t id) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsNotFound()) {
    return absl::NotFoundError(absl::StrCat("there is no backup ", id, " in ", directory));
  }
  // A file that is missing is reported as one that cannot be found on a path.
  if (status.IsCorruption() || status.IsPathNotFound()) return Damaged(id, status.ToString());
  return absl::UnavailableError(
      absl::StrCat("backup ", id, " in ", directory, ": ", status.ToString()));
}

absl::Status CannotWrite(const std::string& directory, absl::string_view why) {
  return absl::UnavailableError(
      absl::StrCat("backups cannot be made in ", directory, ": ", why,
                   ". Mend the directory, or start tallyd with another --backups"));
}

absl::Status MakeDirectories(const std::string& directory) {
  std::error_code error = MakePrivateDirectory(directory);
  if (!error) std::filesystem::create_directories(directory + "/seals", error);
  return error ? CannotWrite(directory, error.message()) : absl::OkStatus();
}

// Held while a backup is made: two engines would remove each other's files.
class Lock {
 public:
  static absl::StatusOr<std::unique_ptr<Lock>> Take(const std::string& directory) {
    rocksdb::FileLock* lock = nullptr;
    const rocksdb::Status taken = rocksdb::Env::Default()->LockFile(directory + "/lock", &lock);
    if (taken.ok()) return std::unique_ptr<Lock>(new Lock(lock));
    if (!IsLockedByAnother(taken)) return CannotWrite(directory, taken.ToString());
    return absl::FailedPreconditionError(
        absl::StrCat("another tallyd makes a backup in ", directory, "; wait until it is done"));
  }
  ~Lock() { rocksdb::Env::Default()->UnlockFile(lock_).PermitUncheckedError(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  explicit Lock(rocksdb::FileLock* lock) : lock_(lock) {}

  rocksdb::FileLock* const lock_;
};

// An engine on `directory` of RocksDB's class E. It sees no backup whose seal is not right.
template <class E>
class Engine {
 public:
  static absl::StatusOr<std::unique_ptr<Engine>> Open(const std::string& directory,
                                                      rocksdb::Env& env) {
    std::unique_ptr<Engine> engine(new Engine(directory, env));
    rocksdb::BackupEngineOptions options(directory, engine->env_.get());
    options.share_table_files = true;
    options.share_files_with_checksum = true;
    options.backup_log_files = true;
    options.sync = true;
    E* opened = nullptr;
    const rocksdb::Status status = E::Open(options, &env, &opened);
    if (!status.ok()) {
      return absl::UnavailableError(
          absl::StrCat("backups in ", directory, " cannot be read: ", status.ToString()));
    }
    engine->engine_.reset(opened);
    return engine;
  }

  E* operator->() const { return engine_.get(); }

  absl::StatusOr<std::string> Seal(uint32_t id) const { return SealOf(*files_, directory_, id); }
  absl::Status CheckSeal(uint32_t id) const { return tally::CheckSeal(*files_, directory_, id); }

 private:
  Engine(const std::string& directory, rocksdb::Env& env)
      : directory_(directory),
        files_(env.GetFileSystem()),
        env_(rocksdb::NewCompositeEnv(std::make_shared<SealedFiles>(files_, directory))) {}

  const std::string directory_;
  const std::shared_ptr<rocksdb::FileSystem> files_;
  const std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<E> engine_;
};

using WritingEngine = Engine<rocksdb::BackupEngine>;
using ReadingEngine = Engine<rocksdb::BackupEngineReadOnly>;

LogBackup BackupFrom(const rocksdb::BackupInfo& info) {
  return {.id = info.backup_id,
          .created_at = absl::FromUnixSeconds(info.timestamp),
          .label = info.app_metadata,
          .bytes = info.size,
          .damage = {}};
}

// Why each of the backups cannot be read that cannot, as `engine` and the seals say.
template <class E>
std::vector<LogBackup> DamagedIn(const Engine<E>& engine, const std::string& directory) {
  std::vector<LogBackup> damaged;
  const uint32_t unfinished = UnfinishedIn(directory);
  for (const uint32_t id : IdsIn(directory)) {
    if (id == unfinished) continue;
    absl::Status damage = engine.CheckSeal(id);
    rocksdb::BackupInfo info;
    if (damage.ok()) damage = FromRocks(engine->GetBackupInfo(id, &info), directory, id);
    if (damage.ok()) continue;
    damaged.push_back({.id = id, .created_at = {}, .label = {}, .bytes = 0, .damage = damage});
  }
  return damaged;
}

absl::Status CheckNoneDamaged(const std::string& directory, rocksdb::Env& env) {
  const absl::StatusOr<std::vector<LogBackup>> backups = ListLogBackups(directory, &env);
  if (!backups.ok()) return CannotWrite(directory, backups.status().message());
  for (const LogBackup& backup : *backups) {
    if (backup.damage.ok()) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        backup.damage.message(), ". Another backup in ", directory,
        " could remove what is left of it: start tallyd with another --backups, or move meta/",
        backup.id, " away"));
  }
  return absl::OkStatus();
}

// Makes what is needed to make a backup, and notes that one is being made.
absl::Status Begin(const std::string& directory) {
  const uint32_t unfinished = UnfinishedIn(directory);
  std::error_code error;
  if (unfinished > 0) std::filesystem::remove(MetaPath(directory, unfinished), error);
  if (error) return CannotWrite(directory, error.message());
  const std::vector<uint32_t> ids = IdsIn(directory);
  const uint32_t id = ids.empty() ? 1 : ids.back() + 1;
  // That of a backup with this number that was moved away.
  std::filesystem::remove(SealPath(directory, id), error);
  if (error) return CannotWrite(directory, error.message());
  const absl::Status noted = WriteDurably(MakingPath(directory), absl::StrCat(id));
  return noted.ok() ? noted : CannotWrite(directory, noted.message());
}

// Seals the backup that was made.
absl::StatusOr<LogBackup> Finish(const WritingEngine& engine, const std::string& directory,
                                 uint32_t id) {
  rocksdb::BackupInfo info;
  const rocksdb::Status known = engine->GetBackupInfo(id, &info);
  if (!known.ok()) return CannotWrite(directory, known.ToString());
  const absl::StatusOr<std::string> seal = engine.Seal(id);
  if (!seal.ok()) return CannotWrite(directory, seal.status().message());
  const absl::Status sealed = WriteDurably(SealPath(directory, id), *seal);
  if (!sealed.ok()) return CannotWrite(directory, sealed.message());
  std::error_code ignored;
  std::filesystem::remove(MakingPath(directory), ignored);
  return BackupFrom(info);
}

}  // namespace

absl::StatusOr<LogBackup> BackUpDatabase(rocksdb::DB& db, const std::string& backups,
                                         const std::string& label, const Stops& stops) {
  const std::string directory = PlaceOf(backups);
  if (absl::Status made = MakeDirectories(directory); !made.ok()) return made;
  const auto lock = Lock::Take(directory);
  if (!lock.ok()) return lock.status();
  if (absl::Status none = CheckNoneDamaged(directory, *db.GetEnv()); !none.ok()) return none;
  if (absl::Status begun = Begin(directory); !begun.ok()) return begun;
  const auto opened = WritingEngine::Open(directory, *db.GetEnv());
  if (!opened.ok()) return CannotWrite(directory, opened.status().message());
  const WritingEngine& engine = **opened;

  rocksdb::CreateBackupOptions options;
  // What is in memory becomes a table, which later backups share; the write-ahead log, up to 64 MiB
  // of it, would be copied by each.
  options.flush_before_backup = true;
  options.progress_callback = [&] {
    if (stops()) engine->StopBackup();
  };
  uint32_t id = 0;
  const rocksdb::Status created = engine->CreateNewBackupWithMetadata(options, &db, label, &id);
  if (created.IsIncomplete()) return absl::UnavailableError("the backup was stopped");
  if (!created.ok()) return CannotWrite(directory, created.ToString());
  return Finish(engine, directory, id);
}

absl::StatusOr<std::vector<LogBackup>> ListLogBackups(const std::string& backups,
                                                      rocksdb::Env* env) {
  const std::string directory = PlaceOf(backups);
  if (IdsIn(directory).empty()) return std::vector<LogBackup>();
  const auto engine = ReadingEngine::Open(directory, OrDefault(env));
  if (!engine.ok()) return engine.status();
  std::vector<LogBackup> all = DamagedIn(**engine, directory);
  std::vector<rocksdb::BackupInfo> infos;
  (**engine)->GetBackupInfo(&infos);
  for (const rocksdb::BackupInfo& info : infos) all.push_back(BackupFrom(info));
  std::sort(all.begin(), all.end(),
            [](const LogBackup& a, const LogBackup& b) { return a.id < b.id; });
  return all;
}

absl::Status ExamineLogBackup(const std::string& backups, uint32_t id,
                              const std::function<absl::Status(Log&)>& use, rocksdb::Env* env) {
  const std::string directory = PlaceOf(backups);
  const auto engine = ReadingEngine::Open(directory, OrDefault(env));
  if (!engine.ok()) return engine.status();
  rocksdb::BackupInfo info;
  absl::Status good = FromRocks((**engine)->GetBackupInfo(id, &info, true), directory, id);
  if (good.ok()) good = FromRocks((**engine)->VerifyBackup(id, true), directory, id);
  if (!good.ok()) return good;
  const auto log = OpenLogToRead(info.name_for_open, *info.env_for_open);
  if (!log.ok()) return Damaged(id, log.status().message());
  return use(**log);
}

absl::Status RestoreLogBackup(const std::string& backups, uint32_t id, const std::string& log,
                              rocksdb::Env* env) {
  const std::string directory = PlaceOf(backups);
  const auto engine = ReadingEngine::Open(directory, OrDefault(env));
  if (!engine.ok()) return engine.status();
  const rocksdb::RestoreOptions options(/*keep_log_files=*/false);
  return FromRocks((**engine)->RestoreDBFromBackup(options, id, log, log), directory, id);
}

}  // namespace tally
