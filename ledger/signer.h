// Signer: signs checkpoints of the log, and keeps the log to what was signed.
//
// Its directory holds the key and the last checkpoint that it signed. It stands beside the ledger
// and not in it, so that a ledger that was put back to an earlier state, by whatever means, meets
// the memory of the later one: tallyd then refuses to start.
//
//   directory := "key"         PRIVATE+KEY+..., as of C2SP signed-note; mode 0600; encrypted, as of
//                              file_cipher.h, if the ledger is
//              | "key.pub"     the verifier key
//              | "checkpoint"  the last signed checkpoint, as of C2SP tlog-checkpoint
//
// Each file is replaced whole, and synced, before anybody sees a new signature. A new key signs the
// empty log at once, which every log begins with: so a key without a checkpoint, or a checkpoint of
// more without a key, is one that was lost.

#pragma once

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "ledger/encryption/keyring.h"
#include "ledger/log/log.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/key.h"

namespace tally {

// Root of the tree over the first `size` events, which must be in `snapshot`. DATA_LOSS if its rows
// are damaged.
absl::StatusOr<Hash> RootAt(Snapshot& snapshot, uint64_t size);

struct Signed {
  Checkpoint checkpoint;
  // The signed note.
  std::string note;
};

// Thread-safe.
class Signer {
 public:
  // Opens the key in `directory`, or makes one whose name starts with "tallyd/"; and checks that
  // `log`, which must outlive the signer, holds all that was signed. FAILED_PRECONDITION if the log
  // is shorter; DATA_LOSS if it is another log, or a file is lost or damaged; UNAVAILABLE if one
  // cannot be read or written.
  //
  // With `keys` the key is kept encrypted with the current one of them, and is so from now on if it
  // was not. FAILED_PRECONDITION if it is encrypted and the key to it is not there.
  static absl::StatusOr<std::unique_ptr<Signer>> Open(const std::string& directory, Log& log,
                                                      const Keyring* keys = nullptr);

  // Signs the log as it stands. DATA_LOSS if it is not consistent with what was signed last;
  // UNAVAILABLE if the checkpoint cannot be made durable. Nothing is signed then.
  absl::StatusOr<Signed> Sign();

  // The last checkpoint that was signed.
  std::string last_note() const;
  // How many events it covers.
  uint64_t last_size() const;

  VerifierKey verifier_key() const { return key_.verifier(); }

 private:
  Signer(std::string directory, SignerKey key, Log& log)
      : directory_(std::move(directory)), key_(std::move(key)), log_(log) {}

  // Reads what was signed last, and compares the log with it.
  absl::Status Recall();
  absl::Status CheckConsistent(Snapshot& snapshot) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string directory_;
  const SignerKey key_;
  Log& log_;

  mutable absl::Mutex mutex_;
  // The last that was signed.
  Signed last_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tally
