// Must: what a benchmark does for its measurement to mean anything. It stops if it fails.

#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/status.h"

namespace tally {

[[noreturn]] inline void Stop(const std::string& why) {
  std::fprintf(stderr, "tally_bench: %s\n", why.c_str());
  std::exit(1);
}

inline void Must(const absl::Status& status) {
  if (!status.ok()) Stop(status.ToString());
}

inline void Must(const rocksdb::Status& status) {
  if (!status.ok()) Stop(status.ToString());
}

template <class Value>
Value Must(absl::StatusOr<Value> value) {
  Must(value.status());
  return *std::move(value);
}

}  // namespace tally
