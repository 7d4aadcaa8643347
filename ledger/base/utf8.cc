#include "ledger/base/utf8.h"

#include <cstdint>

namespace tally {
namespace {

size_t SequenceLength(uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

// The bytes that may follow a first byte of a sequence, so that nothing is written in more bytes
// than it needs, and nothing beyond U+10FFFF or in the range of surrogates is written at all.
bool MayFollow(uint8_t first, uint8_t second) {
  if (first == 0xE0) return second >= 0xA0;
  if (first == 0xED) return second <= 0x9F;
  if (first == 0xF0) return second >= 0x90;
  if (first == 0xF4) return second <= 0x8F;
  return true;
}

}  // namespace

Character FirstCharacter(absl::string_view text) {
  const auto byte = [&](size_t index) { return static_cast<uint8_t>(text[index]); };
  const size_t length = SequenceLength(byte(0));
  if (length == 0 || length > text.size()) return {};
  if (length == 1) return {byte(0), 1};
  if (!MayFollow(byte(0), byte(1))) return {};

  char32_t code = byte(0) & (0x7Fu >> length);
  for (size_t index = 1; index < length; ++index) {
    if ((byte(index) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(index) & 0x3Fu);
  }
  return {code, length};
}

size_t FindInvalidUtf8(absl::string_view text) {
  size_t offset = 0;
  while (offset < text.size()) {
    const Character character = FirstCharacter(text.substr(offset));
    if (character.bytes == 0) return offset;
    offset += character.bytes;
  }
  return offset;
}

bool IsUtf8(absl::string_view bytes) { return FindInvalidUtf8(bytes) == bytes.size(); }

}  // namespace tally
