// Contract: the services and requests of the contract, found by their descriptors.
//
//   const auto request = ParseRequest("Taxes/Define", "org_id: 'msp' tax { tax_id: 'vat' }");
//   for (const auto* method : MethodsOfContract()) …

#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "support/text.h"
#include "tally/v1/events.pb.h"

namespace tally {

// All that this program is linked with: those that the daemon serves, where it is.
inline std::vector<const google::protobuf::ServiceDescriptor*> ServicesOfContract() {
  using google::protobuf::DescriptorPool;
  std::vector<std::string> names;
  EXPECT_TRUE(DescriptorPool::internal_generated_database()->FindAllFileNames(&names));
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const std::string& name : names) {
    if (!absl::StartsWith(name, "tally/v1/")) continue;
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

inline std::vector<const google::protobuf::MethodDescriptor*> MethodsOfContract() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const auto* service : ServicesOfContract()) {
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

// What gRPC calls `method`, such as `tally.v1.Taxes/Define`.
inline std::string PathOf(const google::protobuf::MethodDescriptor& method) {
  return absl::StrCat(method.service()->full_name(), "/", method.name());
}

inline bool IsCommand(const google::protobuf::MethodDescriptor& method) {
  return method.input_type()->FindFieldByName("request_id") != nullptr;
}

inline std::unique_ptr<google::protobuf::Message> NewMessage(
    const google::protobuf::Descriptor& type) {
  const auto* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
  return std::unique_ptr<google::protobuf::Message>(prototype->New());
}

// The request in text format that `method`, such as `Taxes/Define`, takes; null, failing the test,
// if there is no such method or the text is not one.
inline std::unique_ptr<google::protobuf::Message> ParseRequest(absl::string_view method,
                                                               absl::string_view text) {
  for (const auto* known : MethodsOfContract()) {
    if (PathOf(*known) != absl::StrCat("tally.v1.", method)) continue;
    auto request = NewMessage(*known->input_type());
    const bool parsed =
        google::protobuf::TextFormat::ParseFromString(WithInstants(text), request.get());
    EXPECT_TRUE(parsed) << text;
    return request;
  }
  ADD_FAILURE() << "there is no " << method;
  return nullptr;
}

}  // namespace tally
