// Room: whether the disk has space for what is to be written.

#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace tally {

// RESOURCE_EXHAUSTED, saying what to do, if fewer than `keep_free_bytes` are free on the disk that
// `directory` of `env` is on. OK if that cannot be told: the write itself then tells.
absl::Status CheckRoom(rocksdb::Env& env, const std::string& directory, uint64_t keep_free_bytes);

}  // namespace tally
