// GrpcStream: a Stream over gRPC. Each operation is waited for before the next, so that one queue
// and no thread is enough.

#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <chrono>
#include <memory>
#include <string>

#include "clients/cli/rpc/endpoint.h"
#include "clients/cli/rpc/stream.h"

namespace tally {

using MessageStub =
    grpc::TemplatedGenericStub<google::protobuf::Message, google::protobuf::Message>;

class GrpcStream : public Stream {
 public:
  // Opens the call.
  GrpcStream(MessageStub& stub, const std::string& path, Endpoint endpoint);
  ~GrpcStream() override;

  bool Write(const google::protobuf::Message& request) override;
  void WritesDone() override;
  bool Read(google::protobuf::Message& reply) override;
  bool ReadWithin(std::chrono::milliseconds patience, google::protobuf::Message& reply) override;
  absl::Status Finish() override;

 private:
  using Call = grpc::ClientAsyncReaderWriter<google::protobuf::Message, google::protobuf::Message>;

  // Waits for the operation under way; false if it did not succeed.
  bool Wait();

  Endpoint endpoint_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<Call> call_;
  bool can_write_ = false;
  bool is_finished_ = false;
  // Why nothing could be written, if that is not for the daemon to say.
  absl::Status unwritten_;
};

}  // namespace tally
