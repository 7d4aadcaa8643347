// Gate: what a call came with, read off its headers and its fields.
//
//   sign in (daemon/access) -> parse -> validate -> may they (daemon/access)

#pragma once

#include <grpcpp/support/string_ref.h>

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "daemon/access/sign_in.h"
#include "google/protobuf/message.h"
#include "ledger/consumers/acknowledgement.h"

namespace tally {

// What a call came with beside its request.
using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

// Returns what `metadata`, of a call from `peer`, says of who calls. The metadata must outlive it.
Credentials CredentialsIn(const Metadata& metadata, std::string peer);

// Returns the event that a call acknowledges, if any. FIELD_INVALID unless it is one at most,
// written as `CONSUMER_ID@POSITION`.
absl::StatusOr<std::optional<Acknowledgement>> AcknowledgementIn(const Metadata& metadata);

// Refuses a request whose fields are not as options.proto declares: FIELD_MISSING, FIELD_INVALID or
// TOO_MANY_ITEMS, naming the first such field.
absl::Status Validate(const google::protobuf::Message& request);

}  // namespace tally
