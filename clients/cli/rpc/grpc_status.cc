#include "clients/cli/rpc/grpc_status.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/rpc/failure.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace tally {
namespace {

// Returns the detail of the call that is a Detail.
template <typename Detail>
std::optional<Detail> DetailIn(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return std::nullopt;
  for (const google::protobuf::Any& any : details.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
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
  // A daemon that ends the connection, or a handshake that fails, speaks another language.
  const bool differs =
      absl::StrContains(message, "Socket closed") || absl::StrContains(message, "handshake");
  if (differs) {
    return Unreachable(absl::StrCat(
        "the daemon at ", endpoint.Name(), " ended the connection (", parts.back(), "); ",
        endpoint.credentials.ca.empty()
            ? "it may speak TLS: give --ca"
            : "see whether it speaks TLS, --ca is of its certificate, and yours holds there"));
  }
  return Unreachable(absl::StrCat("no daemon answers at ", endpoint.Name(), " (", parts.back(),
                                  "); start tallyd, or say where it is with --socket or "
                                  "--address"));
}

}  // namespace

absl::Status FailureOf(const grpc::Status& status, const Endpoint& endpoint) {
  if (status.ok()) return absl::OkStatus();
  if (const auto refusal = DetailIn<v1::Refusal>(status)) {
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

std::optional<absl::Duration> RetryDelayIn(const grpc::Status& status) {
  const auto retry = DetailIn<google::rpc::RetryInfo>(status);
  if (!retry) return std::nullopt;
  return absl::Seconds(retry->retry_delay().seconds()) +
         absl::Nanoseconds(retry->retry_delay().nanos());
}

}  // namespace tally
