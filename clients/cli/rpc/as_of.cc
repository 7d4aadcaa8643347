#include "clients/cli/rpc/as_of.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/rpc/failure.h"
#include "ledger/calendar/timestamp.h"

namespace tally {

absl::StatusOr<v1::AsOf> ParseAsOf(const std::string& text) {
  v1::AsOf as_of;
  uint64_t position = 0;
  if (!text.empty() && absl::ascii_isdigit(text.front()) && absl::SimpleAtoi(text, &position)) {
    as_of.set_position(position);
    return as_of;
  }
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error) || time == absl::InfiniteFuture() ||
      time == absl::InfinitePast()) {
    return WrongUsage(absl::StrCat(
        "--as-of: is \"", absl::CHexEscape(text),
        "\"; say a position, or an instant with its zone, such as 2026-09-30T23:59:59Z"));
  }
  *as_of.mutable_time() = ToProto(time);
  return as_of;
}

absl::Status IsNoQuery() {
  return WrongUsage("--as-of: this command is about the ledger as it is; leave the option out");
}

absl::Status AskAsOf(const std::optional<v1::AsOf>& as_of, google::protobuf::Message& request) {
  if (!as_of) return absl::OkStatus();
  const auto* field = request.GetDescriptor()->FindFieldByName("as_of");
  if (field == nullptr || field->message_type() != v1::AsOf::descriptor()) return IsNoQuery();
  request.GetReflection()->MutableMessage(&request, field)->CopyFrom(*as_of);
  return absl::OkStatus();
}

}  // namespace tally
