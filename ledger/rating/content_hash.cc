#include "ledger/rating/content_hash.h"

#include "absl/strings/escaping.h"
#include "ledger/base/sha256.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

void ClearEvidence(v1::Line& line) {
  line.clear_evidence();
  line.clear_further_evidence();
  for (v1::Drift& drift : *line.mutable_drifts()) drift.clear_evidence();
}

}  // namespace

std::string ContentHashOf(const v1::DraftContent& content) {
  v1::DraftContent seen = content;
  seen.clear_content_hash();
  for (v1::DraftLine& rated : *seen.mutable_lines()) ClearEvidence(*rated.mutable_line());
  for (v1::VanishedLine& gone : *seen.mutable_vanished_lines()) {
    ClearEvidence(*gone.mutable_line());
  }
  return absl::BytesToHexString(Sha256({EncodeDeterministically(seen)}));
}

}  // namespace tally
