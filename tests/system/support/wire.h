// Wire: calls by their bytes, for tests of what exactly is answered.

#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "system/support/client.h"

namespace tally {

// The first method that takes `request`, such as `tally.v1.Orgs/Define`.
inline std::string MethodFor(const google::protobuf::Descriptor& request) {
  for (int i = 0; i < request.file()->service_count(); ++i) {
    const auto& service = *request.file()->service(i);
    for (int j = 0; j < service.method_count(); ++j) {
      if (service.method(j)->input_type() != &request) continue;
      return absl::StrCat(service.full_name(), "/", service.method(j)->name());
    }
  }
  return "";
}

// What `request` is answered, to the byte.
inline RawOutcome SendRaw(const Client& client, const google::protobuf::Message& request) {
  return client.CallRaw(MethodFor(*request.GetDescriptor()), request.SerializeAsString());
}

}  // namespace tally
