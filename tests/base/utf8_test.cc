#include "ledger/base/utf8.h"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "tally/v1/orgs.pb.h"

namespace tally {
namespace {

TEST(FirstCharacter, IsWhatTheTextBeginsWith) {
  struct Row {
    const char* text;
    char32_t code;
    size_t bytes;
  };
  const Row rows[] = {
      {"a", U'a', 1},
      {"\x7F!", U'\x7F', 1},
      {"\u0080", U'\u0080', 2},
      {"é!", U'é', 2},
      {"\u07FF", U'\u07FF', 2},
      {"\u0800", U'\u0800', 3},
      {"\uD7FF", U'\uD7FF', 3},
      {"\uE000", U'\uE000', 3},
      {"日本", U'日', 3},
      {"\uFFFF", U'\uFFFF', 3},
      {"\U00010000", U'\U00010000', 4},
      {"👍!", U'👍', 4},
      {"\U0010FFFF", U'\U0010FFFF', 4},
      {"\xC3", 0, 0},
      {"\x80!", 0, 0},
  };
  for (const auto& [text, code, bytes] : rows) {
    EXPECT_EQ(FirstCharacter(text).code, code) << text;
    EXPECT_EQ(FirstCharacter(text).bytes, bytes) << text;
  }
}

TEST(FindInvalidUtf8, IsWhereTextEnds) {
  for (const char* text : {"", "abc", "é", "日本", "👍", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(FindInvalidUtf8(text), std::string(text).size()) << text;
  }
  for (const char* text : {"\x80", "\xC0\x80", "\xC3", "\xC3(", "\xE0\x80\x80", "\xED\xA0\x80",
                           "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF8", "\xE6\x97"}) {
    EXPECT_EQ(FindInvalidUtf8(std::string("ab") + text), 2u) << absl::CHexEscape(text);
  }
}

// Whether protobuf can read `text` as text.
bool CanBeRead(const std::string& text) {
  const google::protobuf::LogSilencer silence;
  google::protobuf::UnknownFieldSet field;
  field.AddLengthDelimited(1, text);
  std::string bytes;
  field.SerializeToString(&bytes);
  return v1::GetOrg().ParseFromString(bytes);
}

// What the gate lets through is read again from the log, so both must agree on what text is.
TEST(IsUtf8, AgreesWithProtobuf) {
  const std::string first =
      "\x41\x7F\x80\xBF\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF4\xF5\xFF";
  const std::string next = "\x41\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xFF";
  int texts = 0;
  const auto compare = [&](const std::string& text) {
    texts += IsUtf8(text) ? 1 : 0;
    EXPECT_EQ(IsUtf8(text), CanBeRead(text)) << testing::PrintToString(text);
  };
  for (const char a : first) {
    compare({a});
    for (const char b : next) {
      compare({a, b});
      for (const char c : next) {
        compare({a, b, c});
        for (const char d : next) compare({a, b, c, d});
      }
    }
  }
  EXPECT_GT(texts, 100);
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8(std::string(1, '\0')));
}

}  // namespace
}  // namespace tally
