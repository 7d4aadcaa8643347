// Frames: how an export is written in a file.
//
//   file   := frame( header ) frame( event )* frame( end )
//   frame  := length bytes
//   length := size of bytes, a varint in as few bytes as it takes; 1 to kMaxFrameBytes
//   bytes  := tally.v1.ExportFrame, encoded with the fields in order and none that is unknown

#pragma once

#include <istream>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tally/v1/audit.pb.h"

namespace tally {

constexpr size_t kMaxFrameBytes = 64 << 20;

// Returns the frame as it is written, its length before it.
std::string EncodeFrame(const v1::ExportFrame& frame);

// Returns the bytes of the next frame in `in`, without its length; nothing at the end.
// INVALID_ARGUMENT if there is not a whole frame.
absl::StatusOr<std::optional<std::string>> ReadFrame(std::istream& in);

}  // namespace tally
