#include "clients/cli/rpc/grpc_stream.h"

#include <utility>

#include "clients/cli/rpc/as_of.h"
#include "clients/cli/rpc/grpc_status.h"
#include "clients/cli/rpc/headers.h"

namespace tally {

GrpcStream::GrpcStream(MessageStub& stub, const std::string& path, Endpoint endpoint)
    : endpoint_(std::move(endpoint)) {
  AddHeaders(endpoint_, context_);
  call_ = stub.PrepareCall(&context_, path, &queue_);
  call_->StartCall(this);
  can_write_ = Wait();
}

GrpcStream::~GrpcStream() {
  if (!is_finished_) {
    context_.TryCancel();
    Finish().IgnoreError();
  }
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

bool GrpcStream::Write(const google::protobuf::Message& request) {
  if (!can_write_) return false;
  const std::unique_ptr<google::protobuf::Message> asked(request.New());
  asked->CopyFrom(request);
  unwritten_ = AskAsOf(endpoint_.as_of, *asked);
  if (!unwritten_.ok()) {
    context_.TryCancel();
    return can_write_ = false;
  }
  call_->Write(*asked, this);
  can_write_ = Wait();
  return can_write_;
}

void GrpcStream::WritesDone() {
  if (!std::exchange(can_write_, false)) return;
  call_->WritesDone(this);
  Wait();
}

bool GrpcStream::Read(google::protobuf::Message& reply) {
  call_->Read(&reply, this);
  return Wait();
}

bool GrpcStream::ReadWithin(std::chrono::milliseconds patience, google::protobuf::Message& reply) {
  call_->Read(&reply, this);
  void* tag = nullptr;
  bool ok = false;
  const auto deadline = std::chrono::system_clock::now() + patience;
  if (queue_.AsyncNext(&tag, &ok, deadline) == grpc::CompletionQueue::GOT_EVENT) return ok;
  context_.TryCancel();
  Wait();
  return false;
}

absl::Status GrpcStream::Finish() {
  grpc::Status status;
  call_->Finish(&status, this);
  Wait();
  is_finished_ = true;
  return unwritten_.ok() ? FailureOf(status, endpoint_) : unwritten_;
}

bool GrpcStream::Wait() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

}  // namespace tally
