// Encoding: how the keys and rows of tables are written as bytes.
//
//   key    := part*
//   part   := text 0x00                text holds no zero byte
//           | number                   8 bytes, big-endian
//           | instant                  seconds since 1970 plus 2^63, nanoseconds: 8 bytes each,
//                                      big-endian
//   row    := protobuf message, encoded deterministically
//
// So the order of keys as bytes is the order of their parts.

#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"
#include "google/protobuf/timestamp.pb.h"

namespace tally {

using Instant = google::protobuf::Timestamp;

void AppendPart(std::string& key, absl::string_view text);
void AppendPart(std::string& key, uint64_t number);
void AppendPart(std::string& key, const Instant& instant);

// Each takes its part off the front of `key`, which must begin with such a part.
std::string TakeText(absl::string_view& key);
uint64_t TakeNumber(absl::string_view& key);

template <class... Parts>
std::string KeyOf(const Parts&... parts) {
  std::string key;
  (AppendPart(key, parts), ...);
  return key;
}

// Equal messages give equal bytes, map fields included.
std::string EncodeDeterministically(const google::protobuf::MessageLite& message);

// Parses what EncodeDeterministically() gave. Stops the process if `bytes` are damaged.
void DecodeRow(absl::string_view bytes, google::protobuf::MessageLite& row);

}  // namespace tally
