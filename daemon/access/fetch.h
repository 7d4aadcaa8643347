// Fetch: one file from the web, within limits.

#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tally {

// Whether `text` is written like a URL, and not like a path.
bool IsUrl(absl::string_view text);

// INVALID_ARGUMENT unless `url` is fetched over TLS, or from this machine.
absl::Status CheckUrl(absl::string_view url);

// Returns what is at `url`, within `at_most`. Follows no redirects. UNAVAILABLE, saying why, if it
// is not there, or longer than `max_bytes`.
absl::StatusOr<std::string> Fetch(const std::string& url, size_t max_bytes, absl::Duration at_most);

}  // namespace tally
