#include "clients/cli/rpc/connection.h"

#include <grpc/support/log.h>

#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/rpc/as_of.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/rpc/grpc_status.h"
#include "clients/cli/rpc/grpc_stream.h"
#include "clients/cli/rpc/headers.h"
#include "clients/cli/rpc/rpc.h"

namespace tally {
namespace {

using google::protobuf::Message;

constexpr int kMaxReceiveBytes = 64 << 20;
constexpr int kMaxAttempts = 8;
constexpr int kMaxPauseBeforeReconnectMs = 1'000;
// A daemon that asks for longer is not waited for.
constexpr absl::Duration kMaxPauseBeforeNextAttempt = absl::Seconds(1);

// By the Unix socket nobody listens in, so TLS is not spoken there.
std::shared_ptr<grpc::ChannelCredentials> CredentialsFor(const Endpoint& endpoint) {
  const ClientCredentials& credentials = endpoint.credentials;
  if (credentials.ca.empty() || !endpoint.socket.empty()) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({credentials.ca, credentials.key, credentials.certificate});
}

// gRPC would otherwise send even calls within this machine through a proxy, and write to stderr.
std::shared_ptr<grpc::Channel> NewChannel(const Endpoint& endpoint) {
  gpr_set_log_function([](gpr_log_func_args*) {});
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxPauseBeforeReconnectMs);
  const std::string target =
      endpoint.socket.empty() ? endpoint.address : absl::StrCat("unix:", endpoint.socket);
  return grpc::CreateCustomChannel(target, CredentialsFor(endpoint), arguments);
}

// A call that is under way; its address is its tag.
struct PendingCall {
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::ClientAsyncResponseReader<Message>> reader;
  grpc::Status status;
  int attempts = 0;
  Connection::Exchange exchange;
};

// Sends the request; the queue gives the call back when it is answered.
void Start(std::unique_ptr<PendingCall> owned, MessageStub& stub, const Endpoint& endpoint,
           grpc::CompletionQueue& queue) {
  PendingCall& call = *owned.release();
  const auto& rpc = UnaryRpcOf(*call.exchange.request->GetDescriptor());
  call.exchange.reply = NewReply(rpc);
  call.context = std::make_unique<grpc::ClientContext>();
  AddHeaders(endpoint, *call.context);
  if (!endpoint.is_patient) {
    call.context->set_deadline(std::chrono::system_clock::now() +
                               std::chrono::seconds(kCallTimeoutSeconds));
  }
  ++call.attempts;
  call.reader =
      stub.PrepareUnaryCall(call.context.get(), PathOf(rpc), *call.exchange.request, &queue);
  call.reader->StartCall();
  call.reader->Finish(call.exchange.reply.get(), &call.status, &call);
}

// Returns how long to wait before the call is sent again; nothing if it is not. What is sent again
// is the same request with the same id, so that a command is done once.
std::optional<absl::Duration> PauseBeforeNextAttempt(const PendingCall& call) {
  if (call.attempts == kMaxAttempts) return std::nullopt;
  if (!IsRefusedFor(call.exchange.status, v1::REASON_OVERLOADED)) return std::nullopt;
  const std::optional<absl::Duration> pause = RetryDelayIn(call.status);
  return pause && *pause <= kMaxPauseBeforeNextAttempt ? pause : std::nullopt;
}

}  // namespace

struct Connection::Channel {
  explicit Channel(const Endpoint& endpoint) : stub(NewChannel(endpoint)) {}

  MessageStub stub;
};

Connection::Connection(Endpoint endpoint)
    : endpoint_(std::move(endpoint)), channel_(std::make_unique<Channel>(endpoint_)) {}

Connection::~Connection() = default;

void Connection::WaitAsLongAsItTakes() { endpoint_.is_patient = true; }

absl::Status Connection::Call(const Message& request, Message& reply) {
  std::unique_ptr<Message> only(request.New());
  only->CopyFrom(request);
  absl::Status status;
  CallMany([&] { return std::move(only); },
           [&](const Exchange& exchange) {
             status = exchange.status;
             if (status.ok()) reply.CopyFrom(*exchange.reply);
           });
  return status;
}

void Connection::CallMany(const std::function<std::unique_ptr<Message>()>& next,
                          const std::function<void(const Exchange&)>& done) {
  grpc::CompletionQueue queue;
  size_t in_flight = 0;
  const auto start_next = [&] {
    auto call = std::make_unique<PendingCall>();
    call->exchange.request = next();
    if (call->exchange.request == nullptr) return false;
    call->exchange.status = AskAsOf(endpoint_.as_of, *call->exchange.request);
    if (!call->exchange.status.ok()) {
      done(call->exchange);
      return true;
    }
    Start(std::move(call), channel_->stub, endpoint_, queue);
    ++in_flight;
    return true;
  };

  while (in_flight < kCallsInFlight && start_next()) {
  }
  void* tag = nullptr;
  bool ok = false;
  while (in_flight > 0 && queue.Next(&tag, &ok)) {
    std::unique_ptr<PendingCall> call(static_cast<PendingCall*>(tag));
    call->exchange.status = FailureOf(call->status, endpoint_);
    if (const auto pause = PauseBeforeNextAttempt(*call)) {
      absl::SleepFor(*pause);
      Start(std::move(call), channel_->stub, endpoint_, queue);
      continue;
    }
    --in_flight;
    done(call->exchange);
    start_next();
  }
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
}

std::unique_ptr<Stream> Connection::Open(const google::protobuf::Descriptor* request_type) {
  return std::make_unique<GrpcStream>(channel_->stub, PathOf(StreamRpcOf(*request_type)),
                                      endpoint_);
}

}  // namespace tally
