#include "ledger/backups.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/log/backup.h"
#include "ledger/log/record.h"
#include "ledger/notes/key.h"
#include "ledger/sealing/leaf.h"
#include "ledger/tree/frontier.h"

namespace tally {
namespace {

namespace fs = std::filesystem;

// What a backup says of itself.
struct Label {
  std::string verifier_key;
  std::string note;
};

std::string FormatLabel(const VerifierKey& key, absl::string_view note) {
  return absl::StrCat(FormatVerifierKey(key), "\n", note);
}

Label ParseLabel(const std::string& text) {
  const size_t end = text.find('\n');
  if (end == std::string::npos) return {};
  return {.verifier_key = text.substr(0, end), .note = text.substr(end + 1)};
}

// The checkpoint of a backup whose label is `label`. DATA_LOSS unless the key that it names signed
// it.
absl::StatusOr<Checkpoint> CheckpointIn(const Label& label, uint32_t id) {
  const absl::StatusOr<VerifierKey> key = ParseVerifierKey(label.verifier_key);
  absl::StatusOr<Checkpoint> checkpoint =
      key.ok() ? VerifyCheckpoint(label.note, *key) : absl::StatusOr<Checkpoint>(key.status());
  if (checkpoint.ok()) return checkpoint;
  return absl::DataLossError(absl::StrCat(
      "backup ", id, " carries no checkpoint that is signed: ", checkpoint.status().message()));
}

v1::Backup MessageOf(const LogBackup& backup) {
  v1::Backup message;
  message.set_backup_id(backup.id);
  if (!backup.damage.ok()) return message;
  const Label label = ParseLabel(backup.label);
  *message.mutable_created_at() = ToProto(backup.created_at);
  message.set_checkpoint(label.note);
  const absl::StatusOr<Checkpoint> checkpoint = CheckpointIn(label, backup.id);
  message.set_size(checkpoint.ok() ? checkpoint->size : 0);
  message.set_bytes(backup.bytes);
  return message;
}

// The backup, or the latest if `id` is zero. BACKUP_NOT_FOUND, or DATA_LOSS if it cannot be read.
absl::StatusOr<LogBackup> FindBackup(const std::string& directory, uint32_t id, rocksdb::Env* env) {
  const absl::StatusOr<std::vector<LogBackup>> backups = ListLogBackups(directory, env);
  if (!backups.ok()) return backups.status();
  std::optional<LogBackup> found;
  for (const LogBackup& backup : *backups) {
    if (id == 0 || backup.id == id) found = backup;
  }
  if (!found) {
    return Refuse(v1::REASON_BACKUP_NOT_FOUND, "backup_id",
                  id == 0 ? absl::StrCat("there are no backups in ", directory)
                          : absl::StrCat("there is no backup ", id, " in ", directory));
  }
  if (!found->damage.ok()) return found->damage;
  return *found;
}

absl::Status CannotMake(const fs::path& path, absl::string_view why) {
  return absl::UnavailableError(absl::StrCat(path.string(), " cannot be made: ", why));
}

absl::Status IsThere(const fs::path& path) {
  return Refuse(v1::REASON_DIRECTORY_EXISTS, "directory",
                absl::StrCat(path.string(), " is there already, and is not an empty directory"));
}

// DIRECTORY_EXISTS unless `path` is free, or an empty directory.
absl::Status CheckFree(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (status.type() == fs::file_type::not_found) return absl::OkStatus();
  if (status.type() == fs::file_type::directory && fs::is_empty(path, error) && !error) {
    return absl::OkStatus();
  }
  return error && status.type() == fs::file_type::none ? CannotMake(path, error.message())
                                                       : IsThere(path);
}

// A directory beside another, which is removed unless it takes its place.
class Draft {
 public:
  static absl::StatusOr<std::unique_ptr<Draft>> Beside(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return CannotMake(path, error.message());
    std::string name = absl::StrCat(path.string(), ".restoring-XXXXXX");
    if (mkdtemp(name.data()) == nullptr) return CannotMake(path, std::strerror(errno));
    return std::unique_ptr<Draft>(new Draft(path, name));
  }
  ~Draft() {
    std::error_code ignored;
    fs::remove_all(draft_, ignored);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const std::string& directory() const { return draft_; }

  // Takes the place, if it is free, for good.
  absl::Status Finish() {
    if (std::rename(draft_.c_str(), path_.c_str()) != 0) {
      return errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR
                 ? IsThere(path_)
                 : CannotMake(path_, std::strerror(errno));
    }
    const int parent = open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = parent >= 0 && fsync(parent) == 0;
    if (parent >= 0) close(parent);
    return synced ? absl::OkStatus() : CannotMake(path_, std::strerror(errno));
  }

 private:
  Draft(fs::path path, std::string draft) : path_(std::move(path)), draft_(std::move(draft)) {}

  const fs::path path_;
  const std::string draft_;
};

// The absolute path, without a slash at its end.
absl::StatusOr<fs::path> PlaceOf(const std::string& directory) {
  std::error_code error;
  fs::path path = fs::absolute(directory, error).lexically_normal();
  if (error || directory.empty()) return CannotMake(directory, "it is no path");
  if (!path.has_filename()) path = path.parent_path();
  return path;
}

// The same, saying that it is about a backup.
absl::Status OfBackup(uint32_t id, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("backup ", id, ": ", status.message()));
}

}  // namespace

absl::Status CheckAgainst(const Log& log, const Checkpoint& checkpoint, const Stops& stops) {
  const std::unique_ptr<Snapshot> snapshot = log.NewSnapshot();
  Frontier tree;
  Hash root = EmptyRoot();
  absl::Status replayed = snapshot->Replay([&](const Record& record) -> absl::Status {
    if (stops()) return absl::UnavailableError("it was stopped before it was done");
    absl::Status read = ForEachEvent(record, [](const v1::RecordedEvent&) { return true; });
    if (!read.ok()) return read;
    for (int i = 0; i < record.commit.events_size(); ++i) {
      tree.Append(LeafHash(EncodeLeaf(LeafOf(record.commit, i))));
      if (tree.size() == checkpoint.size) root = tree.Root();
    }
    return absl::OkStatus();
  });
  if (!replayed.ok()) return replayed;
  if (tree.size() < checkpoint.size) {
    return absl::DataLossError(absl::StrCat("the log ends at position ", tree.size(),
                                            ", but the checkpoint is", " of ", checkpoint.size,
                                            " events"));
  }
  if (root != checkpoint.root) {
    return absl::DataLossError(
        absl::StrCat("the first ", checkpoint.size, " events are not those of the checkpoint"));
  }
  const absl::StatusOr<Hash> stored = RootAt(*snapshot, tree.size());
  if (!stored.ok()) return stored.status();
  if (*stored == tree.Root()) return absl::OkStatus();
  return absl::DataLossError("the stored tree is not that of the events");
}

absl::StatusOr<v1::Backup> CreateBackup(Log& log, Signer& signer, const std::string& directory,
                                        const Stops& stops) {
  const absl::StatusOr<Signed> checkpoint = signer.Sign();
  if (!checkpoint.ok()) return checkpoint.status();
  const absl::StatusOr<LogBackup> backup =
      log.BackUp(directory, FormatLabel(signer.verifier_key(), checkpoint->note), stops);
  if (!backup.ok()) return backup.status();
  return MessageOf(*backup);
}

absl::StatusOr<v1::BackupList> ListBackups(const std::string& directory, rocksdb::Env* env) {
  const absl::StatusOr<std::vector<LogBackup>> backups = ListLogBackups(directory, env);
  if (!backups.ok()) return backups.status();
  v1::BackupList list;
  for (const LogBackup& backup : *backups) *list.add_backups() = MessageOf(backup);
  return list;
}

absl::StatusOr<v1::VerifyBackupReply> VerifyBackup(const std::string& directory, uint32_t id,
                                                   const VerifierKey& key, const Stops& stops,
                                                   rocksdb::Env* env) {
  const absl::StatusOr<LogBackup> backup = FindBackup(directory, id, env);
  if (!backup.ok()) return backup.status();
  v1::VerifyBackupReply reply;
  *reply.mutable_backup() = MessageOf(*backup);
  const auto examine = [&](Log& log) -> absl::Status {
    const Label label = ParseLabel(backup->label);
    const absl::StatusOr<Checkpoint> checkpoint = CheckpointIn(label, backup->id);
    if (!checkpoint.ok()) return checkpoint.status();
    if (label.verifier_key != FormatVerifierKey(key)) {
      return absl::DataLossError(
          absl::StrCat("backup ", backup->id, " is signed by ", label.verifier_key,
                       ", which is not the key of this daemon, ", FormatVerifierKey(key)));
    }
    reply.set_position(log.head().position());
    return OfBackup(backup->id, CheckAgainst(log, *checkpoint, stops));
  };
  absl::Status good = ExamineLogBackup(directory, backup->id, examine, env);
  if (!good.ok()) return good;
  return reply;
}

absl::StatusOr<v1::RestoreBackupReply> RestoreBackup(const std::string& directory, uint32_t id,
                                                     const std::string& data, const Stops& stops,
                                                     rocksdb::Env* env) {
  const absl::StatusOr<fs::path> place = PlaceOf(data);
  if (!place.ok()) return place.status();
  if (absl::Status is_free = CheckFree(*place); !is_free.ok()) return is_free;
  const absl::StatusOr<LogBackup> backup = FindBackup(directory, id, env);
  if (!backup.ok()) return backup.status();
  const absl::StatusOr<Checkpoint> checkpoint = CheckpointIn(ParseLabel(backup->label), backup->id);
  if (!checkpoint.ok()) return checkpoint.status();

  const absl::StatusOr<std::unique_ptr<Draft>> draft = Draft::Beside(*place);
  if (!draft.ok()) return draft.status();
  const std::string ledger = (*draft)->directory() + "/ledger";
  absl::Status restored = RestoreLogBackup(directory, backup->id, ledger, env);
  if (restored.ok()) {
    const absl::StatusOr<std::unique_ptr<Log>> log = OpenLog(ledger, {.env = env});
    restored =
        OfBackup(backup->id, log.ok() ? CheckAgainst(**log, *checkpoint, stops) : log.status());
  }
  if (restored.ok()) restored = (*draft)->Finish();
  if (!restored.ok()) return restored;

  v1::RestoreBackupReply reply;
  *reply.mutable_backup() = MessageOf(*backup);
  reply.set_directory(place->string());
  return reply;
}

}  // namespace tally
