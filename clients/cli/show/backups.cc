#include "clients/cli/show/backups.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

std::string NumberText(uint64_t number) { return Grouped(absl::StrCat(number)); }

}  // namespace

std::string BackupTable(const v1::BackupList& list, const Look& look) {
  TextTable table({{"backup", TextTable::kRight},
                   {"made at"},
                   {"events", TextTable::kRight},
                   {"bytes", TextTable::kRight}});
  for (const v1::Backup& backup : list.backups()) {
    if (backup.checkpoint().empty()) {
      table.Add({{absl::StrCat(backup.backup_id())}, {"cannot be read", Style::kBad}});
      continue;
    }
    table.Add({{absl::StrCat(backup.backup_id())},
               {InstantText(backup.created_at())},
               {NumberText(backup.size())},
               {NumberText(backup.bytes())}});
  }
  return table.empty() ? "No backups.\n" : table.Layout(look);
}

std::string BackupSheet(const v1::Backup& backup, const Look& look) {
  return absl::StrCat(Paint(absl::StrCat("Backup ", backup.backup_id()), Style::kHeading, look),
                      "\n  made at  ", InstantText(backup.created_at()), "\n  events   ",
                      NumberText(backup.size()), "\n  bytes    ", NumberText(backup.bytes()),
                      ", with what it shares with others\n\n", backup.checkpoint());
}

std::string RestoredText(const v1::RestoreBackupReply& reply) {
  return absl::StrCat(
      "Backup ", reply.backup().backup_id(), " is in ", reply.directory(),
      ", and is what its checkpoint of ", CountText(reply.backup().size(), "event"),
      " says.\n"
      "The signing key is not in it. To go on with the ledger, stop its daemon, and start\n"
      "  tallyd --data ",
      reply.directory(),
      " --signer DIR\n"
      "where DIR is the signer directory of the old daemon: it refuses a backup that lacks events\n"
      "which were signed. Without --signer a new key is made: what the old key signed is not\n"
      "compared, and whoever verifies proofs needs the new key too.\n");
}

}  // namespace tally
