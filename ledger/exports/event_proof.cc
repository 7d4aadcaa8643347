#include "ledger/exports/event_proof.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/exports/exported_event.h"
#include "ledger/notes/proof_file.h"
#include "ledger/sealing/leaf.h"

namespace tally {
namespace {

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

}  // namespace

bool LooksLikeProof(absl::string_view beginning) {
  return absl::StartsWith(beginning, kProofBeginning);
}

std::string FormatEventProof(const v1::ExportedEvent& event, std::vector<Hash> path,
                             std::string checkpoint) {
  return FormatProofFile({.extra = event.SerializeAsString(),
                          .index = event.leaf().position() - 1,
                          .hashes = std::move(path),
                          .checkpoint = std::move(checkpoint)});
}

absl::StatusOr<ProvenEvent> VerifyEventProof(absl::string_view bytes, const VerifierKey& log) {
  const absl::StatusOr<ProofFile> file = ParseProofFile(bytes);
  if (!file.ok()) return file.status();
  v1::ExportedEvent exported;
  if (!ParseExactly(file->extra, exported) || exported.path_size() > 0) {
    return Wrong("the extra data of the proof are not an event as tally writes it");
  }
  const absl::StatusOr<ProvenEntry> proven =
      VerifyProofFile(bytes, EncodeLeaf(exported.leaf()), log);
  if (!proven.ok()) return proven.status();
  if (exported.leaf().position() != proven->index + 1) {
    return Wrong(absl::StrCat("the event says that it is at position ", exported.leaf().position(),
                              ", but is proved to be at ", proven->index + 1));
  }
  absl::StatusOr<v1::Event> event = OpenEvent(exported);
  if (!event.ok()) {
    return Wrong(
        absl::StrCat("the event (", NameOf(exported.leaf()), "): ", event.status().message()));
  }
  return ProvenEvent{.leaf = exported.leaf(),
                     .event = *std::move(event),
                     .checkpoint = proven->checkpoint,
                     .erased_texts = ErasedTextsOf(exported)};
}

}  // namespace tally
