// Wrap: puts a typed event into the arm of v1::Event that is declared for it.

#pragma once

#include <utility>

#include "tally/v1/event.pb.h"

namespace tally {

// Returns the one arm of v1::Event that holds messages of type `body`.
const google::protobuf::FieldDescriptor& ArmFor(const google::protobuf::Descriptor& body);

template <class Body>
v1::Event Wrap(Body body) {
  static const auto& arm = ArmFor(*Body::descriptor());
  v1::Event event;
  *static_cast<Body*>(event.GetReflection()->MutableMessage(&event, &arm)) = std::move(body);
  return event;
}

}  // namespace tally
