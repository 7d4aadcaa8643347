#include "ledger/streams.h"

#include <memory>

namespace tally {
namespace {

// Raise when the same events lead to other rows.
constexpr uint32_t kVersion = 1;

void Note(Streams& streams, const v1::RecordedEvent& event) {
  v1::StreamHead head;
  head.set_version(event.version());
  head.set_position(event.position());
  streams.heads.Overwrite(event.org_id(), event.stream(), head);
  google::protobuf::UInt64Value position;
  position.set_value(event.position());
  streams.positions.Insert(event.org_id(), event.stream(), event.version(), position);
}

}  // namespace

Fold StreamsFold() {
  return {.name = kStreamsFold, .version = kVersion, .bind = [](Store& rows) -> Fold::Apply {
            return [streams = std::make_shared<Streams>(rows)](const v1::RecordedEvent& event) {
              Note(*streams, event);
            };
          }};
}

}  // namespace tally
