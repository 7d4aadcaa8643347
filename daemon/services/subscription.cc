#include "daemon/services/subscription.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "daemon/services/event_filter.h"
#include "daemon/services/event_part.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

// What one message holds, which is what a subscriber that does not read takes of memory; and what
// is looked at for it, after which others get their turn.
constexpr PartLimits kMessage = {.events = 1'000, .bytes = 128 << 10, .looked_at = 5'000};

constexpr uint32_t kDefaultIntervalMs = 10'000;
constexpr uint32_t kMinIntervalMs = 100;
constexpr uint32_t kMaxIntervalMs = 60'000;

using SteadyClock = std::chrono::steady_clock;

class SubscriptionSource final : public MessageSource {
 public:
  SubscriptionSource(Ledger& ledger, EventFilter filter, uint64_t from,
                     std::chrono::milliseconds interval)
      : ledger_(ledger),
        filter_(std::move(filter)),
        interval_(interval),
        next_(std::max<uint64_t>(from, 1)),
        checkpoint_at_(SteadyClock::now() + interval) {}

  Step Next() override { return IsAtHead() ? WaitAtHead() : LookOn(); }

 private:
  using Message = v1::SubscriptionMessage;

  // Where the log ends. A view may show a commit before the log says that it is there.
  uint64_t Head() const { return std::max(ledger_.log().head().position(), seen_); }

  bool IsAtHead() const { return next_ > Head(); }

  Step WaitAtHead() {
    if (!std::exchange(is_live_, true)) return Send(&Message::mutable_caught_up);
    return Wait(next_ - 1);
  }

  // Looks at what waits.
  Step LookOn() {
    const View view = ledger_.Read();
    seen_ = view.position();
    absl::StatusOr<EventPart> part = ReadForwards(view, filter_, next_, kMessage);
    if (!part.ok()) return {.message = nullptr, .end = part.status()};
    // What was read is read again after the message: only one is ever in memory.
    if (part->is_full && std::exchange(is_live_, false)) return Send(&Message::mutable_fell_behind);
    next_ = part->next;
    if (!part->events.empty()) return Send(part->events);
    // Nothing of it is asked for. If there is more, the next turn comes at once.
    return IsAtHead() ? WaitAtHead() : Wait(next_ - 1);
  }

  Step Send(google::protobuf::RepeatedPtrField<v1::RecordedEvent>& events) {
    auto message = std::make_unique<Message>();
    message->mutable_events()->mutable_events()->Swap(&events);
    return Send(std::move(message));
  }

  // Sends a mark.
  Step Send(v1::SubscriptionMark* (Message::*mark_in)()) {
    auto message = std::make_unique<Message>();
    v1::SubscriptionMark& mark = *((*message).*mark_in)();
    mark.set_position(next_ - 1);
    mark.set_head_position(Head());
    *mark.mutable_time() = ToProto(ledger_.Now());
    return Send(std::move(message));
  }

  Step Send(std::unique_ptr<Message> message) {
    checkpoint_at_ = SteadyClock::now() + interval_;
    return {.message = std::move(message), .end = std::nullopt};
  }

  // Waits until there is more beyond `position`, which may be now, but not for longer than the
  // client was promised.
  Step Wait(uint64_t position) {
    if (SteadyClock::now() >= checkpoint_at_) return Send(&Message::mutable_checkpoint);
    return {.message = nullptr,
            .end = std::nullopt,
            .wait_beyond = position,
            .wait_until = checkpoint_at_};
  }

  Ledger& ledger_;
  const EventFilter filter_;
  const std::chrono::milliseconds interval_;
  // First position that was not looked at.
  uint64_t next_;
  // Where the last view ended.
  uint64_t seen_ = 0;
  // Whether the client was told that it has caught up, and not yet that it fell behind.
  bool is_live_ = false;
  // When the next checkpoint is due, if nothing else is sent before.
  SteadyClock::time_point checkpoint_at_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MessageSource>> OpenSubscription(Ledger& ledger,
                                                                const v1::SubscribeEvents& query) {
  absl::StatusOr<EventFilter> filter = EventFilter::Of(query.filter());
  if (!filter.ok()) return filter.status();
  const uint32_t interval =
      query.checkpoint_interval_ms() == 0 ? kDefaultIntervalMs : query.checkpoint_interval_ms();
  if (interval < kMinIntervalMs || interval > kMaxIntervalMs) {
    return Refuse(
        v1::REASON_FIELD_INVALID, "checkpoint_interval_ms",
        absl::StrCat("is ", interval, "; it is from ", kMinIntervalMs, " to ", kMaxIntervalMs));
  }
  return std::make_unique<SubscriptionSource>(ledger, *std::move(filter), query.from_position(),
                                              std::chrono::milliseconds(interval));
}

}  // namespace tally
