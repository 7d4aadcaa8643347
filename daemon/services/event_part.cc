#include "daemon/services/event_part.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "ledger/log/record.h"
#include "ledger/streams.h"

namespace tally {
namespace {

using Events = std::vector<v1::RecordedEvent>;

// The positions of a view from `first` to `last`.
struct Range {
  uint64_t first;
  uint64_t last;
};

uint64_t LastOf(const v1::Commit& commit) {
  return commit.first_position() + static_cast<uint64_t>(commit.events_size()) - 1;
}

bool WantsAny(const v1::Commit& commit, const EventFilter& filter) {
  for (int i = 0; i < commit.events_size(); ++i) {
    if (filter.Wants(commit, i)) return true;
  }
  return false;
}

// Returns the events of `record` within `range` that are asked for.
absl::StatusOr<Events> WantedOf(const Record& record, const EventFilter& filter,
                                const Range& range) {
  Events wanted;
  const v1::Commit& commit = record.commit;
  if (!WantsAny(commit, filter)) return wanted;
  const absl::Status read = ForEachEvent(record, [&](const v1::RecordedEvent& event) {
    if (event.position() > range.last) return false;
    const int index = static_cast<int>(event.position() - commit.first_position());
    if (event.position() >= range.first && filter.Wants(commit, index)) wanted.push_back(event);
    return true;
  });
  if (!read.ok()) return read;
  return wanted;
}

// A part that is being filled.
class Filling {
 public:
  Filling(const PartLimits& limits, uint64_t position) : limits_(limits) { part_.next = position; }

  // Takes `event`; false, and it is the next, if it does not fit.
  bool Take(v1::RecordedEvent& event) {
    const size_t size = event.ByteSizeLong();
    const bool is_empty = part_.events.empty();
    const bool is_full = static_cast<size_t>(part_.events.size()) == limits_.events ||
                         (!is_empty && bytes_ + size > limits_.bytes);
    if (is_full) {
      GoTo(event.position());
      part_.is_full = true;
      return false;
    }
    bytes_ += size;
    part_.events.Add(std::move(event));
    return true;
  }

  // Says that everything before `position`, in the direction of reading, was looked at.
  void GoTo(uint64_t position) { part_.next = position; }

  EventPart&& part() && { return std::move(part_); }

 private:
  const PartLimits& limits_;
  EventPart part_;
  size_t bytes_ = 0;
};

// A stream's versions and the positions that they are at, as of a view.
class StreamIndex {
 public:
  StreamIndex(const View& view, const EventFilter& filter)
      : filter_(filter),
        end_(view.position()),
        rows_(view.RowsOf(kStreamsFold)),
        streams_(*rows_) {}

  // Position of a version; the largest number if the view does not show it.
  uint64_t PositionOf(uint64_t version) const {
    const auto found = streams_.positions.Find(filter_.org_id(), filter_.stream(), version);
    return found && found->value() <= end_ ? found->value() : std::numeric_limits<uint64_t>::max();
  }

  // The last version up to `position`; zero if there is none. Looks at as many versions as the
  // stream's length has digits.
  uint64_t LastUpTo(uint64_t position) const {
    uint64_t beyond = 1;
    while (PositionOf(beyond) <= position) beyond *= 2;
    uint64_t last = beyond / 2;
    while (beyond - last > 1) {
      const uint64_t middle = last + (beyond - last) / 2;
      (PositionOf(middle) <= position ? last : beyond) = middle;
    }
    return last;
  }

 private:
  const EventFilter& filter_;
  const uint64_t end_;
  const std::unique_ptr<Store> rows_;
  const Streams streams_;
};

// Takes the event at `position` if it is asked for. False if it does not fit.
absl::StatusOr<bool> TakeOne(const View& view, const EventFilter& filter, uint64_t position,
                             Filling& filling) {
  absl::StatusOr<Events> wanted;
  const absl::Status read = view.snapshot().ReadRecords(position, [&](const Record& record) {
    wanted = WantedOf(record, filter, {position, position});
    return false;
  });
  if (!read.ok()) return read;
  if (!wanted.ok()) return wanted.status();
  return wanted->empty() || filling.Take(wanted->front());
}

absl::StatusOr<EventPart> ReadStreamForwards(const View& view, const EventFilter& filter,
                                             uint64_t position, const PartLimits& limits) {
  const StreamIndex index(view, filter);
  Filling filling(limits, position);
  uint64_t looked_at = 0;
  for (uint64_t version = index.LastUpTo(position - 1) + 1;; ++version) {
    const uint64_t at = index.PositionOf(version);
    filling.GoTo(std::min(at, view.position() + 1));
    if (at > view.position() || looked_at++ == limits.looked_at) break;
    const absl::StatusOr<bool> more = TakeOne(view, filter, at, filling);
    if (!more.ok()) return more.status();
    if (!*more) break;
  }
  return std::move(filling).part();
}

absl::StatusOr<EventPart> ReadStreamBackwards(const View& view, const EventFilter& filter,
                                              uint64_t position, const PartLimits& limits) {
  const StreamIndex index(view, filter);
  Filling filling(limits, position);
  uint64_t looked_at = 0;
  for (uint64_t version = index.LastUpTo(position);; --version) {
    filling.GoTo(version == 0 ? 0 : index.PositionOf(version));
    if (version == 0 || looked_at++ == limits.looked_at) break;
    const absl::StatusOr<bool> more = TakeOne(view, filter, index.PositionOf(version), filling);
    if (!more.ok()) return more.status();
    if (!*more) break;
  }
  return std::move(filling).part();
}

}  // namespace

absl::StatusOr<EventPart> ReadForwards(const View& view, const EventFilter& filter,
                                       uint64_t position, const PartLimits& limits) {
  position = std::max<uint64_t>(position, 1);
  if (position > view.position()) return EventPart{.events = {}, .next = position};
  if (!filter.stream().empty()) return ReadStreamForwards(view, filter, position, limits);

  const uint64_t rest = view.position() - position;
  const Range range{position, position + std::min(rest, limits.looked_at - 1)};
  Filling filling(limits, position);
  absl::Status status;
  const absl::Status read = view.snapshot().ReadRecords(position, [&](const Record& record) {
    absl::StatusOr<Events> wanted = WantedOf(record, filter, range);
    status = wanted.status();
    if (!status.ok()) return false;
    for (v1::RecordedEvent& event : *wanted) {
      if (!filling.Take(event)) return false;
    }
    filling.GoTo(std::min(LastOf(record.commit), range.last) + 1);
    return LastOf(record.commit) < range.last;
  });
  if (!read.ok()) return read;
  if (!status.ok()) return status;
  return std::move(filling).part();
}

absl::StatusOr<EventPart> ReadBackwards(const View& view, const EventFilter& filter,
                                        uint64_t position, const PartLimits& limits) {
  position = std::min(position, view.position());
  if (position == 0) return EventPart{};
  if (!filter.stream().empty()) return ReadStreamBackwards(view, filter, position, limits);

  const Range range{position - std::min(position, limits.looked_at) + 1, position};
  Filling filling(limits, position);
  absl::Status status;
  const absl::Status read = view.snapshot().ReadRecordsBack(position, [&](const Record& record) {
    absl::StatusOr<Events> wanted = WantedOf(record, filter, range);
    status = wanted.status();
    if (!status.ok()) return false;
    for (auto event = wanted->rbegin(); event != wanted->rend(); ++event) {
      if (!filling.Take(*event)) return false;
    }
    filling.GoTo(std::max(record.commit.first_position(), range.first) - 1);
    return record.commit.first_position() > range.first;
  });
  if (!read.ok()) return read;
  if (!status.ok()) return status;
  return std::move(filling).part();
}

}  // namespace tally
