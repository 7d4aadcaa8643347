#include "ledger/notes/note.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/notes/text.h"

namespace tally {
namespace {

constexpr char kSignaturePrefix[] = "\u2014 ";
constexpr size_t kKeyIdBytes = 4;

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

std::string EncodeKeyId(uint32_t id) {
  return {static_cast<char>(id >> 24), static_cast<char>(id >> 16 & 0xFF),
          static_cast<char>(id >> 8 & 0xFF), static_cast<char>(id & 0xFF)};
}

uint32_t DecodeKeyId(absl::string_view bytes) {
  uint32_t id = 0;
  for (const char byte : bytes) id = id << 8 | static_cast<unsigned char>(byte);
  return id;
}

absl::StatusOr<NoteSignature> ParseSignature(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kSignaturePrefix)) {
    return Wrong("a line of a signature begins with an em dash and a space");
  }
  const size_t space = line.find(' ');
  if (space == absl::string_view::npos) {
    return Wrong("a line of a signature has a key name, a space and base64");
  }
  const absl::string_view name = line.substr(0, space);
  if (!IsKeyName(name)) return Wrong("the key name of a signature is empty or has a space or plus");
  const std::optional<std::string> bytes = FromBase64(line.substr(space + 1));
  if (!bytes) return Wrong("a signature is not written in base64");
  if (bytes->size() <= kKeyIdBytes) return Wrong("a signature is too short");
  const uint32_t id = DecodeKeyId(absl::string_view(*bytes).substr(0, kKeyIdBytes));
  return NoteSignature{std::string(name), id, bytes->substr(kKeyIdBytes)};
}

const VerifierKey* Find(absl::Span<const VerifierKey> keys, const NoteSignature& signature) {
  for (const VerifierKey& key : keys) {
    if (key.name == signature.key_name && key.id() == signature.key_id) return &key;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<Note> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return Wrong("the note is too long");
  if (!IsNoteText(bytes)) return Wrong("the note is not UTF-8, or has a control character");
  const size_t end = bytes.rfind("\n\n");
  if (end == absl::string_view::npos) return Wrong("the note has no empty line before signatures");
  absl::string_view rest = bytes.substr(end + 2);
  if (!absl::EndsWith(rest, "\n")) return Wrong("the note does not end with a line of a signature");

  Note note;
  note.text = std::string(bytes.substr(0, end + 1));
  while (const std::optional<absl::string_view> line = TakeLine(rest)) {
    if (note.signatures.size() == kMaxNoteSignatures)
      return Wrong("the note has too many signatures");
    absl::StatusOr<NoteSignature> signature = ParseSignature(*line);
    if (!signature.ok()) return signature.status();
    note.signatures.push_back(*std::move(signature));
  }
  return note;
}

std::string FormatNote(const Note& note) {
  std::string bytes = absl::StrCat(note.text, "\n");
  for (const NoteSignature& signature : note.signatures) {
    const std::string signed_by = absl::StrCat(EncodeKeyId(signature.key_id), signature.bytes);
    absl::StrAppend(&bytes, kSignaturePrefix, signature.key_name, " ",
                    absl::Base64Escape(signed_by), "\n");
  }
  return bytes;
}

absl::StatusOr<std::string> SignNote(absl::string_view text, const SignerKey& signer) {
  if (!IsNoteText(text)) return Wrong("the text is not UTF-8, or has a control character");
  if (!absl::EndsWith(text, "\n")) return Wrong("the text does not end with a newline");
  const VerifierKey verifier = signer.verifier();
  return FormatNote({std::string(text), {{signer.name, verifier.id(), signer.key.Sign(text)}}});
}

absl::StatusOr<std::string> VerifyNote(absl::string_view bytes,
                                       absl::Span<const VerifierKey> known) {
  absl::StatusOr<Note> note = ParseNote(bytes);
  if (!note.ok()) return note.status();
  bool is_signed = false;
  for (const NoteSignature& signature : note->signatures) {
    const VerifierKey* const key = Find(known, signature);
    if (key == nullptr) continue;
    if (!VerifyEd25519(key->public_key, note->text, signature.bytes)) {
      return absl::PermissionDeniedError(
          absl::StrCat("the signature by ", key->name, " is not one of this text"));
    }
    is_signed = true;
  }
  if (!is_signed) return absl::PermissionDeniedError("no known key has signed the note");
  return std::move(note->text);
}

}  // namespace tally
