#include "ledger/wanted_events.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "ledger/events/stream.h"
#include "tally/v1/event.pb.h"

namespace tally {
namespace {

// Returns the name of the type of an encoded Event; empty if this version does not know it.
absl::string_view TypeOf(const std::string& sealed_event) {
  const auto* arm = v1::Event::descriptor()->FindFieldByNumber(ArmOf(sealed_event));
  return arm == nullptr ? absl::string_view() : arm->message_type()->name();
}

}  // namespace

WantedEvents::WantedEvents(Snapshot& snapshot, std::string org_id, v1::Consumer consumer)
    : snapshot_(snapshot), org_id_(std::move(org_id)), consumer_(std::move(consumer)) {}

Search WantedEvents::Find(uint64_t first, uint64_t last) {
  Search search{.position = first, .found = false};
  // Moves on to what is wanted of the record that was read last, or to its end.
  const auto look = [&] {
    const auto next = std::lower_bound(wanted_.begin(), wanted_.end(), search.position);
    search.found = next != wanted_.end() && *next <= last;
    search.position = search.found ? *next : std::min(last, last_) + 1;
    return search.found || search.position > last;
  };
  if (first > last || (Holds(first) && look())) return search;
  if (search.position > snapshot_.head().position()) return search;
  const absl::Status read = snapshot_.ReadRecords(search.position, [&](const Record& record) {
    Look(record);
    return !look();
  });
  if (!read.ok()) {
    std::fprintf(stderr, "tallyd: the log cannot be read: %s\n", read.ToString().c_str());
    std::abort();
  }
  return search;
}

void WantedEvents::Look(const Record& record) {
  const v1::Commit& commit = record.commit;
  first_ = commit.first_position();
  last_ = first_ + static_cast<uint64_t>(commit.events_size()) - 1;
  wanted_.clear();
  if (commit.org_id() != org_id_) return;
  uint64_t position = first_;
  for (const v1::CommittedEvent& event : commit.events()) {
    if (Wants(consumer_, position, event.stream(), TypeOf(event.sealed_event()))) {
      wanted_.push_back(position);
    }
    position += 1;
  }
}

FindWanted FindIn(Snapshot& snapshot, std::string org_id, v1::Consumer consumer) {
  const auto events =
      std::make_shared<WantedEvents>(snapshot, std::move(org_id), std::move(consumer));
  return [events](uint64_t first, uint64_t last) { return events->Find(first, last); };
}

}  // namespace tally
