#include "daemon/rpc/malformed.h"

#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/unknown_field_set.h"
#include "ledger/base/refusal.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// Length of the UTF-8 sequence at the front of `text`, which is not empty; 0 if it is not one.
// Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

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
