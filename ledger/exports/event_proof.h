// EventProof: one event and the proof that it is in a log, in a file that needs nothing else.
//
// It is a proof file as of notes/proof_file.h whose extra data is the encoded ExportedEvent,
// without a path. Nobody signs extra data, so nothing of it is believed that the leaf does not say.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/key.h"
#include "ledger/tree/hash.h"
#include "tally/v1/audit.pb.h"
#include "tally/v1/event.pb.h"

namespace tally {

// What a proof that holds says.
struct ProvenEvent {
  v1::LeafEntry leaf;
  // With its personal texts; those that were erased as kErased.
  v1::Event event;
  Checkpoint checkpoint;
  uint64_t erased_texts = 0;
};

// What proof files begin with, of any version.
inline constexpr absl::string_view kProofBeginning = "c2sp.org/tlog-proof@";

// Whether a file that begins with these bytes says that it is a proof.
bool LooksLikeProof(absl::string_view beginning);

// Returns the proof of `event`, which has no path; `path` leads from its leaf to the root of the
// signed `checkpoint`.
std::string FormatEventProof(const v1::ExportedEvent& event, std::vector<Hash> path,
                             std::string checkpoint);

// Returns what `bytes` prove of the log whose key this is. INVALID_ARGUMENT if they prove nothing;
// PERMISSION_DENIED if the log has not signed it.
absl::StatusOr<ProvenEvent> VerifyEventProof(absl::string_view bytes, const VerifierKey& log);

}  // namespace tally
