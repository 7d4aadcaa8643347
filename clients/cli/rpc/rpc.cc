#include "clients/cli/rpc/rpc.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::MethodDescriptor;

bool IsUnary(const MethodDescriptor& rpc) {
  return !rpc.client_streaming() && !rpc.server_streaming();
}

bool IsStream(const MethodDescriptor& rpc) { return !IsUnary(rpc); }

const MethodDescriptor& Find(const Descriptor& request, bool (*is_right)(const MethodDescriptor&)) {
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int i = 0; i < file.service_count(); ++i) {
    const google::protobuf::ServiceDescriptor& service = *file.service(i);
    for (int j = 0; j < service.method_count(); ++j) {
      const MethodDescriptor& rpc = *service.method(j);
      if (rpc.input_type() == &request && is_right(rpc)) return rpc;
    }
  }
  std::fprintf(stderr, "no rpc takes %s\n", request.full_name().c_str());
  std::abort();
}

}  // namespace

const MethodDescriptor& UnaryRpcOf(const Descriptor& request) { return Find(request, &IsUnary); }

const MethodDescriptor& StreamRpcOf(const Descriptor& request) { return Find(request, &IsStream); }

std::string PathOf(const google::protobuf::MethodDescriptor& rpc) {
  return absl::StrCat("/", rpc.service()->full_name(), "/", rpc.name());
}

std::unique_ptr<google::protobuf::Message> NewReply(const google::protobuf::MethodDescriptor& rpc) {
  using google::protobuf::MessageFactory;
  const auto* prototype = MessageFactory::generated_factory()->GetPrototype(rpc.output_type());
  return std::unique_ptr<google::protobuf::Message>(prototype->New());
}

}  // namespace tally
