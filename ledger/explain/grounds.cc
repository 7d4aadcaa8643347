#include "ledger/explain/grounds.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "ledger/calendar/timestamp.h"

namespace tally {

v1::Explanation Grounds::Make(v1::ExplanationKind kind, absl::string_view text, uint64_t position) {
  v1::Explanation made;
  made.set_kind(kind);
  made.set_text(std::string(text));
  if (position == 0) return made;

  const v1::RecordedEvent& head = HeadOf(position);
  made.set_position(position);
  made.set_stream(head.stream());
  *made.mutable_recorded_at() = head.recorded_at();
  made.set_actor(head.actor());
  return made;
}

v1::Explanation& Grounds::Under(v1::Explanation& parent, v1::ExplanationKind kind,
                                absl::string_view text, uint64_t position) {
  v1::Explanation& child = *parent.add_children();
  child = Make(kind, text, position);
  child.set_line_id(parent.line_id());
  return child;
}

Deed Grounds::DeedAt(uint64_t position, const absl::TimeZone& zone) {
  const v1::RecordedEvent& head = HeadOf(position);
  return {.actor = head.actor(), .when = InstantWords(FromProto(head.recorded_at()), zone)};
}

const v1::RecordedEvent& Grounds::HeadOf(uint64_t position) {
  const auto known = heads_.find(position);
  if (known != heads_.end()) return known->second;

  absl::StatusOr<v1::RecordedEvent> event = past_.EventAt(position);
  Note(event.status());
  v1::RecordedEvent head = event.ok() ? *std::move(event) : v1::RecordedEvent();
  head.clear_event();
  return heads_.emplace(position, std::move(head)).first->second;
}

uint64_t PositionOf(absl::string_view etag) {
  uint64_t position = 0;
  return absl::SimpleAtoi(etag, &position) ? position : 0;
}

}  // namespace tally
