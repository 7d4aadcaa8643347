#include "daemon/rpc/malformed.h"

#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/unknown_field_set.h"
#include "ledger/base/refusal.h"
#include "ledger/base/utf8.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// Returns the path of the first text field that is not UTF-8. The bytes are read without knowing
// the type, because reading them as the type has failed.
std::optional<std::string> FindBadText(absl::string_view bytes, const Descriptor& type) {
  UnknownFieldSet fields;
  if (!fields.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  std::map<int, int> seen;
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& value = fields.field(i);
    const FieldDescriptor* field = type.FindFieldByNumber(value.number());
    if (field == nullptr || value.type() != UnknownField::TYPE_LENGTH_DELIMITED) continue;
    const int index = seen[value.number()]++;
    const std::string name =
        field->is_repeated() ? absl::StrCat(field->name(), "[", index, "]") : field->name();
    if (field->type() == FieldDescriptor::TYPE_STRING && !IsUtf8(value.length_delimited())) {
      return name;
    }
    if (field->type() != FieldDescriptor::TYPE_MESSAGE) continue;
    const auto inner = FindBadText(value.length_delimited(), *field->message_type());
    if (inner) return absl::StrCat(name, ".", *inner);
  }
  return std::nullopt;
}

}  // namespace

absl::Status RefuseMalformed(absl::string_view bytes, const Descriptor& type) {
  const auto bad_text = FindBadText(bytes, type);
  if (bad_text) return Refuse(v1::REASON_MESSAGE_MALFORMED, *bad_text, "is not UTF-8");
  return Refuse(v1::REASON_MESSAGE_MALFORMED, "",
                absl::StrCat("the request is no ", type.full_name()));
}

}  // namespace tally
