// ProofFile: that an entry is in a log, in a file that needs nobody to be verified, as of
// c2sp.org/tlog-proof.
//
//   file   := "c2sp.org/tlog-proof@v1" newline
//             [ "extra " base64(extra) newline ]     left out if empty
//             "index " index newline                 of the leaf, from 0, decimal
//             ( base64(hash) newline )*              from the leaf's sibling upwards
//             newline
//             checkpoint                             signed note, as checkpoint.h says
//
// Nobody signs the extra data: it must not be trusted.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/key.h"
#include "ledger/tree/hash.h"

namespace tally {

// No way to the root of a tree with a size below 2^64 is longer.
constexpr size_t kMaxProofHashes = 64;

struct ProofFile {
  std::string extra;
  uint64_t index = 0;
  std::vector<Hash> hashes;
  std::string checkpoint;  // The signed note, byte by byte.

  friend bool operator==(const ProofFile&, const ProofFile&) = default;
};

// What a proof file that holds says.
struct ProvenEntry {
  uint64_t index = 0;
  Checkpoint checkpoint;

  friend bool operator==(const ProvenEntry&, const ProvenEntry&) = default;
};

std::string FormatProofFile(const ProofFile& file);

// Returns what FormatProofFile() wrote, without verifying anything; the checkpoint is not parsed.
// INVALID_ARGUMENT if the file is not written exactly as above.
absl::StatusOr<ProofFile> ParseProofFile(absl::string_view bytes);

// Returns where `entry` is in the log whose key this is, if the file proves it. INVALID_ARGUMENT if
// the file cannot be parsed or does not lead from `entry` to the root of its checkpoint;
// PERMISSION_DENIED if the log has not signed that.
absl::StatusOr<ProvenEntry> VerifyProofFile(absl::string_view bytes, absl::string_view entry,
                                            const VerifierKey& log);

}  // namespace tally
