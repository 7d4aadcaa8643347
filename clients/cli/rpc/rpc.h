// Rpc: which rpc of the contract a request belongs to.

#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>

namespace tally {

// Each returns the rpc that takes requests of this type: the one that takes one request and gives
// one reply, or the one in which a side sends several. Stops the process if the contract has none.
const google::protobuf::MethodDescriptor& UnaryRpcOf(const google::protobuf::Descriptor& request);
const google::protobuf::MethodDescriptor& StreamRpcOf(const google::protobuf::Descriptor& request);

// Returns the path that HTTP/2 knows it under, such as `/tally.v1.Orgs/List`.
std::string PathOf(const google::protobuf::MethodDescriptor& rpc);

// Returns an empty reply of the rpc.
std::unique_ptr<google::protobuf::Message> NewReply(const google::protobuf::MethodDescriptor& rpc);

}  // namespace tally
