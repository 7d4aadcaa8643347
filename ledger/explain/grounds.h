// Grounds: makes explanations, and says which events they rest on.
//
//   v1::Explanation& tax = grounds.Under(line, v1::EXPLANATION_KIND_TAX, "Sales tax, 8.25%", 12);
//
// The first event that cannot be read is kept in status(); the tree is then worth nothing.

#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/explain/past.h"
#include "ledger/explain/words.h"
#include "tally/v1/explain.pb.h"

namespace tally {

class Grounds {
 public:
  // `past` must outlive this.
  explicit Grounds(Past& past) : past_(past) {}

  // Returns an explanation that rests on the event at `position`; on none if that is zero.
  v1::Explanation Make(v1::ExplanationKind kind, absl::string_view text, uint64_t position = 0);

  // Adds such an explanation to those below `parent`, about the same line.
  v1::Explanation& Under(v1::Explanation& parent, v1::ExplanationKind kind, absl::string_view text,
                         uint64_t position = 0);

  // Who caused the event at `position`, and when by the clocks of `zone`.
  Deed DeedAt(uint64_t position, const absl::TimeZone& zone);

  // Notes that something could not be read.
  void Note(const absl::Status& status) { status_.Update(status); }
  const absl::Status& status() const { return status_; }

 private:
  // The event at `position` without what happened.
  const v1::RecordedEvent& HeadOf(uint64_t position);

  Past& past_;
  std::map<uint64_t, v1::RecordedEvent> heads_;
  absl::Status status_;
};

// Position of the event that made a resource with this etag; zero if it has none.
uint64_t PositionOf(absl::string_view etag);

}  // namespace tally
