// Filled: requests of any type that the gate takes, made from their descriptors.

#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "support/contract.h"
#include "system/support/story.h"
#include "tally/v1/options.pb.h"

namespace tally {

// Text that is written as `format` says.
inline std::string TextIn(v1::Format format) {
  switch (format) {
    case v1::FORMAT_REQUEST_ID:
      return NewRequestId();
    case v1::FORMAT_CURRENCY:
      return "USD";
    case v1::FORMAT_TIME_ZONE:
      return "UTC";
    case v1::FORMAT_DATE:
      return "2026-10-01";
    case v1::FORMAT_MONTH:
      return "2026-10";
    case v1::FORMAT_QUANTITY:
    case v1::FORMAT_PRICE:
    case v1::FORMAT_PERCENT:
    case v1::FORMAT_CHANGE:
      return "1";
    case v1::FORMAT_EMAIL:
      return "x@y.example";
    case v1::FORMAT_TIME_OF_DAY:
      return "12:00";
    default:
      return "x";
  }
}

// Sets all that is required in `message`, and in what that holds. Each `org_id` that is there is
// `org_id`, also those that are not required, unless that is empty.
inline void Fill(google::protobuf::Message& message, const std::string& org_id) {
  using google::protobuf::FieldDescriptor;
  const auto& type = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool is_org = field.name() == "org_id" && !org_id.empty();
    const bool holds_org = !org_id.empty() && !field.is_repeated() &&
                           field.message_type() != nullptr &&
                           field.message_type()->FindFieldByName("org_id") != nullptr;
    if (!is_org && !holds_org && !field.options().GetExtension(v1::required)) continue;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string text = TextIn(field.options().GetExtension(v1::format));
        if (is_org) text = org_id;
        if (field.is_repeated()) {
          reflection.AddString(&message, &field, text);
        } else {
          reflection.SetString(&message, &field, text);
        }
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Fill(field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                 : *reflection.MutableMessage(&message, &field),
             org_id);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        if (field.is_repeated()) {
          reflection.AddEnumValue(&message, &field, 1);
        } else {
          reflection.SetEnumValue(&message, &field, 1);
        }
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        if (field.is_repeated()) {
          reflection.AddUInt64(&message, &field, 1);
        } else {
          reflection.SetUInt64(&message, &field, 1);
        }
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        if (field.is_repeated()) {
          reflection.AddInt64(&message, &field, 1);
        } else {
          reflection.SetInt64(&message, &field, 1);
        }
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        if (field.is_repeated()) {
          reflection.AddUInt32(&message, &field, 1);
        } else {
          reflection.SetUInt32(&message, &field, 1);
        }
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        if (field.is_repeated()) {
          reflection.AddInt32(&message, &field, 1);
        } else {
          reflection.SetInt32(&message, &field, 1);
        }
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&message, &field, true);
        break;
      default:
        ADD_FAILURE() << "cannot fill " << field.full_name();
    }
  }
}

// A request of `method` about `org_id` that the gate takes; about no org if that is empty and the
// method may do without.
inline std::unique_ptr<google::protobuf::Message> FilledRequest(
    const google::protobuf::MethodDescriptor& method, const std::string& org_id) {
  auto request = NewMessage(*method.input_type());
  Fill(*request, org_id);
  return request;
}

}  // namespace tally
