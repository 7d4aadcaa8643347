// Wants: which events a consumer wants, and where the next of them is.

#pragma once

#include <cstdint>
#include <functional>

#include "absl/strings/string_view.h"
#include "tally/v1/consumer.pb.h"

namespace tally {

// Whether `consumer` wants the event at `position` of `stream`, which is of its org and `type`,
// such as `InvoiceIssued`.
bool Wants(const v1::Consumer& consumer, uint64_t position, absl::string_view stream,
           absl::string_view type);

// Whether both want the same events: all that never changes about a consumer. Types must be sorted.
bool WantTheSame(const v1::Consumer& one, const v1::Consumer& other);

// Where a search for a wanted event ended.
struct Search {
  // Position of the event; of the first that was not looked at if none was found.
  uint64_t position = 0;
  bool found = false;
};

// Looks for the first wanted event from `first` to `last`. Ends before `last` only where the log
// does.
using FindWanted = std::function<Search(uint64_t first, uint64_t last)>;

}  // namespace tally
