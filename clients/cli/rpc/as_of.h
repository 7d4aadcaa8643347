// AsOf: how a query is asked for an earlier state of the ledger.

#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tally/v1/as_of.pb.h"

namespace tally {

// Reads what --as-of says: a position, or an instant as RFC 3339. Wrong usage if it is neither.
absl::StatusOr<v1::AsOf> ParseAsOf(const std::string& text);

// Wrong usage: the command does not look at a state.
absl::Status IsNoQuery();

// Makes `request` ask for `as_of`, if that is set. Wrong usage if it is no query of a state.
absl::Status AskAsOf(const std::optional<v1::AsOf>& as_of, google::protobuf::Message& request);

}  // namespace tally
