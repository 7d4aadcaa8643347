// Receiver: the stream of the events that wait for a consumer.
//
// It sends events that failed or were replayed, the oldest first, and otherwise the next of the
// log. What is not acknowledged in time is counted as failed, durably, before it is sent again.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "daemon/rpc/message_stream.h"
#include "daemon/services/delivery_line.h"
#include "ledger/consumers/progress.h"
#include "ledger/ledger.h"
#include "tally/v1/consumers.pb.h"

namespace tally {

class Receiver final : public MessageSource {
 public:
  using Time = DeliveryLine::Time;

  // `ledger` must outlive this. `clock` tells when deadlines are over.
  Receiver(Ledger& ledger, const v1::ReceiveEvents& query, std::shared_ptr<DeliveryLine> line,
           std::function<Time()> clock = &std::chrono::steady_clock::now);
  // Keeps how far it has looked.
  ~Receiver() override;

  void WakeBy(std::function<void()> wake) override { wake_ = std::move(wake); }
  Step Next() override;

 private:
  using Gap = DeliveryLine::Gap;

  // What one turn works with.
  struct Turn {
    const View& view;
    const v1::Consumer& consumer;
    const FindWanted& find_wanted;
    Progress& progress;
    DeliveryLine::Standing standing;
    Time now;
  };

  void Enter();
  // Makes it durable that these were not acknowledged, for `reason`.
  void Expire(const std::vector<DeliveryLine::Attempt>& attempts, const std::string& reason);
  Step Continue(Turn& turn);
  // The next event of the log that waits; zero if there is none among those looked at.
  uint64_t NextOfLog(const Turn& turn);
  // Reads some of the events that were replayed before this came. False if all were read.
  bool ReadReplayed(const Turn& turn);
  void LeaveGap(uint64_t next_wanted);
  // Lets the done position move on, if it is far behind what is finished or not wanted.
  void MoveOnIfFar(const Turn& turn);
  void MoveOn(Gap gap);
  Step Send(const Turn& turn, uint64_t position);
  // Takes another turn at once.
  Step TakeTurn() const { return WaitUntil(Time::min(), kNever); }
  // Waits for news, for what is recorded beyond a position, and for the next deadline.
  Step Wait(const Turn& turn, uint64_t beyond);
  Step WaitUntil(Time time, uint64_t beyond) const;
  Step Heartbeat(Time now);

  Ledger& ledger_;
  const std::string org_id_;
  const std::string consumer_id_;
  const size_t max_outstanding_;
  const std::shared_ptr<DeliveryLine> line_;
  const std::function<Time()> clock_;
  std::function<void()> wake_;
  // The number that the line gave; zero before the first turn.
  uint64_t receiver_ = 0;
  // Whether it is durable what became of the events that were sent before.
  std::shared_ptr<std::atomic<bool>> ready_ = std::make_shared<std::atomic<bool>>(true);
  std::shared_ptr<std::atomic<bool>> moving_ = std::make_shared<std::atomic<bool>>(false);
  // First position that was not looked at; zero before the log was looked at.
  uint64_t next_ = 0;
  // Where the gap before next_ begins, and long gaps before that.
  uint64_t gap_from_ = 0;
  std::deque<Gap> gaps_;
  v1::Consumer looked_for_;
  static constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

  // Replayed events from here on were not read; kNever if all were.
  uint64_t next_replayed_ = 0;
  uint64_t done_position_ = 0;
  // Where it was when it was last asked to move over what is finished.
  uint64_t moved_from_ = kNever;
  Time last_message_;
};

}  // namespace tally
