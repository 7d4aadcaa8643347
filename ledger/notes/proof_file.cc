#include "ledger/notes/proof_file.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/notes/note.h"
#include "ledger/notes/text.h"
#include "ledger/tree/verify.h"

namespace tally {
namespace {

constexpr char kHeader[] = "c2sp.org/tlog-proof@v1";
constexpr char kExtra[] = "extra ";
constexpr char kIndex[] = "index ";

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

}  // namespace

std::string FormatProofFile(const ProofFile& file) {
  std::string bytes = absl::StrCat(kHeader, "\n");
  if (!file.extra.empty()) {
    absl::StrAppend(&bytes, kExtra, absl::Base64Escape(file.extra), "\n");
  }
  absl::StrAppend(&bytes, kIndex, file.index, "\n");
  for (const Hash& hash : file.hashes) {
    absl::StrAppend(&bytes, absl::Base64Escape(BytesOf(hash)), "\n");
  }
  absl::StrAppend(&bytes, "\n", file.checkpoint);
  return bytes;
}

absl::StatusOr<ProofFile> ParseProofFile(absl::string_view bytes) {
  if (TakeLine(bytes) != absl::string_view(kHeader)) {
    return Wrong(absl::StrCat("the first line of a proof is ", kHeader));
  }
  ProofFile file;
  absl::string_view line = TakeLine(bytes).value_or("");
  if (absl::ConsumePrefix(&line, kExtra)) {
    const std::optional<std::string> extra = FromBase64(line);
    if (!extra || extra->empty()) return Wrong("the extra data of the proof are not in base64");
    file.extra = *extra;
    line = TakeLine(bytes).value_or("");
  }
  const std::optional<uint64_t> index =
      absl::ConsumePrefix(&line, kIndex) ? FromDecimal(line) : std::nullopt;
  if (!index) return Wrong("the proof has no line with the index of the entry");
  file.index = *index;

  while (const std::optional<absl::string_view> text = TakeLine(bytes)) {
    if (text->empty()) {
      file.checkpoint = std::string(bytes);
      return file;
    }
    if (file.hashes.size() == kMaxProofHashes) return Wrong("the proof has too many hashes");
    const std::optional<Hash> hash = HashOf(FromBase64(*text).value_or(""));
    if (!hash) return Wrong("a line of the proof is not a hash in base64");
    file.hashes.push_back(*hash);
  }
  return Wrong("the proof has no empty line before its checkpoint");
}

absl::StatusOr<ProvenEntry> VerifyProofFile(absl::string_view bytes, absl::string_view entry,
                                            const VerifierKey& log) {
  const absl::StatusOr<ProofFile> file = ParseProofFile(bytes);
  if (!file.ok()) return file.status();
  absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(file->checkpoint, log);
  if (!checkpoint.ok()) return checkpoint.status();
  absl::Status status = VerifyInclusion(LeafHash(entry), file->index, checkpoint->size,
                                        file->hashes, checkpoint->root);
  if (!status.ok()) return status;
  return ProvenEntry{file->index, *std::move(checkpoint)};
}

}  // namespace tally
