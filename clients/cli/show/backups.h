// Backups: what there is to restore.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/backups.pb.h"

namespace tally {

std::string BackupTable(const v1::BackupList& list, const Look& look);

// Returns one backup with its checkpoint.
std::string BackupSheet(const v1::Backup& backup, const Look& look);

// Returns what a restore has made, and how to go on.
std::string RestoredText(const v1::RestoreBackupReply& reply);

}  // namespace tally
