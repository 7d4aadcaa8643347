#include "clients/cli/commands/follow_events.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/lists.h"

namespace tally {
namespace {

// How often the daemon says at least that it is there, and how long it may say nothing.
constexpr uint32_t kCheckpointMs = 2'000;
constexpr std::chrono::seconds kSilence{8};
constexpr std::chrono::milliseconds kPauseBeforeNextAttempt{200};

// Events that are being followed.
class Follower {
 public:
  Follower(Session& session, const v1::EventFilter& filter, uint64_t next) : session_(session) {
    *request_.mutable_filter() = filter;
    request_.set_from_position(next);
    request_.set_checkpoint_interval_ms(kCheckpointMs);
  }

  // Prints events until the call breaks, and returns how; nothing if stdout is read no more.
  std::optional<absl::Status> FollowOnce() {
    const auto stream = session_.connection().Open(v1::SubscribeEvents::descriptor());
    stream->Write(request_);
    stream->WritesDone();
    for (v1::SubscriptionMessage message; stream->ReadWithin(kSilence, message);) {
      if (is_lost_) session_.terminal().Note(absl::StrCat("the daemon is back"));
      is_lost_ = false;
      if (!Take(message)) return std::nullopt;
    }
    return stream->Finish();
  }

  // Whether the call broke because the daemon went away.
  static bool MayComeBack(const absl::Status& broken) {
    if (RefusalOf(broken)) return false;
    return broken.ok() || absl::IsUnavailable(broken) || absl::IsCancelled(broken) ||
           absl::IsUnknown(broken) || absl::IsInternal(broken);
  }

  // Says once that the daemon has gone, and lets some time pass.
  void Pause() {
    if (!is_lost_) session_.terminal().Note("the daemon has gone; waiting for it to come back");
    is_lost_ = true;
    std::this_thread::sleep_for(kPauseBeforeNextAttempt);
  }

 private:
  // Prints what came, and notes how far that is. False if stdout is read no more.
  bool Take(const v1::SubscriptionMessage& message) {
    const auto& events = message.events().events();
    PrintEvents(session_, events);
    if (!events.empty()) GoTo(events[events.size() - 1].position() + 1);
    GoTo(message.caught_up().position() + 1);
    GoTo(message.fell_behind().position() + 1);
    GoTo(message.checkpoint().position() + 1);
    return events.empty() || session_.terminal().Flush();
  }

  void GoTo(uint64_t position) {
    request_.set_from_position(std::max(request_.from_position(), position));
  }

  Session& session_;
  // Asks for what was not printed yet.
  v1::SubscribeEvents request_;
  bool is_lost_ = false;
};

}  // namespace

void PrintEvents(Session& session,
                 const google::protobuf::RepeatedPtrField<v1::RecordedEvent>& events) {
  for (const v1::RecordedEvent& event : events) {
    session.terminal().Print(session.prints_json() ? JsonLine(event) : EventLine(event));
  }
}

absl::Status FollowEvents(Session& session, const v1::EventFilter& filter, uint64_t next) {
  if (!session.terminal().Flush()) return absl::OkStatus();
  Follower follower(session, filter, next);
  while (true) {
    const std::optional<absl::Status> broken = follower.FollowOnce();
    if (!broken) return absl::OkStatus();
    if (!Follower::MayComeBack(*broken)) return *broken;
    follower.Pause();
  }
}

}  // namespace tally
