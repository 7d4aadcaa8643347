#include "ledger/notes/text.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace tally {
namespace {

TEST(NoteText, IsUtf8WithoutControlCharacters) {
  for (const char* text : {"", "\n", "a\nb\n", " ~\x7F", "\u0080", "\u00E8", "\u07FF", "\u0800",
                           "\uD7FF", "\uE000", "\uFFFD", "\uFFFF", "\U00010000", "\U0010FFFF"}) {
    EXPECT_TRUE(IsNoteText(text)) << absl::CHexEscape(text);
  }
  for (const char* text : {"\x01",
                           "\t",
                           "\r\n",
                           "\x1F",
                           "a\x1Bz",
                           "\x80",
                           "\xBF",
                           "\xC0\x80",
                           "\xC1\xBF",
                           "\xC2",
                           "\xC2z",
                           "\xE0\x9F\xBF",
                           "\xE2\x80",
                           "\xE2\x80z",
                           "\xED\xA0\x80",
                           "\xED\xBF\xBF",
                           "\xF0\x8F\xBF\xBF",
                           "\xF0\x90\x80",
                           "\xF0\x90\x80z",
                           "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80",
                           "\xFF"}) {
    EXPECT_FALSE(IsNoteText(text)) << absl::CHexEscape(text);
  }
  EXPECT_FALSE(IsNoteText(absl::string_view("a\0b", 3)));
}

TEST(KeyName, HasNoSpaceAndNoPlus) {
  for (const char* name : {"a", "example.com/log42", "è", "a-b_c", "\u200B", "—"}) {
    EXPECT_TRUE(IsKeyName(name)) << name;
  }
  for (const char* name :
       {"", " ", "a b", "a+b", "a\n", "\t", "\u0085", "\u00A0", "\u1680", "\u2000", "\u200A",
        "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "a\u3000b", "\xFF", "\x01"}) {
    EXPECT_FALSE(IsKeyName(name)) << absl::CHexEscape(name);
  }
}

TEST(Base64, IsReadIfItIsCanonical) {
  EXPECT_EQ(FromBase64(""), "");
  EXPECT_EQ(FromBase64("Zg=="), "f");
  EXPECT_EQ(FromBase64("Zm8="), "fo");
  EXPECT_EQ(FromBase64("Zm9v"), "foo");
  EXPECT_EQ(FromBase64("+/+/"), "\xFB\xFF\xBF");
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm8", "Zm9=", "Zm9v=", "=", "====", "Zm9v\n", " Zm9v",
        "Zm 9v", "-_-_", "Zm9v.", "Zg==Zg==", "Zm.=", "Zg.."}) {
    EXPECT_EQ(FromBase64(text), std::nullopt) << text;
  }
}

TEST(Decimal, IsReadIfItIsCanonical) {
  EXPECT_EQ(FromDecimal("0"), 0u);
  EXPECT_EQ(FromDecimal("70000"), 70'000u);
  EXPECT_EQ(FromDecimal("18446744073709551615"), ~uint64_t{0});
  for (const char* text : {"", "00", "01", "+1", "-1", "-0", " 1", "1 ", "1\n", "1.0", "1e3", "0x1",
                           "1_000", "18446744073709551616", "a"}) {
    EXPECT_EQ(FromDecimal(text), std::nullopt) << text;
  }
}

TEST(TakeLine, TakesLinesThatHaveTheirNewline) {
  absl::string_view text = "a\n\nb";
  EXPECT_EQ(TakeLine(text), "a");
  EXPECT_EQ(TakeLine(text), "");
  EXPECT_EQ(TakeLine(text), std::nullopt);
  EXPECT_EQ(text, "b");
}

}  // namespace
}  // namespace tally
