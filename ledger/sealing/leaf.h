// Leaf: the bytes that stand for an event in the Merkle tree. log.proto says what they are.

#pragma once

#include <string>

#include "tally/v1/log.pb.h"

namespace tally {

// Returns the leaf of the event at `index` of `commit`.
v1::LeafEntry LeafOf(const v1::Commit& commit, int index);

// Returns what is hashed for `leaf`: equal leaves give equal bytes.
std::string EncodeLeaf(const v1::LeafEntry& leaf);

}  // namespace tally
