// RpcService: serves one service of the contract from its descriptor.
//
//   RpcService drafts("tally.v1.Drafts", server);
//   drafts.Command<v1::ApproveDraft>("Approve");
//   drafts.Query<v1::GetDraft, v1::Draft>("Get", &GetDraft);
//   drafts.CheckComplete();
//
// Each call goes through the gate; a command then to the ledger, which answers it when it is
// durable, and a query to a view of now. Requests are taken as bytes, so that one that cannot be
// read is answered with the field that is wrong.

#pragma once

#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "daemon/access/gatekeeper.h"
#include "daemon/rpc/errors.h"
#include "daemon/rpc/gate.h"
#include "daemon/rpc/guarded_source.h"
#include "daemon/rpc/in_flight.h"
#include "daemon/rpc/message_stream.h"
#include "daemon/rpc/method_log.h"
#include "daemon/rpc/worker.h"
#include "google/protobuf/descriptor.h"
#include "ledger/base/refusal.h"
#include "ledger/ledger.h"
#include "ledger/signer.h"
#include "spdlog/logger.h"

namespace tally {

// What services are made of. All must outlive them.
struct Serving {
  Ledger& ledger;
  const Gatekeeper& gatekeeper;
  Signer& signer;
  spdlog::logger& log;
  InFlight& in_flight;
  StreamThreads& streams;
  // Version of the daemon.
  std::string version;
  // Directory of the data.
  std::string data;
  // Directory of the backups.
  std::string backups;
};

class RpcService final : public grpc::Service {
 public:
  // `name` is a service of the contract, declared in `file`.
  RpcService(const google::protobuf::FileDescriptor& file, const std::string& name,
             Serving serving);

  // Serves `method` by deciding C. `then` is called with the command and the reply after a
  // success, on the ledger's thread.
  template <tally::Command C>
  void Command(const std::string& method,
               std::function<void(const C&, const ReplyOf<C>&)> then = {});

  // Serves `method` by answering Q from a view of now.
  template <class Q, class Reply>
  void Query(const std::string& method,
             std::function<absl::StatusOr<Reply>(const Q&, const View&)> answer);

  // The same for what depends on who asks, beyond whether they may.
  template <class Q, class Reply>
  void QueryOf(const std::string& method,
               std::function<absl::StatusOr<Reply>(const Caller&, const Q&, const View&)> answer);

  // The same for what takes long and needs no view: on `worker`, so that others are answered
  // meanwhile.
  template <class Q, class Reply>
  void LongQuery(const std::string& method, std::shared_ptr<Worker> worker,
                 std::function<absl::StatusOr<Reply>(const Q&)> answer);

  // Serves `method` by what `act` answers, now or later, by calling what it is given.
  template <class Q, class Reply>
  void Action(const std::string& method,
              std::function<void(const Q&, std::function<void(absl::StatusOr<Reply>)>)> act);

  // Serves `method` by sending the messages of the source that `open` returns for Q.
  template <class Q>
  void Stream(const std::string& method,
              std::function<absl::StatusOr<std::unique_ptr<MessageSource>>(const Q&)> open);

  // Serves `method`, a bidirectional stream, by deciding each message as a C, and replying in
  // order. The first that is refused ends the stream with the refusal.
  template <tally::Command C>
  void CommandStream(const std::string& method);

  // Full name, such as `tally.v1.Drafts`.
  const std::string& name() const { return descriptor_.full_name(); }

  // Stops the process, naming it, if a method of the contract is not served.
  void CheckComplete() const;

 private:
  using UnaryHandler =
      std::function<void(const Caller&, const grpc::ByteBuffer& request, grpc::ByteBuffer* response,
                         std::function<void(const absl::Status&)> finish)>;
  using StreamHandler = std::function<absl::StatusOr<std::unique_ptr<MessageSource>>(
      const Caller&, const grpc::ByteBuffer& request)>;
  // Decides one message, and calls `reply` with the encoded reply or the refusal.
  using MessageHandler =
      std::function<void(const Caller&, const grpc::ByteBuffer& request,
                         std::function<void(absl::StatusOr<grpc::ByteBuffer>)> reply)>;

  // Whether a call may acknowledge an event: only one command can be one step with that.
  enum class Acknowledges { kNothing, kOneEvent };

  // Serves `method`, a call with one reply that is counted among those of `kind`.
  void AddUnary(const std::string& method, InFlight::Kind kind, UnaryHandler handler,
                Acknowledges acknowledges = Acknowledges::kNothing);
  void AddStream(const std::string& method, StreamHandler handler);
  void AddMessageStream(const std::string& method, MessageHandler handler);

  // Returns who makes the call.
  absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& call,
                                  const std::string& method, Acknowledges acknowledges) const;

  // Registers `method`, and returns its index.
  int Register(const std::string& method);
  // What the log calls `method`, such as `tally.v1.Drafts/Approve`.
  std::string NameOf(const std::string& method) const;

  // Parses and validates `bytes` as a Q, with which the caller may call `method`.
  template <class Q>
  absl::StatusOr<Q> Read(const std::string& method, const Caller& caller,
                         const grpc::ByteBuffer& bytes) const;
  // Whether the caller may call `method`, as NameOf() calls it, with `request`.
  absl::Status Admit(const std::string& method, const Caller& caller,
                     const google::protobuf::Message& request) const;
  // Takes note that the caller has called `method`, as NameOf() calls it, with `request`.
  void NoteDone(const std::string& method, const Caller& caller,
                const google::protobuf::Message& request) const;
  // Answers `query` from the view that it asks for: of now, or of then if it says so.
  template <class Q, class Reply>
  absl::StatusOr<Reply> Answer(
      const Q& query,
      const std::function<absl::StatusOr<Reply>(const Q&, const View&)>& answer) const;
  static absl::Status ReadInto(const grpc::ByteBuffer& bytes, google::protobuf::Message& request);

  // Has it kept that the gate refused `command`, as far as that could be read.
  void NoteRefusal(const Caller& caller, absl::string_view org_id,
                   const google::protobuf::Message& command, const absl::Status& status) const;

  // Reads `bytes` as a C, submits it, and logs the call; see Command().
  template <tally::Command C>
  void Submit(const std::string& method, const Caller& caller, const grpc::ByteBuffer& bytes,
              const std::function<void(const C&, const ReplyOf<C>&)>& then,
              std::function<void(absl::StatusOr<grpc::ByteBuffer>)> reply);

  const google::protobuf::ServiceDescriptor& descriptor_;
  const Serving serving_;
  std::deque<std::string> paths_;
  std::set<std::string> served_;
};

template <class Q>
absl::StatusOr<Q> RpcService::Read(const std::string& method, const Caller& caller,
                                   const grpc::ByteBuffer& bytes) const {
  Q request;
  if (absl::Status read = ReadInto(bytes, request); !read.ok()) return read;
  if (absl::Status may = Admit(method, caller, request); !may.ok()) return may;
  return request;
}

template <tally::Command C>
void RpcService::Submit(const std::string& method, const Caller& caller,
                        const grpc::ByteBuffer& bytes,
                        const std::function<void(const C&, const ReplyOf<C>&)>& then,
                        std::function<void(absl::StatusOr<grpc::ByteBuffer>)> reply) {
  absl::StatusOr<C> command = C();
  if (absl::Status read = ReadInto(bytes, *command); !read.ok()) {
    // Of an org that the caller does not reach nothing is kept there.
    const bool may = Admit(method, caller, *command).ok();
    if (may) NoteRefusal(caller, OrgOf(*command), *command, read);
    command = std::move(read);
  } else if (absl::Status may = Admit(method, caller, *command); !may.ok()) {
    command = std::move(may);
  }
  if (!command.ok()) {
    LogCall(serving_.log, method, nullptr, caller.actor, command.status());
    return reply(command.status());
  }
  const auto kept = std::make_shared<const C>(*command);
  Origin origin{.actor = caller.actor, .acknowledgement = caller.acknowledgement};
  serving_.ledger.Submit<C>(*std::move(command), std::move(origin),
                            [this, method, kept, then, caller,
                             reply = std::move(reply)](const absl::StatusOr<ReplyOf<C>>& outcome) {
                              LogCall(serving_.log, method, kept.get(), caller.actor,
                                      outcome.status());
                              if (!outcome.ok()) return reply(outcome.status());
                              NoteDone(method, caller, *kept);
                              if (then) then(*kept, *outcome);
                              reply(ToBytes(*outcome));
                            });
}

template <tally::Command C>
void RpcService::Command(const std::string& method,
                         std::function<void(const C&, const ReplyOf<C>&)> then) {
  AddUnary(
      method, InFlight::Kind::kCommand,
      [this, method = NameOf(method), then = std::move(then)](
          const Caller& caller, const grpc::ByteBuffer& bytes, grpc::ByteBuffer* response,
          std::function<void(const absl::Status&)> finish) {
        Submit<C>(method, caller, bytes, then,
                  [response, finish = std::move(finish)](absl::StatusOr<grpc::ByteBuffer> outcome) {
                    if (outcome.ok()) *response = *std::move(outcome);
                    finish(outcome.status());
                  });
      },
      Acknowledges::kOneEvent);
}

template <class Q, class Reply>
void RpcService::Action(
    const std::string& method,
    std::function<void(const Q&, std::function<void(absl::StatusOr<Reply>)>)> act) {
  AddUnary(method, InFlight::Kind::kCommand,
           [this, method = NameOf(method), act = std::move(act)](
               const Caller& caller, const grpc::ByteBuffer& bytes, grpc::ByteBuffer* response,
               std::function<void(const absl::Status&)> finish) {
             const absl::StatusOr<Q> request = Read<Q>(method, caller, bytes);
             if (!request.ok()) {
               LogCall(serving_.log, method, nullptr, caller.actor, request.status());
               return finish(request.status());
             }
             act(*request, [this, method, request = *request, caller, response,
                            finish = std::move(finish)](const absl::StatusOr<Reply>& reply) {
               LogCall(serving_.log, method, &request, caller.actor, reply.status());
               if (reply.ok()) NoteDone(method, caller, request);
               if (reply.ok()) *response = ToBytes(*reply);
               finish(reply.status());
             });
           });
}

template <class Q, class Reply>
absl::StatusOr<Reply> RpcService::Answer(
    const Q& query,
    const std::function<absl::StatusOr<Reply>(const Q&, const View&)>& answer) const {
  if constexpr (requires { query.as_of(); }) {
    const absl::StatusOr<View> view = serving_.ledger.ReadFor(query);
    return view.ok() ? answer(query, *view) : view.status();
  } else {
    return answer(query, serving_.ledger.Read());
  }
}

template <class Q, class Reply>
void RpcService::Query(const std::string& method,
                       std::function<absl::StatusOr<Reply>(const Q&, const View&)> answer) {
  QueryOf<Q, Reply>(method,
                    [answer = std::move(answer)](const Caller&, const Q& query, const View& view) {
                      return answer(query, view);
                    });
}

template <class Q, class Reply>
void RpcService::QueryOf(
    const std::string& method,
    std::function<absl::StatusOr<Reply>(const Caller&, const Q&, const View&)> answer) {
  AddUnary(method, InFlight::Kind::kQuery,
           [this, method = NameOf(method), answer = std::move(answer)](
               const Caller& caller, const grpc::ByteBuffer& bytes, grpc::ByteBuffer* response,
               const std::function<void(const absl::Status&)>& finish) {
             const absl::StatusOr<Q> query = Read<Q>(method, caller, bytes);
             absl::Status status = query.status();
             if (query.ok()) {
               const absl::StatusOr<Reply> reply = Answer<Q, Reply>(
                   *query,
                   [&](const Q& asked, const View& view) { return answer(caller, asked, view); });
               status = reply.status();
               if (reply.ok()) NoteDone(method, caller, *query);
               if (reply.ok()) *response = ToBytes(*reply);
             }
             LogCall(serving_.log, method, query.ok() ? &*query : nullptr, caller.actor, status);
             finish(status);
           });
}

template <class Q, class Reply>
void RpcService::LongQuery(const std::string& method, std::shared_ptr<Worker> worker,
                           std::function<absl::StatusOr<Reply>(const Q&)> answer) {
  AddUnary(method, InFlight::Kind::kQuery,
           [this, method = NameOf(method), worker = std::move(worker), answer = std::move(answer)](
               const Caller& caller, const grpc::ByteBuffer& bytes, grpc::ByteBuffer* response,
               const std::function<void(const absl::Status&)>& finish) {
             const absl::StatusOr<Q> query = Read<Q>(method, caller, bytes);
             const auto end = [this, method, finish, caller](const Q* read,
                                                             const absl::Status& status) {
               LogCall(serving_.log, method, read, caller.actor, status);
               if (status.ok()) NoteDone(method, caller, *read);
               finish(status);
             };
             if (!query.ok()) return end(nullptr, query.status());
             const bool taken = worker->Submit([query = *query, answer, response, end] {
               const absl::StatusOr<Reply> reply = answer(query);
               if (reply.ok()) *response = ToBytes(*reply);
               end(&query, reply.status());
             });
             if (taken) return;
             end(&*query, Refuse(v1::REASON_OVERLOADED, "", "too many long calls wait"));
           });
}

template <class Q>
void RpcService::Stream(
    const std::string& method,
    std::function<absl::StatusOr<std::unique_ptr<MessageSource>>(const Q&)> open) {
  AddStream(method,
            [this, method = NameOf(method), open = std::move(open)](
                const Caller& caller,
                const grpc::ByteBuffer& bytes) -> absl::StatusOr<std::unique_ptr<MessageSource>> {
              const absl::StatusOr<Q> query = Read<Q>(method, caller, bytes);
              if (!query.ok()) {
                LogCall(serving_.log, method, nullptr, caller.actor, query.status());
                return query.status();
              }
              absl::StatusOr<std::unique_ptr<MessageSource>> source = open(*query);
              LogCall(serving_.log, method, &*query, caller.actor, source.status());
              if (!source.ok()) return source;
              NoteDone(method, caller, *query);
              return Guarded(*std::move(source), [this, method, caller, query = *query] {
                return Admit(method, caller, query);
              });
            });
}

template <tally::Command C>
void RpcService::CommandStream(const std::string& method) {
  AddMessageStream(method, [this, method = NameOf(method)](
                               const Caller& caller, const grpc::ByteBuffer& bytes,
                               std::function<void(absl::StatusOr<grpc::ByteBuffer>)> reply) {
    Submit<C>(method, caller, bytes, {}, std::move(reply));
  });
}

}  // namespace tally
