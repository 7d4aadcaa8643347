#include "ledger/audit/findings.h"

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

v1::CheckFinding Finding(absl::string_view subject, uint64_t position, absl::string_view message) {
  v1::CheckFinding finding;
  finding.set_subject(std::string(subject));
  finding.set_position(position);
  finding.set_message(std::string(message));
  return finding;
}

}  // namespace

void Findings::Add(absl::string_view kind, absl::string_view subject, uint64_t position,
                   absl::string_view message) {
  if (++counts_[std::string(kind)] > kMaxOfKind) return;
  *untold_.Add() = Finding(subject, position, message);
}

void Findings::AddRest() {
  for (const auto& [kind, count] : counts_) {
    if (count <= kMaxOfKind) continue;
    *untold_.Add() = Finding(kind, 0, absl::StrCat("and ", count - kMaxOfKind, " more"));
  }
}

google::protobuf::RepeatedPtrField<v1::CheckFinding> Findings::Take() {
  google::protobuf::RepeatedPtrField<v1::CheckFinding> found;
  found.Swap(&untold_);
  return found;
}

}  // namespace tally
