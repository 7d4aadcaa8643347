// Checkpoint: the state of a log that its operator signed, as of c2sp.org/tlog-checkpoint.
//
//   checkpoint := origin newline size newline base64(root) newline ( extension newline )*
//   origin     := the name of the log, not empty      extension := not empty
//   size       := number of leaves, decimal           root      := 32 bytes, of the tree of `size`
//
// It is the text of a signed note (note.h).

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/notes/key.h"
#include "ledger/tree/hash.h"

namespace tally {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root = {};
  std::vector<std::string> extensions;

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// Returns the text, to be signed. ParseCheckpoint() reads it if origin and extensions are lines.
std::string FormatCheckpoint(const Checkpoint& checkpoint);

// Returns the checkpoint in the text of a note. INVALID_ARGUMENT if it is not written exactly as
// above.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// Returns the signed note of `checkpoint`. INVALID_ARGUMENT if it cannot be written as above, or if
// its origin is not the name of the key.
absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SignerKey& log);

// Returns the checkpoint of a note that `log` signed, and whose origin is the name of that key.
// Fails as VerifyNote() and ParseCheckpoint() do.
absl::StatusOr<Checkpoint> VerifyCheckpoint(absl::string_view note, const VerifierKey& log);

}  // namespace tally
