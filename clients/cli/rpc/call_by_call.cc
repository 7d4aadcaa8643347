#include "clients/cli/rpc/call_by_call.h"

#include <utility>

#include "clients/cli/rpc/rpc.h"

namespace tally {

bool CallByCall::Write(const google::protobuf::Message& request) {
  if (!status_.ok()) return false;
  auto reply = NewReply(UnaryRpcOf(*request.GetDescriptor()));
  status_ = connection_.Call(request, *reply);
  if (!status_.ok()) return false;
  replies_.push_back(std::move(reply));
  return true;
}

bool CallByCall::Read(google::protobuf::Message& reply) {
  if (replies_.empty()) return false;
  reply.CopyFrom(*replies_.front());
  replies_.pop_front();
  return true;
}

}  // namespace tally
