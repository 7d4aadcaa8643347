#include "ledger/sealing/leaf.h"

#include "ledger/base/sha256.h"

namespace tally {

v1::LeafEntry LeafOf(const v1::Commit& commit, int index) {
  const v1::CommittedEvent& event = commit.events(index);
  v1::LeafEntry leaf;
  leaf.set_position(commit.first_position() + static_cast<uint64_t>(index));
  leaf.set_org_id(commit.org_id());
  leaf.set_stream(event.stream());
  leaf.set_version(event.version());
  *leaf.mutable_recorded_at() = commit.recorded_at();
  leaf.set_actor(commit.actor());
  leaf.set_request_id(commit.request_id());
  leaf.set_event_digest(Sha256({event.sealed_event()}));
  return leaf;
}

// The message has no map, so that protobuf writes it in one way.
std::string EncodeLeaf(const v1::LeafEntry& leaf) { return leaf.SerializeAsString(); }

}  // namespace tally
