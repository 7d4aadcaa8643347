// Note: a text signed by one or more keys, as of c2sp.org/signed-note.
//
//   note       := text newline signature+     text ends with a newline and may hold empty lines
//   signature  := "— " key_name " " base64(key_id bytes) newline
//   key_id     := 4 bytes, big-endian, as key.h says
//
// A text is worth nothing before VerifyNote() has returned it.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/notes/key.h"

namespace tally {

constexpr size_t kMaxNoteBytes = 1'000'000;
constexpr size_t kMaxNoteSignatures = 100;

struct NoteSignature {
  std::string key_name;
  uint32_t key_id = 0;
  std::string bytes;  // Not empty; 64 of Ed25519, any number of a kind that is not known here.

  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct Note {
  std::string text;
  std::vector<NoteSignature> signatures;

  friend bool operator==(const Note&, const Note&) = default;
};

// Returns the note, whoever signed it, without verifying anything. INVALID_ARGUMENT if it is not
// written exactly as above, or above a limit.
absl::StatusOr<Note> ParseNote(absl::string_view bytes);

// Writes what ParseNote() reads.
std::string FormatNote(const Note& note);

// Returns the note of `text`, signed by `signer`. INVALID_ARGUMENT unless `text` is UTF-8 without
// control characters and ends with a newline.
absl::StatusOr<std::string> SignNote(absl::string_view text, const SignerKey& signer);

// Returns the text of a note that one of the `known` keys signed. Signatures by other keys are
// ignored, and a wrong one by a known key is an error, even beside a right one. INVALID_ARGUMENT if
// the note cannot be parsed, PERMISSION_DENIED if it is not signed as it should be.
absl::StatusOr<std::string> VerifyNote(absl::string_view bytes,
                                       absl::Span<const VerifierKey> known);

}  // namespace tally
