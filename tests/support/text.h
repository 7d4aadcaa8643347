// Text: messages written in protobuf text format, with instants as `@2026-10-31T22:00:00Z`.
//
//   Parse<v1::Observation>("observed_at @2026-10-31T22:00:00Z account: 'A1' quantity: '18'")

#pragma once

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace tally {

// The instant that RFC 3339 `text` says.
inline absl::Time InstantOf(absl::string_view text) {
  absl::Time instant;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &instant, &error)) << text << error;
  return instant;
}

// Replaces every `@2026-10-31T22:00:00Z` by the fields of a google.protobuf.Timestamp.
inline std::string WithInstants(absl::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '@' || i + 1 == text.size() || !absl::ascii_isdigit(text[i + 1])) {
      result += text[i++];
      continue;
    }
    const size_t end = std::min(text.find('Z', i) + 1, text.size());
    const absl::Time instant = InstantOf(text.substr(i + 1, end - i - 1));
    const int64_t seconds = absl::ToUnixSeconds(instant);
    const int64_t nanos = absl::ToInt64Nanoseconds(instant - absl::FromUnixSeconds(seconds));
    absl::StrAppend(&result, " { seconds: ", seconds, " nanos: ", nanos, " }");
    i = end;
  }
  return result;
}

template <class Message>
Message Parse(absl::string_view text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(WithInstants(text), &message)) << text;
  return message;
}

// Whether `actual` is `expected`; says how it differs.
inline testing::AssertionResult IsSame(const google::protobuf::Message& expected,
                                       const google::protobuf::Message& actual) {
  google::protobuf::util::MessageDifferencer differencer;
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  if (differencer.Compare(expected, actual)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << differences << "in\n" << actual.DebugString();
}

// Whether all that is set in `expected` is so in `actual`; lists are compared whole.
inline testing::AssertionResult IsPart(const google::protobuf::Message& expected,
                                       const google::protobuf::Message& actual) {
  google::protobuf::util::MessageDifferencer differencer;
  differencer.set_scope(google::protobuf::util::MessageDifferencer::PARTIAL);
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  if (differencer.Compare(expected, actual)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << differences << "in\n" << actual.DebugString();
}

}  // namespace tally
