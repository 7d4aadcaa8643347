#include "clients/cli/text/utf8.h"

#include <clocale>
#include <cstdint>
#include <cwchar>

#include "ledger/base/utf8.h"

namespace tally {
namespace {

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

size_t FindControlCharacter(absl::string_view text, absl::string_view allowed) {
  for (size_t offset = 0; offset < text.size(); ++offset) {
    const auto byte = static_cast<uint8_t>(text[offset]);
    const bool is_ascii = byte < 0x20 || byte == 0x7F;
    if (is_ascii && allowed.find(text[offset]) == absl::string_view::npos) return offset;
    const char32_t code = byte == 0xC2 ? FirstCharacter(text.substr(offset)).code : 0;
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
    text.remove_prefix(FirstCharacter(text.substr(offset)).bytes + offset);
  }
}

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
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
    const Character character = FirstCharacter(text);
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
