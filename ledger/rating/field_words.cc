#include "ledger/rating/field_words.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/amount_words.h"
#include "tally/v1/documents.pb.h"

namespace tally {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// `by_day` for PRORATION_BY_DAY: what all names of an enum start with is that of its zero.
std::string InWords(const EnumValueDescriptor& value) {
  absl::string_view prefix = value.type()->value(0)->name();
  absl::ConsumeSuffix(&prefix, "UNSPECIFIED");
  if (value.number() == 0) return "";
  return absl::AsciiStrToLower(absl::StripPrefix(value.name(), prefix));
}

std::string InWords(const Message& message) {
  if (message.GetDescriptor() == v1::Money::descriptor()) {
    const auto& money = dynamic_cast<const v1::Money&>(message);
    return AmountWords(money);
  }
  if (message.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
    return FormatInstant(FromProto(dynamic_cast<const google::protobuf::Timestamp&>(message)));
  }
  std::vector<std::string> words;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const std::string said = FieldInWords(message, field);
    if (!said.empty()) words.push_back(absl::StrCat(NameInWords(field), " ", said));
  }
  return absl::StrJoin(words, ", ");
}

// What the only value of a field says.
std::string OneInWords(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return InWords(reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return InWords(*reflection.GetEnum(message, &field));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      break;
  }
  // No document has a field of floating point.
  return "";
}

std::string AllInWords(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  std::string words;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    absl::StrAppend(&words, i == 0 ? "" : "; ",
                    field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
                        ? InWords(reflection.GetRepeatedMessage(message, &field, i))
                        : reflection.GetRepeatedString(message, &field, i));
  }
  return words;
}

}  // namespace

std::string FieldInWords(const Message& message, const FieldDescriptor& field) {
  if (field.message_type() == v1::CountEvidence::descriptor()) return "";
  if (field.is_repeated()) return AllInWords(message, field);
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (is_message && !message.GetReflection()->HasField(message, &field)) return "";
  return OneInWords(message, field);
}

std::string NameInWords(const FieldDescriptor& field) {
  return absl::StrReplaceAll(field.name(), {{"_", " "}});
}

}  // namespace tally
