#include "ledger/notes/checkpoint.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ledger/notes/note.h"
#include "ledger/notes/text.h"

namespace tally {
namespace {

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

absl::Status CheckOrigin(const Checkpoint& checkpoint, absl::string_view name) {
  if (checkpoint.origin == name) return absl::OkStatus();
  return Wrong(absl::StrCat("the checkpoint is of \"", checkpoint.origin,
                            "\", but the key is that of \"", name, "\""));
}

}  // namespace

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  std::string text = absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                                  absl::Base64Escape(BytesOf(checkpoint.root)), "\n");
  for (const std::string& extension : checkpoint.extensions) {
    absl::StrAppend(&text, extension, "\n");
  }
  return text;
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  if (!IsNoteText(text)) return Wrong("the checkpoint is not UTF-8, or has a control character");
  if (!absl::EndsWith(text, "\n")) return Wrong("the checkpoint does not end with a newline");
  const std::optional<absl::string_view> origin = TakeLine(text);
  if (!origin || origin->empty()) return Wrong("the checkpoint has no origin");
  const std::optional<absl::string_view> size = TakeLine(text);
  if (!size) return Wrong("the checkpoint has no size");
  const std::optional<absl::string_view> root = TakeLine(text);
  if (!root) return Wrong("the checkpoint has no root");

  Checkpoint checkpoint;
  checkpoint.origin = std::string(*origin);
  const std::optional<uint64_t> leaves = FromDecimal(*size);
  if (!leaves) return Wrong("the size of the checkpoint is not a number of leaves");
  checkpoint.size = *leaves;
  const std::optional<Hash> hash = HashOf(FromBase64(*root).value_or(""));
  if (!hash) return Wrong("the root of the checkpoint is not a hash in base64");
  checkpoint.root = *hash;
  while (const std::optional<absl::string_view> extension = TakeLine(text)) {
    if (extension->empty()) return Wrong("the checkpoint has an empty line");
    checkpoint.extensions.emplace_back(*extension);
  }
  return checkpoint;
}

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SignerKey& log) {
  if (absl::Status status = CheckOrigin(checkpoint, log.name); !status.ok()) return status;
  const std::string text = FormatCheckpoint(checkpoint);
  const absl::StatusOr<Checkpoint> read = ParseCheckpoint(text);
  if (!read.ok()) return read.status();
  if (*read != checkpoint) return Wrong("an extension of the checkpoint is not one line");
  return SignNote(text, log);
}

absl::StatusOr<Checkpoint> VerifyCheckpoint(absl::string_view note, const VerifierKey& log) {
  const absl::StatusOr<std::string> text = VerifyNote(note, absl::MakeConstSpan(&log, 1));
  if (!text.ok()) return text.status();
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(*text);
  if (!checkpoint.ok()) return checkpoint.status();
  if (absl::Status status = CheckOrigin(*checkpoint, log.name); !status.ok()) return status;
  return checkpoint;
}

}  // namespace tally
