// Refusals: the one way a command says no.
//
// A refusal is an absl::Status that carries a v1::Refusal. The status code and the advice of a
// reason are declared beside it in refusal.proto, and nowhere else.

#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tally/v1/refusal.pb.h"

namespace tally {

// Under which a status carries its refusal.
inline constexpr absl::string_view kRefusalUrl = "type.googleapis.com/tally.v1.Refusal";

// Returns the error that refuses a request because of `reason`. `field` is the path of the field
// that is wrong, empty if it is none; `message` says in words what is wrong with it.
absl::Status Refuse(v1::Reason reason, absl::string_view field, absl::string_view message);

// The same for a refusal that carries more, such as differences. Fills in the advice.
absl::Status Refuse(v1::Refusal refusal);

// Returns the refusal that `status` carries, or nothing if it is another error.
std::optional<v1::Refusal> RefusalOf(const absl::Status& status);

}  // namespace tally
