// Folded: a projection and the events that it was made from.
//
//   Folded<ReviewQueue> queue(office.Events());
//   auto entry = queue.projection().entries.Find("msp", "2026-10", "c0");

#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/events/stream.h"
#include "ledger/store/memory_store.h"
#include "projections/projection.h"
#include "support/office.h"

namespace tally {

template <Projection P>
class Folded {
 public:
  // Folds `events` from nothing.
  explicit Folded(const std::vector<v1::RecordedEvent>& events) {
    for (const v1::RecordedEvent& event : events) Apply(projection_, event);
  }

  const P& projection() const { return projection_; }
  // All rows as they are kept.
  const std::map<std::string, std::string>& bytes() const { return store_.entries(); }

 private:
  MemoryStore store_;
  P projection_{store_};
};

// The rows of `P` in the ledger, as they are kept.
template <Projection P>
std::map<std::string, std::string> BytesIn(Office& office) {
  std::map<std::string, std::string> bytes;
  const View view = office.ledger().Read();
  const auto rows = view.RowsOf(P::kName);
  const auto cursor = rows->NewCursor();
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    bytes[std::string(cursor->key())] = std::string(cursor->value());
  }
  return bytes;
}

// Names of the types that `P` reads and that are not among `events`.
template <class... Bodies>
std::set<std::string> MissingOf(EventList<Bodies...>,
                                const std::vector<v1::RecordedEvent>& events) {
  std::set<std::string> missing = {Bodies::descriptor()->name()...};
  for (const v1::RecordedEvent& event : events) missing.erase(TypeOf(event.event()));
  return missing;
}

// Expects a story to have told all that `P` reads, and folding it to give the same rows each time:
// from nothing, from nothing again, and in the ledger, event by event.
template <Projection P>
void ExpectFoldsTheSame(Office& office) {
  const std::vector<v1::RecordedEvent> events = office.Events();
  EXPECT_EQ(MissingOf(typename P::Reads(), events), std::set<std::string>());
  const Folded<P> first(events);
  EXPECT_FALSE(first.bytes().empty());
  EXPECT_EQ(first.bytes(), Folded<P>(events).bytes());
  EXPECT_EQ(first.bytes(), BytesIn<P>(office));
}

}  // namespace tally
