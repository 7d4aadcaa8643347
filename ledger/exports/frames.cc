#include "ledger/exports/frames.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

constexpr int kBitsOfByte = 7;
constexpr uint64_t kMore = 0x80;
// Enough for kMaxFrameBytes.
constexpr int kMaxLengthBits = 4 * kBitsOfByte;

std::string EncodeLength(uint64_t length) {
  std::string bytes;
  for (; length >= kMore; length >>= kBitsOfByte) {
    bytes.push_back(static_cast<char>(length | kMore));
  }
  bytes.push_back(static_cast<char>(length));
  return bytes;
}

absl::Status CutOff() { return absl::InvalidArgumentError("the file is cut off in it"); }

// Reads a length that begins with `byte`.
absl::StatusOr<uint64_t> ReadLength(int byte, std::istream& in) {
  uint64_t length = 0;
  for (int shift = 0; shift < kMaxLengthBits; shift += kBitsOfByte) {
    if (byte == std::istream::traits_type::eof()) return CutOff();
    const auto bits = static_cast<uint64_t>(byte);
    length |= (bits & ~kMore) << shift;
    if ((bits & kMore) == 0) {
      if (bits == 0 || length > kMaxFrameBytes) break;
      return length;
    }
    byte = in.get();
  }
  return absl::InvalidArgumentError(absl::StrCat("its length is not written as it must be: 1 to ",
                                                 kMaxFrameBytes, ", in as few bytes as it takes"));
}

}  // namespace

std::string EncodeFrame(const v1::ExportFrame& frame) {
  const std::string bytes = frame.SerializeAsString();
  return absl::StrCat(EncodeLength(bytes.size()), bytes);
}

absl::StatusOr<std::optional<std::string>> ReadFrame(std::istream& in) {
  const int first = in.get();
  if (first == std::istream::traits_type::eof()) return std::nullopt;
  const absl::StatusOr<uint64_t> length = ReadLength(first, in);
  if (!length.ok()) return length.status();
  std::string bytes(*length, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (static_cast<uint64_t>(in.gcount()) != *length) return CutOff();
  return bytes;
}

}  // namespace tally
