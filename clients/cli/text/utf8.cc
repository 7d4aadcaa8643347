#include "clients/cli/text/utf8.h"

#include <clocale>
#include <cstdint>
#include <cwchar>

namespace tally {
namespace {

// A character and how many bytes it takes; no bytes if they are not UTF-8.
struct Character {
  char32_t code = 0;
  size_t bytes = 0;
};

// The bytes that may follow a first byte of a sequence, so that nothing is written in more bytes
// than it needs, and nothing beyond U+10FFFF or in the range of surrogates is written at all.
bool MayFollow(uint8_t first, uint8_t second) {
  if (first == 0xE0) return second >= 0xA0;
  if (first == 0xED) return second <= 0x9F;
  if (first == 0xF0) return second >= 0x90;
  if (first == 0xF4) return second <= 0x8F;
  return true;
}

size_t SequenceLength(uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

Character Decode(absl::string_view text) {
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

// The widths of characters that the C library knows, whatever the user's locale is.
locale_t Utf8Locale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

size_t WidthOf(char32_t code) {
  if (code < 0x7F) return 1;
  const locale_t before = uselocale(Utf8Locale());
  const int width = wcwidth(static_cast<wchar_t>(code));
  uselocale(before);
  return width < 0 ? 1 : static_cast<size_t>(width);
}

}  // namespace

size_t FindInvalidUtf8(absl::string_view text) {
  size_t offset = 0;
  while (offset < text.size()) {
    const Character character = Decode(text.substr(offset));
    if (character.bytes == 0) return offset;
    offset += character.bytes;
  }
  return offset;
}

size_t FindControlCharacter(absl::string_view text, absl::string_view allowed) {
  for (size_t offset = 0; offset < text.size(); ++offset) {
    const auto byte = static_cast<uint8_t>(text[offset]);
    const bool is_ascii = byte < 0x20 || byte == 0x7F;
    if (is_ascii && allowed.find(text[offset]) == absl::string_view::npos) return offset;
    const char32_t code = byte == 0xC2 ? Decode(text.substr(offset)).code : 0;
    if (code >= 0x80 && code < 0xA0) return offset;
  }
  return text.size();
}

std::string WithoutControlCharacters(absl::string_view text) {
  std::string visible;
  while (true) {
    const size_t offset = FindControlCharacter(text, "");
    visible.append(text.data(), offset);
    if (offset == text.size()) return visible;
    visible += "\uFFFD";
    text.remove_prefix(Decode(text.substr(offset)).bytes + offset);
  }
}

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Character character = Decode(text);
    width += character.bytes == 0 ? 1 : WidthOf(character.code);
    text.remove_prefix(character.bytes == 0 ? 1 : character.bytes);
  }
  return width;
}

std::string Shorten(absl::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);

  std::string kept;
  size_t used = 1;  // The ellipsis.
  while (!text.empty()) {
    const Character character = Decode(text);
    const size_t bytes = character.bytes == 0 ? 1 : character.bytes;
    used += character.bytes == 0 ? 1 : WidthOf(character.code);
    if (used > width) break;
    kept.append(text.data(), bytes);
    text.remove_prefix(bytes);
  }
  while (!kept.empty() && kept.back() == ' ') kept.pop_back();
  return kept + "…";
}

}  // namespace tally
