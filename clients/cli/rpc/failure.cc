#include "clients/cli/rpc/failure.h"

#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace tally {
namespace {

constexpr char kExitCode[] = "tally.cli/exit-code";

absl::Status Failure(absl::StatusCode code, absl::string_view message, ExitCode exit_code) {
  return WithExitCode(absl::Status(code, message), exit_code);
}

}  // namespace

absl::Status WrongUsage(absl::string_view message) {
  return Failure(absl::StatusCode::kInvalidArgument, message, ExitCode::kWrongUsage);
}

absl::Status PartlyDone(absl::string_view message) {
  return Failure(absl::StatusCode::kAborted, message, ExitCode::kPartlyDone);
}

absl::Status Unreachable(absl::string_view message) {
  return Failure(absl::StatusCode::kUnavailable, message, ExitCode::kUnreachable);
}

absl::Status AnsweredNo() {
  return Failure(absl::StatusCode::kCancelled, "nothing was changed", ExitCode::kAnsweredNo);
}

absl::Status Refused(absl::StatusCode code, const v1::Refusal& refusal) {
  const absl::string_view colon = refusal.field().empty() ? "" : ": ";
  absl::Status status(code, absl::StrCat(refusal.field(), colon, refusal.message()));
  return WithRefusal(std::move(status), refusal);
}

absl::Status WithRefusal(absl::Status status, const v1::Refusal& refusal) {
  status.SetPayload(kRefusalUrl, absl::Cord(refusal.SerializeAsString()));
  return status;
}

absl::Status Prefixed(absl::string_view words, const absl::Status& status) {
  absl::Status prefixed(status.code(), absl::StrCat(words, status.message()));
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { prefixed.SetPayload(url, payload); });
  return prefixed;
}

absl::Status WithExitCode(absl::Status status, ExitCode exit_code) {
  status.SetPayload(kExitCode, absl::Cord(absl::StrCat(static_cast<int>(exit_code))));
  return status;
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return ExitCode::kDone;
  const auto payload = status.GetPayload(kExitCode);
  int code = 0;
  if (!payload || !absl::SimpleAtoi(std::string(*payload), &code)) return ExitCode::kFailed;
  return static_cast<ExitCode>(code);
}

v1::Refusal AsRefusal(const absl::Status& status) {
  if (const auto refusal = RefusalOf(status)) return *refusal;
  v1::Refusal refusal;
  refusal.set_message(std::string(status.message()));
  return refusal;
}

bool IsRefusedFor(const absl::Status& status, v1::Reason reason) {
  const auto refusal = RefusalOf(status);
  return refusal && refusal->reason() == reason;
}

}  // namespace tally
