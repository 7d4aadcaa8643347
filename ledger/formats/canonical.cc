#include "ledger/formats/canonical.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor.h"
#include "ledger/money/decimal.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kTimeWithSeconds = 8;  // 12:00:00

std::string WithoutZeroSeconds(const std::string& time) {
  const bool has_zeros = time.size() == kTimeWithSeconds && absl::EndsWith(time, ":00");
  return has_zeros ? time.substr(0, time.size() - 3) : time;
}

std::string Canonical(const std::string& text, v1::Format format) {
  switch (format) {
    case v1::FORMAT_QUANTITY:
    case v1::FORMAT_PRICE:
    case v1::FORMAT_PERCENT:
    case v1::FORMAT_CHANGE: {
      const auto number = Decimal::Parse(text);
      return number ? number->ToString() : text;
    }
    case v1::FORMAT_TIME_OF_DAY:
      return WithoutZeroSeconds(text);
    default:
      return text;
  }
}

void MakeTextCanonical(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  const v1::Format format = field.options().GetExtension(v1::format);
  if (!field.is_repeated()) {
    reflection.SetString(&message, &field,
                         Canonical(reflection.GetString(message, &field), format));
    return;
  }
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    reflection.SetRepeatedString(
        &message, &field, i, Canonical(reflection.GetRepeatedString(message, &field, i), format));
  }
}

void MakeMessagesCanonical(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) return MakeCanonical(*reflection.MutableMessage(&message, &field));
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    MakeCanonical(*reflection.MutableRepeatedMessage(&message, &field, i));
  }
}

}  // namespace

void MakeCanonical(Message& message) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    if (field->type() == FieldDescriptor::TYPE_STRING) MakeTextCanonical(message, *field);
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) MakeMessagesCanonical(message, *field);
  }
}

}  // namespace tally
