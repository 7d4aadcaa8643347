#include "ledger/notes/text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace tally {
namespace {

// Takes a character of UTF-8 (RFC 3629) off the front of `text`, which is not empty; nothing if it
// does not begin with one.
std::optional<uint32_t> TakeCharacter(absl::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if ((first >= 0x80 && first < 0xC2) || first > 0xF4 || text.size() < length) return std::nullopt;

  uint32_t character = length == 1 ? first : first & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return std::nullopt;
    character = character << 6 | (next & 0x3Fu);
  }
  const bool is_overlong =
      (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  const bool is_surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (is_overlong || is_surrogate || character > 0x10FFFF) return std::nullopt;
  text.remove_prefix(length);
  return character;
}

bool IsUtf8Of(absl::string_view text, bool (*allows)(uint32_t character)) {
  while (!text.empty()) {
    const std::optional<uint32_t> character = TakeCharacter(text);
    if (!character || !allows(*character)) return false;
  }
  return true;
}

bool IsControl(uint32_t character) { return character < 0x20; }

// White_Space of Unicode 15, PropList.txt.
bool IsSpace(uint32_t character) {
  return (character >= 0x09 && character <= 0x0D) || character == 0x20 || character == 0x85 ||
         character == 0xA0 || character == 0x1680 || (character >= 0x2000 && character <= 0x200A) ||
         character == 0x2028 || character == 0x2029 || character == 0x202F || character == 0x205F ||
         character == 0x3000;
}

}  // namespace

bool IsNoteText(absl::string_view text) {
  return IsUtf8Of(text,
                  [](uint32_t character) { return !IsControl(character) || character == '\n'; });
}

bool IsKeyName(absl::string_view name) {
  return !name.empty() && IsUtf8Of(name, [](uint32_t character) {
    return !IsControl(character) && !IsSpace(character) && character != '+';
  });
}

std::optional<std::string> FromBase64(absl::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(text, &bytes)) return std::nullopt;
  // It also takes white space, and no padding or unused bits that are set.
  if (absl::Base64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<uint64_t> FromDecimal(absl::string_view text) {
  uint64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return std::nullopt;
  // It also takes white space, signs and leading zeros.
  if (absl::StrCat(number) != text) return std::nullopt;
  return number;
}

std::optional<absl::string_view> TakeLine(absl::string_view& text) {
  const size_t end = text.find('\n');
  if (end == absl::string_view::npos) return std::nullopt;
  const absl::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace tally
