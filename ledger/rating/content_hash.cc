#include "ledger/rating/content_hash.h"

#include "absl/strings/escaping.h"
#include "ledger/base/sha256.h"
#include "ledger/store/encoding.h"

namespace tally {

std::string ContentHashOf(const v1::DraftContent& content) {
  v1::DraftContent seen = content;
  seen.clear_content_hash();
  for (v1::DraftLine& rated : *seen.mutable_lines()) rated.mutable_line()->clear_evidence();
  for (v1::VanishedLine& gone : *seen.mutable_vanished_lines()) {
    gone.mutable_line()->clear_evidence();
  }
  return absl::BytesToHexString(Sha256({EncodeDeterministically(seen)}));
}

}  // namespace tally
