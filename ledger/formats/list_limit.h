// ListLimit: how many items a list may hold, as options.proto says.

#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>

namespace tally {

// Returns the most items that `field`, which is repeated, may hold.
uint32_t MaxItems(const google::protobuf::FieldDescriptor& field);

}  // namespace tally
