// Every field: fills and changes messages field by field, so that a test forgets none.

#pragma once

#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace tally {

// Sets every field of `message` that is not set, and puts one into every empty list. No type of
// document holds itself.
inline void FillEveryField(google::protobuf::Message& message) {
  using google::protobuf::FieldDescriptor;
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (field.is_repeated() && reflection.FieldSize(message, &field) == 0) {
      is_message ? (void)reflection.AddMessage(&message, &field)
                 : reflection.AddString(&message, &field, "text");
    }
    if (is_message && field.is_repeated()) {
      for (int j = 0; j < reflection.FieldSize(message, &field); ++j) {
        FillEveryField(*reflection.MutableRepeatedMessage(&message, &field, j));
      }
    } else if (is_message) {
      FillEveryField(*reflection.MutableMessage(&message, &field));
    } else if (!field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
               reflection.GetString(message, &field).empty()) {
      reflection.SetString(&message, &field, "text");
    }
  }
}

// Changes one value of a field.
inline void ChangeField(google::protobuf::Message& message,
                        const google::protobuf::FieldDescriptor& field) {
  using google::protobuf::FieldDescriptor;
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field, reflection.GetString(message, &field) + "1");
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, reflection.GetInt64(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, reflection.GetInt32(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field, reflection.GetUInt32(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&message, &field, reflection.GetUInt64(message, &field) + 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, !reflection.GetBool(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field,
                                     reflection.GetEnumValue(message, &field) + 1);
    default:
      FAIL() << "a field of another type: " << field.full_name();
  }
}

// Changes each figure and word of `part`, one at a time, and calls `check` with its name.
inline void ForEachChange(google::protobuf::Message& part, const std::string& path,
                          const std::function<void(const std::string&)>& check) {
  using google::protobuf::FieldDescriptor;
  const auto& reflection = *part.GetReflection();
  for (int i = 0; i < part.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *part.GetDescriptor()->field(i);
    const std::string name = absl::StrCat(path, "/", field.name());
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (field.is_repeated()) {
      for (int j = 0; j < reflection.FieldSize(part, &field); ++j) {
        if (is_message) {
          ForEachChange(*reflection.MutableRepeatedMessage(&part, &field, j), name, check);
          continue;
        }
        const std::string before = reflection.GetRepeatedString(part, &field, j);
        reflection.SetRepeatedString(&part, &field, j, before + "1");
        check(name);
        reflection.SetRepeatedString(&part, &field, j, before);
      }
    } else if (is_message) {
      if (!reflection.HasField(part, &field)) continue;
      ForEachChange(*reflection.MutableMessage(&part, &field), name, check);
    } else {
      const std::unique_ptr<google::protobuf::Message> before(part.New());
      before->CopyFrom(part);
      ChangeField(part, field);
      check(name);
      part.CopyFrom(*before);
    }
  }
}

}  // namespace tally
