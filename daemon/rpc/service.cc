#include "daemon/rpc/service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "daemon/rpc/client_certificate.h"
#include "daemon/rpc/malformed.h"
#include "ledger/base/refusal.h"
#include "ledger/base/utf8.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/formats/format.h"

namespace tally {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using Reply = std::function<void(absl::StatusOr<ByteBuffer>)>;

// Messages of one stream of commands that may be decided at the same time.
constexpr size_t kMaxInFlight = 8;

// Where gRPC keeps the client's certificate, in PEM.
constexpr char kCertificateProperty[] = "x509_pem_cert";

std::string BytesOf(const ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// Whether a text that came with a request that was refused is what it should be.
bool IsWritten(absl::string_view text, v1::Format format) {
  return !text.empty() && IsUtf8(text) && !ProblemWith(text, format);
}

// Returns `tally.v1.Drafts/Approve` as roles write it: `Drafts.Approve`.
std::string ShortName(absl::string_view method) {
  absl::ConsumePrefix(&method, "tally.v1.");
  std::string name(method);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

// The client certificate that TLS verified; one that names nobody if there is none.
ClientCertificate CertificateOf(const CallbackServerContext& call) {
  const auto context = call.auth_context();
  if (context == nullptr || !context->IsPeerAuthenticated()) return {};
  const std::vector<grpc::string_ref> found = context->FindPropertyValues(kCertificateProperty);
  if (found.size() != 1) return {};
  return ReadClientCertificate({found.front().data(), found.front().size()});
}

// Answers one call with `reply`, which gRPC keeps.
class AnswerReactor final : public grpc::ServerUnaryReactor {
 public:
  // Counts the call in; `ticket` is an error if it is not known who calls, or they call too often.
  AnswerReactor(InFlight& in_flight, InFlight::Kind kind,
                absl::StatusOr<CallerLimits::Ticket> ticket, const ByteBuffer& request,
                const ByteBuffer& reply)
      : in_flight_(in_flight), kind_(kind), reply_(reply), bytes_(request.Length()) {
    admitted_ = ticket.ok() ? in_flight_.Enter(kind_, bytes_) : ticket.status();
    if (ticket.ok()) ticket_ = *std::move(ticket);
    if (!admitted_.ok()) Finish(ToGrpc(admitted_));
  }

  // Why the call has ended at once; OK if it is to be answered.
  const absl::Status& admitted() const { return admitted_; }

  void Answer(const absl::Status& status) {
    in_flight_.Hold(kind_, reply_.Length());
    bytes_ += reply_.Length();
    Finish(ToGrpc(status));
  }

  // Only now the answer has left, or the client has gone.
  void OnDone() override {
    if (admitted_.ok()) in_flight_.Leave(kind_, bytes_);
    delete this;
  }

 private:
  InFlight& in_flight_;
  const InFlight::Kind kind_;
  const ByteBuffer& reply_;
  size_t bytes_;
  absl::Status admitted_;
  CallerLimits::Ticket ticket_;
};

// A stream that is counted as its caller's for as long as it is there.
class CountedSource final : public MessageSource {
 public:
  CountedSource(std::unique_ptr<MessageSource> source, CallerLimits::Ticket ticket)
      : ticket_(std::move(ticket)), source_(std::move(source)) {}

  void WakeBy(std::function<void()> wake) override { source_->WakeBy(std::move(wake)); }
  Step Next() override { return source_->Next(); }

 private:
  const CallerLimits::Ticket ticket_;
  const std::unique_ptr<MessageSource> source_;
};

// Decides the messages of one stream, a few at a time, and replies in the order in which they came.
class CommandReactor final : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  using Decide = std::function<void(const ByteBuffer& request, Reply reply)>;

  CommandReactor(InFlight& in_flight, CallerLimits::Ticket ticket, Decide decide)
      : in_flight_(in_flight), ticket_(std::move(ticket)), decide_(std::move(decide)) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (ok) {
      Take();
    } else {
      const absl::MutexLock lock(&mutex_);
      ends_ = true;
    }
    {
      // Not before the request was decided, because the next one is read into its place.
      const absl::MutexLock lock(&mutex_);
      reading_ = false;
    }
    GoOn();
  }

  void OnWriteDone(bool ok) override {
    {
      const absl::MutexLock lock(&mutex_);
      writing_ = false;
      if (!ok) ends_ = true;
      Drop();
    }
    GoOn();
  }

  void OnDone() override { delete this; }

 private:
  struct Message {
    // Whether it was counted in.
    bool admitted = false;
    // What is counted for it.
    size_t bytes = 0;
    // Empty until it is decided.
    std::optional<absl::StatusOr<ByteBuffer>> reply = {};
  };

  // Has the request decided. One that is not admitted is the last, and is told so in its turn.
  void Take() {
    const size_t bytes = request_.Length();
    const absl::Status admitted = in_flight_.Enter(InFlight::Kind::kCommand, bytes);
    uint64_t number = 0;
    {
      const absl::MutexLock lock(&mutex_);
      number = first_ + messages_.size();
      Message& message = messages_.emplace_back();
      message.admitted = admitted.ok();
      message.bytes = bytes;
      if (admitted.ok()) {
        unanswered_ += 1;
      } else {
        message.reply = admitted;
        ends_ = true;
      }
    }
    if (!admitted.ok()) return;
    decide_(request_, [this, number](absl::StatusOr<ByteBuffer> reply) {
      OnReply(number, std::move(reply));
    });
  }

  // May be called on the ledger's thread, and touches nothing after GoOn().
  void OnReply(uint64_t number, absl::StatusOr<ByteBuffer> reply) {
    {
      const absl::MutexLock lock(&mutex_);
      Message& message = messages_[number - first_];
      message.reply = std::move(reply);
      if (message.reply->ok()) {
        const size_t bytes = (*message.reply)->Length();
        in_flight_.Hold(InFlight::Kind::kCommand, bytes);
        message.bytes += bytes;
      }
      unanswered_ -= 1;
    }
    GoOn();
  }

  // Writes and reads what can be, and ends the stream when that is all. Finishing comes last, and
  // without the lock: gRPC may then delete this at once.
  void GoOn() {
    bool finish = false;
    absl::Status status;
    {
      const absl::MutexLock lock(&mutex_);
      WriteIfReady();
      ReadIfRoom();
      finish = ends_ && !reading_ && !writing_ && unanswered_ == 0 && !finished_;
      finished_ = finished_ || finish;
      status = status_;
    }
    if (finish) Finish(ToGrpc(status));
  }

  void WriteIfReady() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    while (!writing_ && !messages_.empty() && messages_.front().reply) {
      const absl::StatusOr<ByteBuffer>& reply = *messages_.front().reply;
      if (status_.ok() && reply.ok()) {
        writing_ = true;
        StartWrite(&*reply);
        return;
      }
      // What comes after the first refusal is not answered: sent again, it has its stored reply.
      if (status_.ok()) status_ = reply.status();
      ends_ = true;
      Drop();
    }
  }

  void ReadIfRoom() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (reading_ || ends_ || messages_.size() >= kMaxInFlight) return;
    reading_ = true;
    StartRead(&request_);
  }

  // Drops the first message, which was answered.
  void Drop() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const Message& first = messages_.front();
    if (first.admitted) in_flight_.Leave(InFlight::Kind::kCommand, first.bytes);
    messages_.pop_front();
    first_ += 1;
  }

  InFlight& in_flight_;
  const CallerLimits::Ticket ticket_;
  const Decide decide_;
  ByteBuffer request_;

  absl::Mutex mutex_;
  // From message number first_ on.
  std::deque<Message> messages_ ABSL_GUARDED_BY(mutex_);
  uint64_t first_ ABSL_GUARDED_BY(mutex_) = 1;
  size_t unanswered_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

class RefusedReactor final : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  explicit RefusedReactor(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

RpcService::RpcService(const google::protobuf::FileDescriptor& file, const std::string& name,
                       Serving serving)
    : descriptor_(*file.FindServiceByName(name)), serving_(std::move(serving)) {}

void RpcService::CheckComplete() const {
  for (int i = 0; i < descriptor_.method_count(); ++i) {
    const std::string& name = descriptor_.method(i)->name();
    if (served_.contains(name)) continue;
    std::fprintf(stderr, "tallyd: %s.%s is in the contract, but is not served\n",
                 descriptor_.full_name().c_str(), name.c_str());
    std::abort();
  }
}

absl::Status RpcService::ReadInto(const ByteBuffer& bytes, google::protobuf::Message& request) {
  const std::string text = BytesOf(bytes);
  if (!request.ParseFromString(text)) return RefuseMalformed(text, *request.GetDescriptor());
  return Validate(request);
}

absl::Status RpcService::Admit(const std::string& method, const Caller& caller,
                               const google::protobuf::Message& request) const {
  return serving_.gatekeeper.Admit(caller, ShortName(method), request);
}

void RpcService::NoteDone(const std::string& method, const Caller& caller,
                          const google::protobuf::Message& request) const {
  serving_.gatekeeper.Done(caller, ShortName(method), request);
}

absl::StatusOr<Caller> RpcService::CallerOf(const CallbackServerContext& call,
                                            const std::string& method,
                                            Acknowledges acknowledges) const {
  Credentials credentials = CredentialsIn(call.client_metadata(), call.peer());
  ClientCertificate certificate = CertificateOf(call);
  credentials.certificate_names = std::move(certificate.names);
  credentials.certificate_expires_at = certificate.expires_at;
  absl::StatusOr<Caller> caller = serving_.gatekeeper.Identify(credentials, ShortName(method));
  if (!caller.ok()) return caller;
  absl::StatusOr<std::optional<Acknowledgement>> said = AcknowledgementIn(call.client_metadata());
  if (!said.ok()) return said.status();
  if (*said && acknowledges == Acknowledges::kNothing) {
    return Refuse(v1::REASON_FIELD_INVALID, kAcknowledgeKey,
                  "can only be sent with one command that has one reply");
  }
  caller->acknowledgement = *std::move(said);
  return caller;
}

void RpcService::NoteRefusal(const Caller& caller, absl::string_view org_id,
                             const google::protobuf::Message& command,
                             const absl::Status& status) const {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal) return;
  const auto& type = *command.GetDescriptor();
  RefusedCommand refused;
  if (IsWritten(org_id, v1::FORMAT_ID)) refused.org_id = std::string(org_id);
  v1::RefusalRecord& record = refused.record;
  record.set_actor(caller.actor);
  const std::string request_id =
      command.GetReflection()->GetString(command, type.FindFieldByName("request_id"));
  if (IsWritten(request_id, v1::FORMAT_REQUEST_ID)) record.set_request_id(request_id);
  record.set_command(type.full_name());
  *record.mutable_refusal() = *refusal;
  record.set_judged_position(serving_.ledger.log().head().position());
  *record.mutable_refused_at() = ToProto(serving_.ledger.Now());
  if (serving_.ledger.Note(std::move(refused))) return;
  serving_.log.warn("event=refusal_not_kept actor={}", LogValue(caller.actor));
}

int RpcService::Register(const std::string& method) {
  using grpc::internal::RpcMethod;
  const auto* found = descriptor_.FindMethodByName(method);
  if (found == nullptr || !served_.insert(method).second) {
    std::fprintf(stderr, "tallyd: %s.%s is served, but not in the contract, or twice\n",
                 descriptor_.full_name().c_str(), method.c_str());
    std::abort();
  }
  const auto type = found->client_streaming()   ? RpcMethod::BIDI_STREAMING
                    : found->server_streaming() ? RpcMethod::SERVER_STREAMING
                                                : RpcMethod::NORMAL_RPC;
  const int index = static_cast<int>(paths_.size());
  const std::string& path = paths_.emplace_back(absl::StrCat("/", NameOf(method)));
  AddMethod(new grpc::internal::RpcServiceMethod(path.c_str(), type, nullptr));
  return index;
}

std::string RpcService::NameOf(const std::string& method) const {
  return absl::StrCat(descriptor_.full_name(), "/", method);
}

void RpcService::AddUnary(const std::string& method, InFlight::Kind kind, UnaryHandler handler,
                          Acknowledges acknowledges) {
  const int index = Register(method);
  MarkMethodRawCallback(
      index, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                 [this, name = NameOf(method), kind, acknowledges, handler = std::move(handler)](
                     CallbackServerContext* call, const ByteBuffer* request, ByteBuffer* response) {
                   const absl::StatusOr<Caller> caller = CallerOf(*call, name, acknowledges);
                   auto ticket = caller.ok()
                                     ? serving_.gatekeeper.limits().EnterCall(*caller, absl::Now())
                                     : caller.status();
                   auto* reactor = new AnswerReactor(serving_.in_flight, kind, std::move(ticket),
                                                     *request, *response);
                   if (!reactor->admitted().ok()) {
                     LogCall(serving_.log, name, nullptr, caller.ok() ? caller->actor : "",
                             reactor->admitted());
                     return reactor;
                   }
                   handler(*caller, *request, response,
                           [reactor](const absl::Status& status) { reactor->Answer(status); });
                   return reactor;
                 }));
}

void RpcService::AddStream(const std::string& method, StreamHandler handler) {
  const int index = Register(method);
  MarkMethodRawCallback(
      index,
      new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
          [this, name = NameOf(method), handler = std::move(handler)](CallbackServerContext* call,
                                                                      const ByteBuffer* request) {
            const absl::StatusOr<Caller> caller = CallerOf(*call, name, Acknowledges::kNothing);
            if (!caller.ok()) return EndStream(caller.status());
            auto ticket = serving_.gatekeeper.limits().EnterStream(*caller, absl::Now());
            if (!ticket.ok()) return EndStream(ticket.status());
            auto source = handler(*caller, *request);
            if (!source.ok()) return EndStream(source.status());
            return StreamMessages(serving_.streams, std::make_unique<CountedSource>(
                                                        *std::move(source), *std::move(ticket)));
          }));
}

void RpcService::AddMessageStream(const std::string& method, MessageHandler handler) {
  const int index = Register(method);
  MarkMethodRawCallback(
      index,
      new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
          [this, name = NameOf(method), handler = std::move(handler)](
              CallbackServerContext* call) -> grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* {
            absl::StatusOr<Caller> caller = CallerOf(*call, name, Acknowledges::kNothing);
            if (!caller.ok()) return new RefusedReactor(caller.status());
            auto ticket = serving_.gatekeeper.limits().EnterStream(*caller, absl::Now());
            if (!ticket.ok()) return new RefusedReactor(ticket.status());
            return new CommandReactor(
                serving_.in_flight, *std::move(ticket),
                [handler, caller = *std::move(caller)](const ByteBuffer& request, Reply reply) {
                  handler(caller, request, std::move(reply));
                });
          }));
}

}  // namespace tally
