// Etag: says whether a resource is still as it was read.

#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "tally/v1/events.pb.h"

namespace tally {

// Returns the etag of a resource that `recorded` changed: its position, unique for ever.
inline std::string EtagOf(const v1::RecordedEvent& recorded) {
  return absl::StrCat(recorded.position());
}

}  // namespace tally
