// EventFilter: which events somebody asks for.

#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/log/record.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/log.pb.h"

namespace tally {

class EventFilter {
 public:
  // Refuses what cannot be asked for: FIELD_INVALID for a type that no event has and for a stream
  // beside a prefix of streams, FIELD_MISSING for a stream without its org. `field` is where the
  // filter stands in the request.
  static absl::StatusOr<EventFilter> Of(const v1::EventFilter& filter,
                                        absl::string_view field = "filter");

  // The org, and the only stream in it, that are asked for; empty if any is.
  const std::string& org_id() const { return filter_.org_id(); }
  const std::string& stream() const { return filter_.stream(); }

  // Whether the event at `index` of `commit` is asked for. Looks at what stands around the event
  // alone, so that what nobody wants is not read.
  bool Wants(const v1::Commit& commit, int index) const;

 private:
  v1::EventFilter filter_;
  // Numbers of the arms of the types.
  std::set<int> types_;
};

}  // namespace tally
