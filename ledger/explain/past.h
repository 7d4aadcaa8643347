// Past: what was recorded, and what the books held at any position. Explaining reads nothing else.

#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/books/books.h"
#include "tally/v1/events.pb.h"

namespace tally {

// The past of one org, up to the instant that is asked about.
class Past {
 public:
  virtual ~Past() = default;

  // The books as of the instant that is asked about.
  virtual const Books& books() const = 0;
  // The books as they were right after the event at `position`; they live as long as this.
  virtual absl::StatusOr<const Books*> BooksAt(uint64_t position) = 0;
  // The event at `position`. NOT_FOUND if there is none yet; DATA_LOSS if it cannot be read.
  virtual absl::StatusOr<v1::RecordedEvent> EventAt(uint64_t position) = 0;
  // Calls `use` with each event of `stream`, in order, until it returns false. DATA_LOSS if one
  // cannot be read.
  virtual absl::Status ReadStream(absl::string_view stream,
                                  const std::function<bool(const v1::RecordedEvent&)>& use) = 0;
};

}  // namespace tally
