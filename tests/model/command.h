// Command: a request of the contract that changes something, of whatever type.

#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace tally {

struct Command {
  // Such as `tally.v1.Taxes/Define`.
  std::string method;
  // What is sent. Texts that are kNow stand for what the model knows when it is sent.
  std::shared_ptr<const google::protobuf::Message> request;
  // Whether the gate must turn it away.
  bool malformed = false;
  // Not a request at all: this many days pass, where the clock can be set.
  int days = 0;
};

// An etag, or a hash of a draft, that is filled in when the command is sent.
inline constexpr char kNow[] = "now";

// The text of a field of `request`; empty if it has no such field.
inline std::string TextOf(const google::protobuf::Message& request, const std::string& field) {
  const auto* descriptor = request.GetDescriptor()->FindFieldByName(field);
  return descriptor == nullptr ? "" : request.GetReflection()->GetString(request, descriptor);
}

inline std::string RequestIdOf(const google::protobuf::Message& request) {
  return TextOf(request, "request_id");
}

// The org whose request it is.
inline std::string OrgOf(const google::protobuf::Message& request) {
  const auto* org = request.GetDescriptor()->FindFieldByName("org");
  if (org == nullptr) return TextOf(request, "org_id");
  return TextOf(request.GetReflection()->GetMessage(request, org), "org_id");
}

// As a person reads it, and can send it again.
inline std::string TextOf(const Command& command) {
  if (command.request == nullptr) return absl::StrCat("(", command.days, " days pass)");
  return absl::StrCat(command.request->GetDescriptor()->name(), " ",
                      command.request->ShortDebugString());
}

}  // namespace tally
