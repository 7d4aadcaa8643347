// Etags: what the daemon shows of them, and what a command is given for kNow.

#pragma once

#include <string>

#include "model/state.h"
#include "system/support/client.h"

namespace tally {

// Learns the etags of all that is defined, as `client` is shown it now.
void LearnEtags(const Client& client, State& state);

// The etag of what `command` defines; `unknown` if the model was not shown one.
std::string EtagFor(const State& state, const google::protobuf::Message& command);

}  // namespace tally
