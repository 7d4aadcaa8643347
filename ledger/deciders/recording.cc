#include "ledger/deciders/recording.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/formats/format.h"

namespace tally {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// `hardware` for CHARGE_KIND_HARDWARE.
std::string NameOf(const EnumValueDescriptor& value) {
  const std::string& zero = value.type()->value(0)->name();
  const absl::string_view prefix = absl::StripSuffix(zero, "UNSPECIFIED");
  return absl::AsciiStrToLower(absl::StripPrefix(value.name(), prefix));
}

// What `field` of `entry` holds, as an error repeats it; empty for yes and no, which callers may
// know under the opposite name.
std::string InWords(const Message& entry, const FieldDescriptor& field) {
  const auto& reflection = *entry.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return absl::StrCat("\"", reflection.GetString(entry, &field), "\"");
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetUInt32(entry, &field), " ", field.name());
    case FieldDescriptor::CPPTYPE_ENUM:
      return NameOf(*reflection.GetEnum(entry, &field));
    default:
      return "";
  }
}

// The first field in which the two differ; null if they do not.
const FieldDescriptor* FirstDifference(const Message& left, const Message& right) {
  const auto& type = *left.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      const bool is = left.GetReflection()->GetBool(left, field);
      if (is != right.GetReflection()->GetBool(right, field)) return field;
    } else if (InWords(left, *field) != InWords(right, *field)) {
      return field;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<Wrong> CheckNeeded(absl::string_view field, const std::string& text,
                                 v1::Format format) {
  if (text.empty()) return Wrong{std::string(field), "is missing"};
  return CheckOptional(field, text, format);
}

std::optional<Wrong> CheckOptional(absl::string_view field, const std::string& text,
                                   v1::Format format) {
  if (text.empty()) return std::nullopt;
  auto problem = ProblemWith(text, format);
  if (!problem) return std::nullopt;
  return Wrong{std::string(field), *std::move(problem)};
}

Wrong Conflict(const Message& known, const Message& entry, absl::string_view advice) {
  const FieldDescriptor* field = FirstDifference(known, entry);
  // What this version does not know of may differ too.
  if (field == nullptr) return {"", absl::StrCat("is not as it was recorded; ", advice)};
  const std::string was = InWords(known, *field);
  if (was.empty()) return {field->name(), absl::StrCat("is not as it was recorded; ", advice)};
  return {field->name(),
          absl::StrCat("is ", InWords(entry, *field), ", but was recorded as ", was, "; ", advice)};
}

}  // namespace tally
