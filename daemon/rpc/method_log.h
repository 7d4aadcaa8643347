// MethodLog: one line in the daemon's log for each call.

#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "spdlog/logger.h"

namespace tally {

// Writes that `method` was called: refusals and failures at level info, all else at debug. What the
// request holds is not written, but for the org and the id that it names itself by.
void LogCall(spdlog::logger& log, absl::string_view method,
             const google::protobuf::Message* request, absl::string_view actor,
             const absl::Status& status);

// Returns `text` as a value of logfmt: as it is, or quoted if it has blanks, quotes or control
// characters, so that no text can end the line.
std::string LogValue(absl::string_view text);

}  // namespace tally
