// Fuzz target: what signed notes are written in: notes, checkpoints, keys and proof files. Each has
// one way to be written, so what is read must be the very bytes that are written for it.

#include "fuzz/fuzz.h"
#include "ledger/base/utf8.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/key.h"
#include "ledger/notes/note.h"
#include "ledger/notes/proof_file.h"

namespace tally {
namespace {

const SignerKey& Signer() {
  static const SignerKey& key = *new SignerKey{"example.com/fuzz", Ed25519Key::FromSeed({7})};
  return key;
}

// Nothing of the note is signed by the key of this target, whatever it says.
void CheckNote(absl::string_view bytes) {
  const auto note = ParseNote(bytes);
  Require(!note.ok() || FormatNote(*note) == bytes, "a note has one way to be written");
}

void CheckCheckpoint(absl::string_view text) {
  const auto checkpoint = ParseCheckpoint(text);
  if (!checkpoint.ok()) return;
  Require(FormatCheckpoint(*checkpoint) == text, "a checkpoint has one way to be written");
  const auto log = SignerKey{checkpoint->origin, Signer().key};
  const auto note = SignCheckpoint(*checkpoint, log);
  Require(note.ok(), "a checkpoint that can be read can be signed");
  const auto verified = VerifyCheckpoint(*note, log.verifier());
  // A note cannot say an origin that is no key name.
  if (ParseNote(*note).ok()) {
    Require(verified.ok() && *verified == *checkpoint, "what is signed is what is verified");
  }
}

// Text that is signed is verified as it is.
void CheckSigning(absl::string_view text) {
  const auto note = SignNote(text, Signer());
  if (!note.ok()) return;
  const VerifierKey key = Signer().verifier();
  const auto verified = VerifyNote(*note, absl::MakeConstSpan(&key, 1));
  if (text.size() > kMaxNoteBytes / 2) return;
  Require(verified.ok() && *verified == text, "a text that was signed is read as it was");
}

void CheckKeys(absl::string_view text) {
  const auto verifier = ParseVerifierKey(text);
  Require(!verifier.ok() || FormatVerifierKey(*verifier) == text,
          "a key has one way to be written");
  const auto signer = ParseSignerKey(text);
  Require(!signer.ok() || FormatSignerKey(*signer) == text, "a secret has one way to be written");
}

void CheckProofFile(absl::string_view bytes) {
  const auto file = ParseProofFile(bytes);
  if (!file.ok()) return;
  Require(FormatProofFile(*file) == bytes, "a proof has one way to be written");
  const auto verified = VerifyProofFile(bytes, file->extra, Signer().verifier());
  Require(!verified.ok(), "what the log has not signed proves nothing");
}

}  // namespace
}  // namespace tally

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tally;
  const absl::string_view bytes = TextOf(data, size);
  CheckNote(bytes);
  CheckCheckpoint(bytes);
  CheckSigning(bytes);
  CheckKeys(bytes);
  CheckProofFile(bytes);
  return 0;
}
