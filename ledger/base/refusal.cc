#include "ledger/base/refusal.h"

#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

const google::protobuf::EnumValueOptions& OptionsOf(v1::Reason reason) {
  return v1::Reason_descriptor()->FindValueByNumber(reason)->options();
}

std::string InWords(const v1::Refusal& refusal) {
  const absl::string_view separator = refusal.field().empty() ? "" : ": ";
  return absl::StrCat(refusal.field(), separator, refusal.message(), ". ", refusal.advice());
}

}  // namespace

absl::Status Refuse(v1::Reason reason, absl::string_view field, absl::string_view message) {
  v1::Refusal refusal;
  refusal.set_reason(reason);
  refusal.set_field(std::string(field));
  refusal.set_message(std::string(message));
  return Refuse(std::move(refusal));
}

absl::Status Refuse(v1::Refusal refusal) {
  const auto& options = OptionsOf(refusal.reason());
  refusal.set_advice(options.GetExtension(v1::advice));

  const auto code = static_cast<absl::StatusCode>(options.GetExtension(v1::code));
  absl::Status status(code, InWords(refusal));
  status.SetPayload(kRefusalUrl, absl::Cord(refusal.SerializeAsString()));
  return status;
}

std::optional<v1::Refusal> RefusalOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kRefusalUrl);
  v1::Refusal refusal;
  if (!payload || !refusal.ParseFromString(std::string(*payload))) return std::nullopt;
  return refusal;
}

}  // namespace tally
