// Acknowledgement: what a command says in passing, that an event was dealt with.

#pragma once

#include <cstdint>
#include <string>

namespace tally {

// The consumer is one of the org that the command is for.
struct Acknowledgement {
  std::string consumer_id;
  uint64_t position = 0;
};

// How calls send it, as `CONSUMER_ID@POSITION`, and how refusals name it.
inline constexpr char kAcknowledgeKey[] = "tally-acknowledge";

}  // namespace tally
