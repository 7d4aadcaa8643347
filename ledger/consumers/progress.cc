#include "ledger/consumers/progress.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/timestamp.h"

namespace tally {
namespace {

template <class Row>
std::vector<uint64_t> PositionsIn(Rows<Row> rows, size_t limit) {
  std::vector<uint64_t> positions;
  for (; rows.Valid() && positions.size() < limit; rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    positions.push_back(TakeNumber(key));
  }
  return positions;
}

bool IsBefore(const v1::ConsumedEvent& event, uint64_t position) {
  return event.position() < position;
}

}  // namespace

void ProgressRows::Remove(absl::string_view org_id, absl::string_view consumer_id) {
  // One write takes it all: kMaxParked bounds that.
  for (const uint64_t position : PositionsIn(parked.Scan(org_id, consumer_id), SIZE_MAX)) {
    parked.Delete(org_id, consumer_id, position);
  }
  for (const uint64_t position : PositionsIn(replayed.Scan(org_id, consumer_id), SIZE_MAX)) {
    replayed.Delete(org_id, consumer_id, position);
  }
  parked_counts.Delete(org_id, consumer_id);
  progress.Delete(org_id, consumer_id);
}

Progress::Progress(ProgressRows& rows, std::string org_id, v1::Consumer consumer,
                   FindWanted find_wanted)
    : rows_(rows),
      org_id_(std::move(org_id)),
      consumer_(std::move(consumer)),
      find_wanted_(std::move(find_wanted)) {
  const auto count = rows_.parked_counts.Find(org_id_, consumer_.consumer_id());
  parked_count_ = count ? count->value() : 0;
  if (auto row = rows_.progress.Find(org_id_, consumer_.consumer_id())) {
    row_ = *std::move(row);
  } else {
    row_.set_done_position(std::max<uint64_t>(consumer_.from_position(), 1) - 1);
  }
}

bool Progress::IsWaiting(uint64_t position) const {
  if (position <= row_.done_position()) return Replayed(position).has_value();
  return !IsAcknowledged(position) && !IsParked(position) && find_wanted_(position, position).found;
}

uint32_t Progress::FailuresOf(uint64_t position) const {
  if (position <= row_.done_position()) {
    const auto replayed = Replayed(position);
    return replayed ? replayed->failures() : 0;
  }
  const v1::ConsumedEvent* noted = Noted(position);
  return noted == nullptr ? 0 : noted->failures();
}

uint64_t Progress::DonePosition() const {
  const auto first = PositionsIn(rows_.replayed.Scan(org_id_, consumer_.consumer_id()), 1);
  return first.empty() ? row_.done_position() : std::min(row_.done_position(), first[0] - 1);
}

size_t Progress::AcknowledgedBeyond() const {
  return static_cast<size_t>(
      std::count_if(row_.events().begin(), row_.events().end(),
                    [](const v1::ConsumedEvent& event) { return event.acknowledged(); }));
}

absl::Status Progress::Acknowledge(uint64_t position, absl::string_view field) {
  return IsAcknowledged(position) ? absl::OkStatus() : AcknowledgeOnce(position, field);
}

absl::Status Progress::AcknowledgeOnce(uint64_t position, absl::string_view field) {
  if (absl::Status is = CheckWaiting(position, field); !is.ok()) return is;
  Changed(ConsumerChange::kFinished, position);
  if (position <= row_.done_position()) {
    replayed_[position] = std::nullopt;
    return absl::OkStatus();
  }
  v1::ConsumedEvent& note = Note(position);
  note.set_acknowledged(true);
  note.clear_failures();
  MoveOn();
  return absl::OkStatus();
}

absl::StatusOr<bool> Progress::Fail(uint64_t position, absl::string_view reason, absl::Time now) {
  if (absl::Status is = CheckWaiting(position, "position"); !is.ok()) return is;
  return CountFailure(position, reason, now);
}

void Progress::Expire(uint64_t position, uint32_t attempt, absl::string_view reason,
                      absl::Time now) {
  if (!CheckWaiting(position, "").ok() || FailuresOf(position) >= attempt) return;
  CountFailure(position, reason, now);
}

uint32_t Progress::Replay(const std::vector<uint64_t>& positions, uint32_t limit) {
  const std::vector<uint64_t> wanted =
      positions.empty() ? PositionsIn(rows_.parked.Scan(org_id_, consumer_.consumer_id()), limit)
                        : positions;
  uint32_t replayed = 0;
  for (const uint64_t position : wanted) {
    if (!IsParked(position)) continue;
    TakeBack(position);
    replayed += 1;
  }
  return replayed;
}

void Progress::Skip(const v1::Consumer& searched, uint64_t from, uint64_t to) {
  if (!WantTheSame(searched, consumer_)) return;
  if (row_.done_position() < from || row_.done_position() >= to) return;
  row_.set_done_position(to);
  MoveOn();
}

void Progress::MoveOn() {
  uint64_t last = row_.done_position() + kMaxLookedThrough;
  while (row_.done_position() < last) {
    const Search next = find_wanted_(row_.done_position() + 1, last);
    row_.set_done_position(next.position - 1);
    if (!next.found) return;
    if (IsAcknowledged(next.position)) {
      // What is noted is limited by itself.
      EraseNote(next.position);
      last += 1;
    } else if (!IsParked(next.position)) {
      return;
    }
    row_.set_done_position(next.position);
  }
}

void Progress::Save() {
  const std::string& id = consumer_.consumer_id();
  rows_.progress.Put(org_id_, id, row_);
  for (const auto& [position, event] : replayed_) {
    if (event) {
      rows_.replayed.Put(org_id_, id, position, *event);
    } else {
      rows_.replayed.Delete(org_id_, id, position);
    }
  }
  for (const auto& [position, state] : parked_) {
    if (state) {
      rows_.parked.Put(org_id_, id, position, *state);
    } else {
      rows_.parked.Delete(org_id_, id, position);
    }
  }
  if (!parked_.empty()) {
    google::protobuf::UInt64Value count;
    count.set_value(parked_count_);
    rows_.parked_counts.Put(org_id_, id, count);
  }
  replayed_.clear();
  parked_.clear();
}

const v1::ConsumedEvent* Progress::Noted(uint64_t position) const {
  const auto& events = row_.events();
  const auto at = std::lower_bound(events.begin(), events.end(), position, &IsBefore);
  return at == events.end() || at->position() != position ? nullptr : &*at;
}

v1::ConsumedEvent& Progress::Note(uint64_t position) {
  auto& events = *row_.mutable_events();
  const auto at = std::lower_bound(events.begin(), events.end(), position, &IsBefore);
  if (at != events.end() && at->position() == position) return *at;
  const auto index = at - events.begin();
  row_.add_events()->set_position(position);
  std::rotate(events.begin() + index, events.end() - 1, events.end());
  return events[static_cast<int>(index)];
}

void Progress::EraseNote(uint64_t position) {
  auto& events = *row_.mutable_events();
  const auto at = std::lower_bound(events.begin(), events.end(), position, &IsBefore);
  if (at != events.end() && at->position() == position) events.erase(at);
}

std::optional<v1::ConsumedEvent> Progress::Replayed(uint64_t position) const {
  if (const auto change = replayed_.find(position); change != replayed_.end()) {
    return change->second;
  }
  return rows_.replayed.Find(org_id_, consumer_.consumer_id(), position);
}

bool Progress::IsParked(uint64_t position) const {
  if (const auto change = parked_.find(position); change != parked_.end()) {
    return change->second.has_value();
  }
  return rows_.parked.Has(org_id_, consumer_.consumer_id(), position);
}

bool Progress::IsAcknowledged(uint64_t position) const {
  if (position <= row_.done_position()) return !Replayed(position) && !IsParked(position);
  const v1::ConsumedEvent* noted = Noted(position);
  return noted != nullptr && noted->acknowledged();
}

bool Progress::IsNext(uint64_t position) const {
  const uint64_t first = row_.done_position() + 1;
  return position < first + kMaxLookedThrough && find_wanted_(first, position).position == position;
}

absl::Status Progress::CheckWaiting(uint64_t position, absl::string_view field) const {
  if (!IsWaiting(position)) {
    return Refuse(
        v1::REASON_EVENT_NOT_WAITING, field,
        absl::StrCat("is ", position, ", which does not wait for ", consumer_.consumer_id()));
  }
  const bool can_be_noted = position <= row_.done_position() || Noted(position) != nullptr ||
                            row_.events_size() < kMaxNoted || IsNext(position);
  if (can_be_noted) return absl::OkStatus();
  return Refuse(v1::REASON_EVENT_NOT_WAITING, field,
                absl::StrCat("is ", position, ", more than ", kMaxNoted,
                             " events after the first that waits"));
}

bool Progress::CountFailure(uint64_t position, absl::string_view reason, absl::Time now) {
  const uint32_t failures = FailuresOf(position) + 1;
  if (failures >= consumer_.max_attempts() && parked_count_ < kMaxParked) {
    Park(position, failures, reason, now);
    return true;
  }
  Changed(ConsumerChange::kFailed, position);
  if (position > row_.done_position()) {
    Note(position).set_failures(failures);
    return false;
  }
  v1::ConsumedEvent replayed;
  replayed.set_position(position);
  replayed.set_failures(failures);
  replayed_[position] = replayed;
  return false;
}

void Progress::Park(uint64_t position, uint32_t attempts, absl::string_view reason,
                    absl::Time now) {
  v1::ParkedState state;
  state.set_attempts(attempts);
  state.set_reason(std::string(reason));
  *state.mutable_parked_at() = ToProto(now);
  parked_[position] = state;
  parked_count_ += 1;
  Changed(ConsumerChange::kFinished, position);
  if (position <= row_.done_position()) {
    replayed_[position] = std::nullopt;
    return;
  }
  EraseNote(position);
  MoveOn();
}

void Progress::TakeBack(uint64_t position) {
  parked_[position] = std::nullopt;
  parked_count_ -= 1;
  Changed(ConsumerChange::kReplayed, position);
  if (position > row_.done_position()) return;
  v1::ConsumedEvent replayed;
  replayed.set_position(position);
  replayed_[position] = replayed;
}

void Progress::Changed(ConsumerChange::Kind kind, uint64_t position) {
  changes_.push_back({kind, org_id_, consumer_.consumer_id(), position});
}

}  // namespace tally
