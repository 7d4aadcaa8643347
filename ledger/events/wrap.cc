#include "ledger/events/wrap.h"

#include <cstdlib>

namespace tally {

const google::protobuf::FieldDescriptor& ArmFor(const google::protobuf::Descriptor& body) {
  const auto* arms = v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < arms->field_count(); ++i) {
    if (arms->field(i)->message_type() == &body) return *arms->field(i);
  }
  std::abort();  // Only reachable by wrapping a message that is not an event.
}

}  // namespace tally
