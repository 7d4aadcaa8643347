#include "daemon/rpc/gate.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/base/utf8.h"
#include "ledger/formats/format.h"
#include "ledger/formats/list_limit.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsSet(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0
                             : reflection.HasField(message, &field);
}

absl::Status CheckText(const std::string& path, const FieldDescriptor& field,
                       const std::string& text) {
  if (text.empty()) return absl::OkStatus();
  const auto problem = ProblemWith(text, field.options().GetExtension(v1::format));
  return problem ? Refuse(v1::REASON_FIELD_INVALID, path, *problem) : absl::OkStatus();
}

absl::Status CheckEnum(const std::string& path, const FieldDescriptor& field, int value) {
  if (field.enum_type()->FindValueByNumber(value) != nullptr) return absl::OkStatus();
  return Refuse(
      v1::REASON_FIELD_INVALID, path,
      absl::StrCat("is ", value, ", which ", field.enum_type()->name(), " does not have"));
}

absl::Status CheckMessage(const std::string& prefix, const Message& message);

// Checks one value of `field`: the one at `index` if the field is repeated.
absl::Status CheckValue(const std::string& path, const Message& message,
                        const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.type() == FieldDescriptor::TYPE_BYTES) return absl::OkStatus();
      return CheckText(path, field,
                       repeated ? reflection.GetRepeatedString(message, &field, index)
                                : reflection.GetString(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return CheckEnum(path, field,
                       repeated ? reflection.GetRepeatedEnumValue(message, &field, index)
                                : reflection.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return CheckMessage(absl::StrCat(path, "."),
                          repeated ? reflection.GetRepeatedMessage(message, &field, index)
                                   : reflection.GetMessage(message, &field));
    default:
      return absl::OkStatus();
  }
}

absl::Status CheckItems(const std::string& path, const Message& message,
                        const FieldDescriptor& field) {
  const auto size = static_cast<uint32_t>(message.GetReflection()->FieldSize(message, &field));
  const uint32_t at_most = MaxItems(field);
  if (size > at_most) {
    return Refuse(v1::REASON_TOO_MANY_ITEMS, path,
                  absl::StrCat("has ", size, " items; at most ", at_most, " are allowed"));
  }
  if (field.options().GetExtension(v1::refused_one_by_one)) return absl::OkStatus();
  for (uint32_t i = 0; i < size; ++i) {
    absl::Status checked =
        CheckValue(absl::StrCat(path, "[", i, "]"), message, field, static_cast<int>(i));
    if (!checked.ok()) return checked;
  }
  return absl::OkStatus();
}

absl::Status CheckField(const std::string& path, const Message& message,
                        const FieldDescriptor& field) {
  if (!IsSet(message, field)) {
    if (!field.options().GetExtension(v1::required)) return absl::OkStatus();
    return Refuse(v1::REASON_FIELD_MISSING, path, "is missing");
  }
  return field.is_repeated() ? CheckItems(path, message, field)
                             : CheckValue(path, message, field, 0);
}

absl::Status CheckMessage(const std::string& prefix, const Message& message) {
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    absl::Status checked = CheckField(absl::StrCat(prefix, field.name()), message, field);
    if (!checked.ok()) return checked;
  }
  return absl::OkStatus();
}

// Returns the values that `metadata` has under `key`.
std::vector<absl::string_view> ValuesOf(const Metadata& metadata, const char* key) {
  std::vector<absl::string_view> values;
  const auto [first, last] = metadata.equal_range(key);
  for (auto value = first; value != last; ++value) {
    values.emplace_back(value->second.data(), value->second.size());
  }
  return values;
}

absl::StatusOr<Acknowledgement> ReadAcknowledgement(const std::string& text) {
  const size_t at = text.find('@');
  const auto invalid = [&] {
    return Refuse(v1::REASON_FIELD_INVALID, kAcknowledgeKey,
                  "is not written like CONSUMER_ID@POSITION");
  };
  if (at == std::string::npos || !IsUtf8(text)) return invalid();
  Acknowledgement said{.consumer_id = text.substr(0, at), .position = 0};
  const std::string digits = text.substr(at + 1);
  const bool has_digits_alone = std::all_of(digits.begin(), digits.end(),
                                            [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (said.consumer_id.empty() || ProblemWith(said.consumer_id, v1::FORMAT_ID)) return invalid();
  if (!has_digits_alone || !absl::SimpleAtoi(digits, &said.position)) return invalid();
  if (said.position == 0) return invalid();
  return said;
}

}  // namespace

Credentials CredentialsIn(const Metadata& metadata, std::string peer) {
  return {.peer = std::move(peer),
          .authorizations = ValuesOf(metadata, kAuthorizationKey),
          .actors = ValuesOf(metadata, kActorKey),
          .certificate_names = {}};
}

absl::StatusOr<std::optional<Acknowledgement>> AcknowledgementIn(const Metadata& metadata) {
  const std::vector<absl::string_view> values = ValuesOf(metadata, kAcknowledgeKey);
  if (values.size() > 1) {
    return Refuse(v1::REASON_FIELD_INVALID, kAcknowledgeKey, "is given more than once");
  }
  if (values.empty() || values.front().empty()) return std::nullopt;
  absl::StatusOr<Acknowledgement> said = ReadAcknowledgement(std::string(values.front()));
  if (!said.ok()) return said.status();
  return *std::move(said);
}

absl::Status Validate(const Message& request) { return CheckMessage("", request); }

}  // namespace tally
