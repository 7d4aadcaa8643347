#include "system/support/guest.h"

#include "system/support/grpc_call.h"

namespace tally {
namespace {

class GenericCall final : public OpenCall {
 public:
  GenericCall(grpc::GenericStub& stub, const Headers& headers, absl::string_view method,
              absl::string_view bytes) {
    Prepare(context_, "");
    for (const auto& [key, value] : headers) context_.AddMetadata(key, value);
    call_ = stub.PrepareCall(&context_, absl::StrCat("/", method), &queue_);
    call_->StartCall(nullptr);
    if (Await()) Write(bytes);
  }

  ~GenericCall() override {
    if (finished_) return;
    Cancel();
    FinishCall();
  }

  bool Write(absl::string_view bytes) override {
    call_->Write(ToBuffer(bytes), nullptr);
    return Await();
  }

  void WritesDone() {
    call_->WritesDone(nullptr);
    Await();
  }

  bool Read(std::string& bytes) override {
    grpc::ByteBuffer reply;
    call_->Read(&reply, nullptr);
    if (!Await()) return false;
    bytes = ToText(reply);
    return true;
  }

  absl::Status Finish() override { return ToAbsl(FinishCall()); }

  grpc::Status FinishCall() {
    grpc::Status status;
    call_->Finish(&status, nullptr);
    Await();
    finished_ = true;
    return status;
  }

  void Cancel() { context_.TryCancel(); }

 private:
  bool Await() {
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
    return ok;
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  bool finished_ = false;
};

}  // namespace

struct Guest::Stub {
  const Headers headers;
  grpc::GenericStub generic;
};

Guest::Guest(const std::string& target, Headers headers)
    : stub_(new Stub{std::move(headers), grpc::GenericStub(Connect(target))}) {}
Guest::~Guest() = default;

WireOutcome Guest::Call(absl::string_view method, absl::string_view bytes) const {
  GenericCall call(stub_->generic, stub_->headers, method, bytes);
  call.WritesDone();
  WireOutcome outcome;
  outcome.answered = call.Read(outcome.reply);
  if (outcome.answered) call.Cancel();
  const grpc::Status status = call.FinishCall();
  outcome.status = ToAbsl(status);
  outcome.details = status.error_details();
  return outcome;
}

std::unique_ptr<OpenCall> Guest::Open(absl::string_view method, absl::string_view bytes) const {
  return std::make_unique<GenericCall>(stub_->generic, stub_->headers, method, bytes);
}

absl::Status Guest::CallCompressed(absl::string_view method, absl::string_view bytes,
                                   size_t zeros) const {
  grpc::ClientContext context;
  Prepare(context, "");
  for (const auto& [key, value] : stub_->headers) context.AddMetadata(key, value);
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  return CallGeneric(stub_->generic, context, method,
                     ToBuffer(absl::StrCat(std::string(bytes), std::string(zeros, '\0'))))
      .status;
}

}  // namespace tally
