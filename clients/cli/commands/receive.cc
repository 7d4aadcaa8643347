#include "clients/cli/commands/receive.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/run_with_input.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/json.h"
#include "tally/v1/consumers.pb.h"

namespace tally {
namespace {

// What the daemon takes at most.
constexpr uint64_t kMaxOutstanding = 1'000;

class Worker {
 public:
  Worker(Session& session, const ReceiveOptions& options, std::string org_id)
      : session_(session), options_(options), org_id_(std::move(org_id)) {}

  absl::Status Work() {
    v1::ReceiveEvents request;
    request.set_org_id(org_id_);
    request.set_consumer_id(options_.consumer_id);
    request.set_max_outstanding(Outstanding());
    const auto stream = session_.connection().Open(v1::ReceiveEvents::descriptor());
    stream->Write(request);
    stream->WritesDone();
    uint64_t left = options_.limit.value_or(std::numeric_limits<uint64_t>::max());
    for (v1::Delivery delivery; stream->Read(delivery);) {
      if (!delivery.has_event()) continue;
      absl::Status status = TakeOne(delivery);
      if (!status.ok()) return status;
      // Nobody reads what is printed any more.
      if (--left == 0 || is_cut_off_) return absl::OkStatus();
    }
    return stream->Finish();
  }

 private:
  // A command deals with one event at a time, so the next must not run out of time meanwhile.
  uint32_t Outstanding() const {
    const uint64_t usual = options_.command.empty() ? 0 : 1;
    return static_cast<uint32_t>(options_.outstanding.value_or(usual));
  }

  absl::Status TakeOne(const v1::Delivery& delivery) {
    if (options_.command.empty()) {
      session_.terminal().Print(JsonLine(delivery));
      is_cut_off_ = !session_.terminal().Flush();
      const bool is_done = options_.acknowledges && !is_cut_off_;
      return is_done ? Acknowledge(delivery.event().position()) : absl::OkStatus();
    }
    const auto ran = RunWithInput(options_.command, JsonLine(delivery));
    if (!ran.ok()) return ran.status();
    if (ran->exit_code == 0) return Acknowledge(delivery.event().position());
    return Fail(delivery, *ran);
  }

  absl::Status Acknowledge(uint64_t position) {
    v1::AcknowledgeEvents request;
    request.set_org_id(org_id_);
    request.set_consumer_id(options_.consumer_id);
    request.add_positions(position);
    return Tolerate(session_.connection().Call<v1::AcknowledgeEventsReply>(request).status());
  }

  absl::Status Fail(const v1::Delivery& delivery, const RanCommand& ran) {
    v1::FailEvent request;
    request.set_org_id(org_id_);
    request.set_consumer_id(options_.consumer_id);
    request.set_position(delivery.event().position());
    request.set_reason(ran.last_error.empty() ? absl::StrCat("ended with exit code ", ran.exit_code)
                                              : ran.last_error);
    const auto reply = session_.connection().Call<v1::FailEventReply>(request);
    session_.terminal().Note(absl::StrCat(
        "tally: position ", request.position(), " failed, attempt ", delivery.attempt(), ": ",
        request.reason(), reply.ok() && reply->parked() ? " (parked)" : ""));
    return Tolerate(reply.status());
  }

  // An event that took too long may be parked by now, or dealt with by somebody else: so be it.
  absl::Status Tolerate(const absl::Status& status) {
    if (!IsRefusedFor(status, v1::REASON_EVENT_NOT_WAITING)) return status;
    session_.terminal().Note(absl::StrCat("tally: ", status.message()));
    return absl::OkStatus();
  }

  Session& session_;
  const ReceiveOptions& options_;
  const std::string org_id_;
  bool is_cut_off_ = false;
};

}  // namespace

absl::Status Receive(Session& session, const ReceiveOptions& options) {
  if (options.acknowledges && !options.command.empty()) {
    return WrongUsage("--exec acknowledges by itself; leave --ack out");
  }
  if (options.outstanding.value_or(1) > kMaxOutstanding) {
    return WrongUsage(absl::StrCat("--outstanding: at most ", kMaxOutstanding));
  }
  const absl::StatusOr<std::string> org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  return Worker(session, options, *org_id).Work();
}

}  // namespace tally
