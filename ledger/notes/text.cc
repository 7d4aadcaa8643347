#include "ledger/notes/text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/utf8.h"

namespace tally {
namespace {

bool IsUtf8Of(absl::string_view text, bool (*allows)(char32_t character)) {
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    if (character.bytes == 0 || !allows(character.code)) return false;
    text.remove_prefix(character.bytes);
  }
  return true;
}

bool IsControl(char32_t character) { return character < 0x20; }

// White_Space of Unicode 15, PropList.txt.
bool IsSpace(char32_t character) {
  return (character >= 0x09 && character <= 0x0D) || character == 0x20 || character == 0x85 ||
         character == 0xA0 || character == 0x1680 || (character >= 0x2000 && character <= 0x200A) ||
         character == 0x2028 || character == 0x2029 || character == 0x202F || character == 0x205F ||
         character == 0x3000;
}

}  // namespace

bool IsNoteText(absl::string_view text) {
  return IsUtf8Of(text,
                  [](char32_t character) { return !IsControl(character) || character == '\n'; });
}

bool IsKeyName(absl::string_view name) {
  return !name.empty() && IsUtf8Of(name, [](char32_t character) {
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
