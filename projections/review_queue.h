// ReviewQueue: what is there to review, what changed since last month, and why?

#pragma once

#include "ledger/store/table.h"
#include "projections/projection.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

struct ReviewQueue {
  static constexpr char kName[] = "review_queue";
  static constexpr uint32_t kVersion = 1;
  using Reads = EventList<v1::DraftGenerated, v1::DraftRegenerated, v1::DraftLineOverridden,
                          v1::DraftFlagsWaived, v1::DraftHeld, v1::DraftReleased, v1::DraftRejected,
                          v1::DraftApproved>;

  explicit ReviewQueue(Store& rows) : entries(rows, "entries") {}

  void On(const v1::DraftGenerated& event, const v1::RecordedEvent& recorded);
  void On(const v1::DraftRegenerated& event, const v1::RecordedEvent& recorded);
  void On(const v1::DraftLineOverridden& event, const v1::RecordedEvent& recorded);
  void On(const v1::DraftFlagsWaived& event, const v1::RecordedEvent& recorded);
  void On(const v1::DraftHeld& event, const v1::RecordedEvent& recorded);
  void On(const v1::DraftReleased& event, const v1::RecordedEvent& recorded);
  void On(const v1::DraftRejected& event, const v1::RecordedEvent& recorded);
  void On(const v1::DraftApproved& event, const v1::RecordedEvent& recorded);

  // By org, month and customer.
  Table<v1::ReviewEntry, Text, Text, Text> entries;
};

}  // namespace tally
