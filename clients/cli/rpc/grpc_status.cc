#include "clients/cli/rpc/grpc_status.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/rpc/failure.h"
#include "google/rpc/status.pb.h"

namespace tally {
namespace {

std::optional<v1::Refusal> RefusalIn(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return std::nullopt;
  for (const google::protobuf::Any& detail : details.details()) {
    v1::Refusal refusal;
    if (detail.UnpackTo(&refusal)) return refusal;
  }
  return std::nullopt;
}

// A call that found no daemon, or that the daemon itself answered so because its disk fails.
absl::Status UnavailableAt(const Endpoint& endpoint, const std::string& message) {
  if (!absl::StartsWith(message, "failed to connect")) {
    return Unreachable(
        absl::StrCat("the daemon at ", endpoint.Name(), " cannot answer: ", message));
  }
  const std::vector<std::string> parts = absl::StrSplit(message, ": ");
  return Unreachable(absl::StrCat("no daemon answers at ", endpoint.Name(), " (", parts.back(),
                                  "); start tallyd, or say where it is with --socket or "
                                  "--address"));
}

}  // namespace

absl::Status FailureOf(const grpc::Status& status, const Endpoint& endpoint) {
  if (status.ok()) return absl::OkStatus();
  if (const auto refusal = RefusalIn(status)) {
    return Refused(static_cast<absl::StatusCode>(status.error_code()), *refusal);
  }
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      return UnavailableAt(endpoint, status.error_message());
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return Unreachable(absl::StrCat("the daemon at ", endpoint.Name(), " did not answer within ",
                                      kCallTimeoutSeconds, " s"));
    case grpc::StatusCode::UNIMPLEMENTED:
      return absl::UnimplementedError("the daemon does not know this command; it may be older");
    default:
      return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                          status.error_message());
  }
}

}  // namespace tally
