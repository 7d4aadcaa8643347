// Backups: copies of the ledger, made while it goes on, each with a signed checkpoint.
//
//   label := verifier_key newline note        both as of C2SP signed-note
//
// The checkpoint is signed first and the copy made after that, so a backup holds at least what its
// checkpoint covers, and at most a little more. The signing key is in no backup.
//
// `env` is what the files of the backups and of the log are in, the machine's own if null.

#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/log/log.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/signer.h"
#include "tally/v1/backups.pb.h"

namespace tally {

// Makes a backup of `log` in `directory`, which is made if it does not exist. Fails as Sign() and
// BackUp() do.
absl::StatusOr<v1::Backup> CreateBackup(Log& log, Signer& signer, const std::string& directory,
                                        const Stops& stops);

// The backups in `directory`, oldest first. One that cannot be read has its id alone.
absl::StatusOr<v1::BackupList> ListBackups(const std::string& directory,
                                           rocksdb::Env* env = nullptr);

// Checks each file of the backup, or of the latest if `id` is zero, replays it and compares it with
// its checkpoint, which `key` must have signed. BACKUP_NOT_FOUND; DATA_LOSS, naming what is wrong.
absl::StatusOr<v1::VerifyBackupReply> VerifyBackup(const std::string& directory, uint32_t id,
                                                   const VerifierKey& key, const Stops& stops,
                                                   rocksdb::Env* env = nullptr);

// Makes the data directory `data`, which must not exist or be empty, with the ledger of the backup,
// or of the latest if `id` is zero; and compares it with the checkpoint, under the key that the
// backup names. BACKUP_NOT_FOUND, DIRECTORY_EXISTS; DATA_LOSS, naming what is wrong; UNAVAILABLE if
// it cannot be written. `data` is not there then.
absl::StatusOr<v1::RestoreBackupReply> RestoreBackup(const std::string& directory, uint32_t id,
                                                     const std::string& data, const Stops& stops,
                                                     rocksdb::Env* env = nullptr);

// Replays `log`: the chain of hashes, the tree, the personal texts and their seals. DATA_LOSS,
// saying what, unless all is right and the tree had the root of `checkpoint` at its size.
absl::Status CheckAgainst(const Log& log, const Checkpoint& checkpoint, const Stops& stops);

}  // namespace tally
