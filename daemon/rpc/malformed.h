// Malformed: says why a request cannot be read.

#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace tally {

// Returns the refusal of `bytes`, which do not parse as a message of `type`: MESSAGE_MALFORMED,
// naming the first text field that is not UTF-8 if that is the cause.
absl::Status RefuseMalformed(absl::string_view bytes, const google::protobuf::Descriptor& type);

}  // namespace tally
