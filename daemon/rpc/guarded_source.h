// GuardedSource: a stream that ends when its caller may not have it any more.

#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "daemon/rpc/message_stream.h"

namespace tally {

// Returns `source`, which ends with what `may` returns as soon as that is an error. It is asked
// before each message, and every second while there is none.
std::unique_ptr<MessageSource> Guarded(std::unique_ptr<MessageSource> source,
                                       std::function<absl::Status()> may);

}  // namespace tally
