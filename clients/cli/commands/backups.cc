#include "clients/cli/show/backups.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/backups.pb.h"

namespace tally {
namespace {

struct NoOptions {};

struct VerifyOptions {
  // The latest if empty.
  std::string id;
};

struct RestoreOptions {
  // [ID] DIRECTORY.
  std::vector<std::string> words;
};

constexpr char kLatest[] = "latest";

// The number of a backup; zero for the latest.
absl::StatusOr<uint32_t> ReadId(const std::string& text) {
  if (text.empty() || text == kLatest) return 0;
  uint32_t id = 0;
  if (absl::SimpleAtoi(text, &id) && id > 0) return id;
  return WrongUsage(absl::StrCat("`", text, "` is no backup: give its number, or ", kLatest));
}

absl::Status Create(Session& session, const NoOptions&) {
  session.connection().WaitAsLongAsItTakes();
  const auto backup = session.connection().Call<v1::Backup>(v1::CreateBackup());
  if (!backup.ok()) return backup.status();
  session.Show(*backup, [&] { return BackupSheet(*backup, session.look()); });
  return absl::OkStatus();
}

absl::Status List(Session& session, const NoOptions&) {
  const auto list = session.connection().Call<v1::BackupList>(v1::ListBackups());
  if (!list.ok()) return list.status();
  session.Show(*list, [&] { return BackupTable(*list, session.look()); });
  return absl::OkStatus();
}

absl::Status Verify(Session& session, const VerifyOptions& options) {
  const absl::StatusOr<uint32_t> id = ReadId(options.id);
  if (!id.ok()) return id.status();
  v1::VerifyBackup request;
  request.set_backup_id(*id);
  session.connection().WaitAsLongAsItTakes();
  const auto reply = session.connection().Call<v1::VerifyBackupReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] {
    return absl::StrCat("Backup ", reply->backup().backup_id(), " is whole: it was replayed up to ",
                        "position ", reply->position(), ", and its checkpoint of ",
                        CountText(reply->backup().size(), "event"), " is right.\n");
  });
  return absl::OkStatus();
}

absl::Status Restore(Session& session, const RestoreOptions& options) {
  const bool has_id = options.words.size() == 2;
  const absl::StatusOr<uint32_t> id = ReadId(has_id ? options.words.front() : "");
  if (!id.ok()) return id.status();
  std::error_code error;
  const auto directory = std::filesystem::absolute(options.words.back(), error);
  if (error) return WrongUsage(absl::StrCat(options.words.back(), ": ", error.message()));
  v1::RestoreBackup request;
  request.set_backup_id(*id);
  request.set_directory(directory.lexically_normal().string());
  session.connection().WaitAsLongAsItTakes();
  const auto reply = session.connection().Call<v1::RestoreBackupReply>(request);
  if (!reply.ok()) return reply.status();
  session.Show(*reply, [&] { return RestoredText(*reply); });
  return absl::OkStatus();
}

}  // namespace

void AddBackupCommands(const CommandTree& tree) {
  const CommandTree backup = AddGroup(tree, "backup", "Copies of the ledger");
  AddCommand(backup, "create", "Make a backup while the daemon goes on", &Create,
             "  tally backup create\n"
             "  tally backup create -o json");
  AddCommand(backup, "list", "List the backups, the oldest first", &List, "  tally backup list");
  auto [verify, verify_options] =
      AddCommand(backup, "verify", "Replay a backup and compare it with its checkpoint", &Verify,
                 "  tally backup verify\n"
                 "  tally backup verify 3");
  verify.add_option("ID", verify_options.id, "The backup; the latest if left out");
  auto [restore, restore_options] = AddCommand(
      backup, "restore", "Make a data directory of a backup, for another daemon", &Restore,
      "  tally backup restore /var/lib/tally-restored\n"
      "  tally backup restore 3 /var/lib/tally-restored\n"
      "Without a daemon:\n"
      "  tallyd --restore 3 --backups /backup/tally --data /var/lib/tally-restored");
  restore
      .add_option("[ID] DIRECTORY", restore_options.words,
                  "The backup, the latest if left out; and the directory to make, which must not "
                  "exist or be empty")
      ->required()
      ->expected(1, 2);
}

}  // namespace tally
