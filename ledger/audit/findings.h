// Findings: what a check found, a bounded number of each kind.
//
// One wrong event can make a thousand others come out differently; the first of a kind tell what
// happened, and the rest are counted.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "tally/v1/audit.pb.h"

namespace tally {

class Findings {
 public:
  // Findings of one kind that are told at most.
  static constexpr uint64_t kMaxOfKind = 20;

  // Notes that `message` is wrong with `subject`. `kind` is what is counted, in words; `position`
  // is zero if it has none.
  void Add(absl::string_view kind, absl::string_view subject, uint64_t position,
           absl::string_view message);

  // Says of each kind how many more there were than were told. To be called last.
  void AddRest();

  // Returns what was found since the last call.
  google::protobuf::RepeatedPtrField<v1::CheckFinding> Take();

  bool empty() const { return counts_.empty(); }

 private:
  std::map<std::string, uint64_t> counts_;
  google::protobuf::RepeatedPtrField<v1::CheckFinding> untold_;
};

}  // namespace tally
