// Json: messages as the proto3 JSON mapping writes them, with the names of the contract's fields.

#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace tally {

// Returns the message on several lines, fields without presence included, a line's end behind it.
std::string JsonText(const google::protobuf::Message& message);

// Returns the same on one line.
std::string JsonLine(const google::protobuf::Message& message);

}  // namespace tally
