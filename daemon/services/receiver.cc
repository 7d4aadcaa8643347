#include "daemon/services/receiver.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/empty.pb.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/consumers.h"
#include "ledger/wanted_events.h"

namespace tally {
namespace {

using google::protobuf::Empty;

constexpr uint32_t kDefaultOutstanding = 100;
constexpr uint32_t kMaxOutstanding = kMaxNoted;
constexpr std::chrono::seconds kHeartbeat(10);
// How long what could not be counted as failed waits before that is tried again.
constexpr std::chrono::seconds kPause(1);
// Positions that are looked at in one turn, at most.
constexpr uint64_t kMaxLookedAt = 20'000;
// Events that are found to be finished, and replayed events that are read, in one turn, at most.
constexpr int kMaxPassed = 1'000;

MessageSource::Step End(absl::Status status) {
  return {.message = nullptr, .end = std::move(status)};
}

}  // namespace

Receiver::Receiver(Ledger& ledger, const v1::ReceiveEvents& query,
                   std::shared_ptr<DeliveryLine> line, std::function<Time()> clock)
    : ledger_(ledger),
      org_id_(query.org_id()),
      consumer_id_(query.consumer_id()),
      max_outstanding_(query.max_outstanding() == 0
                           ? kDefaultOutstanding
                           : std::min(query.max_outstanding(), kMaxOutstanding)),
      line_(std::move(line)),
      clock_(std::move(clock)),
      last_message_(clock_()) {}

Receiver::~Receiver() {
  line_->Leave(receiver_);
  if (next_ > 0 && next_ - 1 > std::max(gap_from_, done_position_)) MoveOn({gap_from_, next_ - 1});
}

MessageSource::Step Receiver::Next() {
  if (receiver_ == 0) Enter();
  const Time now = clock_();
  DeliveryLine::Standing standing = line_->Look(receiver_, now);
  if (standing.replaced) {
    return End(
        absl::AbortedError(absl::StrCat("somebody else receives for ", consumer_id_, " now")));
  }
  const View view = ledger_.Read();
  const auto consumer = FindConsumer(view.books(), org_id_, "consumer_id", consumer_id_);
  if (!consumer.ok()) return End(consumer.status());
  if (standing.removed) {
    return End(absl::AbortedError(
        absl::StrCat(consumer_id_, " was removed, and is another consumer now")));
  }
  if (!standing.expired.empty()) {
    Expire(standing.expired,
           absl::StrCat("was not acknowledged within ", consumer->acknowledge_within_ms(), " ms"));
  }
  if (now - last_message_ >= kHeartbeat) return Heartbeat(now);
  if (!*ready_) return WaitUntil(last_message_ + kHeartbeat, kNever);

  ProgressRows rows(view.snapshot().requests());
  const FindWanted find_wanted = FindIn(view.snapshot(), org_id_, *consumer);
  Progress progress(rows, org_id_, *consumer, find_wanted);
  Turn turn{view, *consumer, find_wanted, progress, std::move(standing), now};
  return Continue(turn);
}

void Receiver::Enter() {
  const DeliveryLine::Entry entry = line_->Enter(wake_);
  receiver_ = entry.receiver;
  if (entry.left.empty()) return;
  *ready_ = false;
  const auto end = [ready = ready_, line = line_](const absl::StatusOr<Empty>&) {
    *ready = true;
    line->Wake();
  };
  ledger_.Advance<Empty>(
      org_id_, consumer_id_,
      [left = entry.left](Progress& progress, absl::Time now) {
        for (const auto& [position, attempt] : left) {
          progress.Expire(position, attempt, "was not acknowledged before the connection ended",
                          now);
        }
        progress.Save();
        return Empty();
      },
      end);
}

void Receiver::Expire(const std::vector<DeliveryLine::Attempt>& attempts,
                      const std::string& reason) {
  ledger_.Advance<Empty>(
      org_id_, consumer_id_,
      [attempts, reason](Progress& progress, absl::Time now) {
        for (const auto& [position, attempt] : attempts) {
          progress.Expire(position, attempt, reason, now);
        }
        progress.Save();
        return Empty();
      },
      [attempts, line = line_, clock = clock_](const absl::StatusOr<Empty>& done) {
        if (done.ok()) return line->Settle(attempts);
        line->Postpone(attempts, clock() + kPause);
      });
}

MessageSource::Step Receiver::Continue(Turn& turn) {
  done_position_ = turn.progress.reached();
  if (next_ == 0) {
    gap_from_ = done_position_;
    next_ = done_position_ + 1;
  }
  looked_for_ = turn.consumer;
  MoveOnIfFar(turn);
  if (turn.standing.outstanding >= max_outstanding_) return Wait(turn, kNever);
  if (ReadReplayed(turn)) return TakeTurn();
  if (const uint64_t again = turn.standing.again; again > 0) {
    if (turn.progress.IsWaiting(again)) return Send(turn, again);
    line_->DropAgain(receiver_, again);
    return TakeTurn();
  }
  const size_t noted = turn.standing.outstanding + turn.progress.AcknowledgedBeyond();
  if (noted >= static_cast<size_t>(kMaxNoted)) return Wait(turn, kNever);
  const uint64_t position = NextOfLog(turn);
  line_->Looked(receiver_, {gap_from_, next_ - 1});
  if (position > 0) return Send(turn, position);
  return Wait(turn, next_ - 1);
}

bool Receiver::ReadReplayed(const Turn& turn) {
  if (next_replayed_ == kNever) return false;
  const ProgressRows rows(turn.view.snapshot().requests());
  auto replayed = rows.replayed.ScanFrom(KeyOf(Number{next_replayed_}), org_id_, consumer_id_);
  for (int read = 0; replayed.Valid() && read < kMaxPassed; replayed.Next(), ++read) {
    next_replayed_ = replayed.row().position() + 1;
    if (line_->Has(next_replayed_ - 1)) continue;
    line_->Apply({ConsumerChange::kReplayed, org_id_, consumer_id_, next_replayed_ - 1});
  }
  if (!replayed.Valid()) next_replayed_ = kNever;
  return true;
}

uint64_t Receiver::NextOfLog(const Turn& turn) {
  const uint64_t last = next_ + kMaxLookedAt - 1;
  for (int passed = 0; passed < kMaxPassed && next_ <= last; ++passed) {
    const Search search = turn.find_wanted(next_, last);
    next_ = search.position;
    if (!search.found) return 0;
    LeaveGap(search.position);
    next_ = search.position + 1;
    if (!line_->Has(search.position) && turn.progress.IsWaiting(search.position)) {
      return search.position;
    }
  }
  return 0;
}

void Receiver::LeaveGap(uint64_t next_wanted) {
  // The writer finds its way through shorter ones.
  if (next_wanted - 1 - gap_from_ >= kMaxLookedThrough)
    gaps_.push_back({gap_from_, next_wanted - 1});
  gap_from_ = next_wanted;
}

void Receiver::MoveOnIfFar(const Turn& turn) {
  const uint64_t done = done_position_;
  while (!gaps_.empty() && gaps_.front().to <= done) gaps_.pop_front();
  if (*moving_) return;
  const bool nothing_waits = turn.standing.outstanding == 0 && turn.standing.again == 0;
  if (!gaps_.empty() && gaps_.front().from <= done) {
    MoveOn(gaps_.front());
  } else if (gap_from_ <= done && next_ - 1 >= done + kMaxLookedThrough) {
    MoveOn({gap_from_, next_ - 1});
  } else if (gap_from_ > done && nothing_waits && moved_from_ != done) {
    // More was finished than one change moves over.
    moved_from_ = done;
    MoveOn({done, done});
  }
}

void Receiver::MoveOn(Gap gap) {
  *moving_ = true;
  ledger_.Advance<Empty>(
      org_id_, consumer_id_,
      [gap, wanted = looked_for_](Progress& progress, absl::Time) {
        progress.Skip(wanted, gap.from, gap.to);
        progress.MoveOn();
        progress.Save();
        return Empty();
      },
      [moving = moving_, line = line_](const absl::StatusOr<Empty>&) {
        *moving = false;
        line->Wake();
      });
}

MessageSource::Step Receiver::Send(const Turn& turn, uint64_t position) {
  auto delivery = std::make_unique<v1::Delivery>();
  const absl::Status read =
      turn.view.snapshot().Read(position, [&](const v1::RecordedEvent& event) {
        *delivery->mutable_event() = event;
        return false;
      });
  if (!read.ok()) return End(read);
  const uint32_t attempt = turn.progress.FailuresOf(position) + 1;
  const uint32_t within_ms = turn.consumer.acknowledge_within_ms();
  delivery->set_attempt(attempt);
  *delivery->mutable_deadline() = ToProto(ledger_.Now() + absl::Milliseconds(within_ms));
  // Somebody who has taken the place meanwhile sends it.
  const bool is_mine =
      line_->Send(receiver_, {position, attempt}, turn.now + std::chrono::milliseconds(within_ms));
  if (!is_mine) return TakeTurn();
  last_message_ = turn.now;
  return {.message = std::move(delivery), .end = std::nullopt};
}

MessageSource::Step Receiver::Wait(const Turn& turn, uint64_t beyond) {
  return WaitUntil(std::min(turn.standing.next_expiry, last_message_ + kHeartbeat), beyond);
}

MessageSource::Step Receiver::WaitUntil(Time time, uint64_t beyond) const {
  return {.message = nullptr, .end = std::nullopt, .wait_beyond = beyond, .wait_until = time};
}

MessageSource::Step Receiver::Heartbeat(Time now) {
  last_message_ = now;
  return {.message = std::make_unique<v1::Delivery>(), .end = std::nullopt};
}

}  // namespace tally
