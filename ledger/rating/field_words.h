// Field words: any field of a document as a person reads it.

#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace tally {

// Returns what `field` of `message` says, such as `12.50 EUR`, `by_day` or `quantity 3, unit price
// 0.5; quantity 2, unit price 0.4`. Empty if it is not set. The evidence of counts says nothing.
std::string FieldInWords(const google::protobuf::Message& message,
                         const google::protobuf::FieldDescriptor& field);

// Returns `unit price` for `unit_price`.
std::string NameInWords(const google::protobuf::FieldDescriptor& field);

}  // namespace tally
