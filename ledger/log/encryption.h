// Encryption: the files of a log, and of its backups, encrypted on disk.
//
//   const std::shared_ptr<rocksdb::Env> env = NewEncryptedEnv(keys);
//   auto log = OpenLog(directory, {.env = env.get()});
//
// A directory is encrypted as a whole or not at all: which of the two is decided when the log is
// made, and changed by Reencrypt() alone.

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/encryption/keyring.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace tally {

// The machine's own files, encrypted with `keys`.
std::shared_ptr<rocksdb::Env> NewEncryptedEnv(std::shared_ptr<const Keyring> keys);

// FAILED_PRECONDITION, saying what to do, if the database in `directory` is encrypted and `env` has
// not the key, or if it is not and `env` would encrypt it. Nothing is written.
absl::Status CheckKeys(rocksdb::Env& env, const std::string& directory);

// Encrypts each file of the log in `directory` with the current key that is not yet, whether it is
// encrypted with another one or not at all, and returns how many these were. Nobody may have the
// log open. After a crash at any instant it goes on where it was. FAILED_PRECONDITION if a process
// has it open, or a key is missing; UNAVAILABLE if a file cannot be read or written.
absl::StatusOr<uint64_t> ReencryptLog(const std::string& directory,
                                      const std::shared_ptr<const Keyring>& keys);
// The same for the backups in the directory `backups`, if there is one; none may be made meanwhile.
absl::StatusOr<uint64_t> ReencryptBackups(const std::string& backups,
                                          const std::shared_ptr<const Keyring>& keys);

}  // namespace tally
