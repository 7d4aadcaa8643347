#include "daemon/services/delivery_line.h"

#include <algorithm>
#include <utility>

namespace tally {

DeliveryLine::Entry DeliveryLine::Enter(std::function<void()> wake) {
  const absl::MutexLock lock(&mutex_);
  // The one before finds out that it is replaced.
  if (wake_) wake_();
  Entry entry{.receiver = ++receiver_, .left = {}};
  for (const auto& [position, sent] : outstanding_) {
    entry.left.push_back({position, sent.attempt});
  }
  outstanding_.clear();
  again_.clear();
  gap_.reset();
  wake_ = std::move(wake);
  connected_ = true;
  return entry;
}

void DeliveryLine::Leave(uint64_t receiver) {
  const absl::MutexLock lock(&mutex_);
  if (!IsCurrent(receiver)) return;
  connected_ = false;
  gap_.reset();
  wake_ = nullptr;
}

DeliveryLine::Standing DeliveryLine::Look(uint64_t receiver, Time now) {
  const absl::MutexLock lock(&mutex_);
  Standing standing;
  standing.replaced = !IsCurrent(receiver);
  standing.removed = removed_;
  if (standing.replaced || standing.removed) return standing;
  standing.outstanding = outstanding_.size();
  standing.again = again_.empty() ? 0 : *again_.begin();
  for (auto& [position, sent] : outstanding_) {
    if (sent.settling) continue;
    if (sent.deadline > now) {
      standing.next_expiry = std::min(standing.next_expiry, sent.deadline);
      continue;
    }
    sent.settling = true;
    standing.expired.push_back({position, sent.attempt});
  }
  return standing;
}

bool DeliveryLine::Send(uint64_t receiver, Attempt sent, Time deadline) {
  const absl::MutexLock lock(&mutex_);
  if (!IsCurrent(receiver) || removed_) return false;
  again_.erase(sent.position);
  outstanding_[sent.position] = {.attempt = sent.attempt, .deadline = deadline, .settling = false};
  return true;
}

void DeliveryLine::DropAgain(uint64_t receiver, uint64_t position) {
  const absl::MutexLock lock(&mutex_);
  if (IsCurrent(receiver)) again_.erase(position);
}

bool DeliveryLine::Has(uint64_t position) const {
  const absl::MutexLock lock(&mutex_);
  return outstanding_.contains(position) || again_.contains(position);
}

void DeliveryLine::Settle(const std::vector<Attempt>& expired) {
  const absl::MutexLock lock(&mutex_);
  for (const Attempt& attempt : expired) {
    const auto sent = outstanding_.find(attempt.position);
    if (sent == outstanding_.end() || !sent->second.settling) continue;
    outstanding_.erase(sent);
    again_.insert(attempt.position);
  }
  if (wake_) wake_();
}

void DeliveryLine::Postpone(const std::vector<Attempt>& expired, Time time) {
  const absl::MutexLock lock(&mutex_);
  for (const Attempt& attempt : expired) {
    const auto sent = outstanding_.find(attempt.position);
    if (sent == outstanding_.end() || !sent->second.settling) continue;
    sent->second.settling = false;
    sent->second.deadline = time;
  }
  if (wake_) wake_();
}

void DeliveryLine::Looked(uint64_t receiver, Gap gap) {
  const absl::MutexLock lock(&mutex_);
  if (IsCurrent(receiver)) gap_ = gap;
}

void DeliveryLine::Apply(const ConsumerChange& change) {
  const absl::MutexLock lock(&mutex_);
  switch (change.kind) {
    case ConsumerChange::kFinished:
      outstanding_.erase(change.position);
      again_.erase(change.position);
      break;
    case ConsumerChange::kFailed:
      // One that this receiver was not sent is found when its turn comes.
      if (outstanding_.erase(change.position) > 0) again_.insert(change.position);
      break;
    case ConsumerChange::kReplayed:
      if (connected_) again_.insert(change.position);
      break;
    case ConsumerChange::kRemoved:
      removed_ = true;
      outstanding_.clear();
      again_.clear();
      break;
  }
  if (wake_) wake_();
}

void DeliveryLine::Wake() {
  const absl::MutexLock lock(&mutex_);
  if (wake_) wake_();
}

bool DeliveryLine::connected() const {
  const absl::MutexLock lock(&mutex_);
  return connected_;
}

size_t DeliveryLine::outstanding() const {
  const absl::MutexLock lock(&mutex_);
  return outstanding_.size() + again_.size();
}

std::optional<DeliveryLine::Gap> DeliveryLine::gap() const {
  const absl::MutexLock lock(&mutex_);
  return gap_;
}

}  // namespace tally
