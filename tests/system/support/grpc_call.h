// GrpcCall: what calls to the daemon are made of, for clients with stubs of their own.
//
// Only their .cc files include this: gRPC's headers are slow to compile.

#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "system/support/client.h"

namespace tally {

// A connection of its own to `target`, such as `unix:/tmp/tally/tallyd.sock`.
std::shared_ptr<grpc::Channel> Connect(const std::string& target);

// Returns `status` with the refusal that came with it.
absl::Status ToAbsl(const grpc::Status& status);

// Makes ready a call by `actor`, which fails after kPatience.
void Prepare(grpc::ClientContext& context, const std::string& actor);

// The bytes as many times over, which are in memory once.
grpc::ByteBuffer ToBuffer(absl::string_view bytes, size_t times = 1);

std::string ToText(const grpc::ByteBuffer& buffer);

// Sends `request` to `method`, such as `tally.v1.Orgs/Define`, a call with one reply.
RawOutcome CallGeneric(grpc::GenericStub& stub, grpc::ClientContext& context,
                       absl::string_view method, const grpc::ByteBuffer& request);

template <class Stub, class Request, class Reply>
absl::StatusOr<Reply> CallUnary(const std::string& actor, Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Reply*),
                                const Request& request) {
  grpc::ClientContext context;
  Prepare(context, actor);
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return ToAbsl(status);
  return reply;
}

template <class Message>
class StreamReader final : public Reader<Message> {
 public:
  // `start` begins the call.
  template <class Start>
  StreamReader(const std::string& actor, Start start) {
    Prepare(context_, actor);
    reader_ = start(&context_);
  }

  bool Read(Message& message) override { return reader_->Read(&message); }
  void Cancel() override { context_.TryCancel(); }
  absl::Status Finish() override { return ToAbsl(reader_->Finish()); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Message>> reader_;
};

// All messages; calls `between` with the number of those that came so far.
template <class Message>
absl::StatusOr<std::vector<Message>> ReadAll(Reader<Message>& reader,
                                             const std::function<void(size_t)>& between = {}) {
  std::vector<Message> messages;
  for (Message message; reader.Read(message);) {
    messages.push_back(message);
    if (between) between(messages.size());
  }
  if (absl::Status ended = reader.Finish(); !ended.ok()) return ended;
  return messages;
}

}  // namespace tally
