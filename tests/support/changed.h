// Changed: a message that is as others, but for a few fields.
//
//   Changed<v1::TimeEntry>("entry_id: 't1' minutes: 90", "minutes: 0")

#pragma once

#include "support/text.h"

namespace tally {

// The message that `text` says, but for the fields that `but` says otherwise.
template <class Message>
Message Changed(absl::string_view text, absl::string_view but) {
  auto message = Parse<Message>(text);
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(WithInstants(but), &message)) << but;
  return message;
}

}  // namespace tally
