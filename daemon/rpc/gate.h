// Gate: what every request passes before it is decided or answered.
//
//   authenticate -> authorise -> validate
//
// So far the daemon listens only where every caller may do everything (a Unix socket and loopback),
// and the actor is who the caller says they are.

#pragma once

#include <grpcpp/support/string_ref.h>

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "ledger/consumers/acknowledgement.h"

namespace tally {

// Who is calling.
struct Caller {
  // Recorded with what they do.
  std::string actor;
  // What they acknowledge with it.
  std::optional<Acknowledgement> acknowledgement = {};
};

// The metadata key under which a caller says who they are.
inline constexpr char kActorKey[] = "tally-actor";

// What a call came with beside its request.
using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

// Returns who is calling. FIELD_INVALID unless they name themselves once at most, in one line of
// UTF-8: what is recorded must be readable for ever; and unless they acknowledge one event at most,
// as `CONSUMER_ID@POSITION`.
absl::StatusOr<Caller> Identify(const Metadata& metadata);

// Refuses a request whose fields are not as options.proto declares: FIELD_MISSING, FIELD_INVALID or
// TOO_MANY_ITEMS, naming the first such field.
absl::Status Validate(const google::protobuf::Message& request);

}  // namespace tally
