// Taken: the events of one command that was accepted, which the model takes one after the other.
//
//   const auto& held = taken.Next<v1::DraftHeld>();
//   taken.Expect(held.month() == command.month(), "the month");
//
// The first thing that is not as the model says is kept; what comes after it does not count.

#pragma once

#include <google/protobuf/util/message_differencer.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tally/v1/events.pb.h"

namespace tally {

class Taken {
 public:
  // They were recorded at `time`; `reply` is encoded, null if nobody knows it. Keeps references.
  Taken(const std::vector<v1::RecordedEvent>& events, absl::Time time, const std::string* reply)
      : events_(events),
        today_(absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone())),
        reply_(reply) {}

  // The body of the next event, which must be an E.
  template <class E>
  const E& Next() {
    static const E kNone;
    if (!NextIs<E>()) {
      Expect(false, absl::StrCat("a ", E::descriptor()->name(), " is event ", next_ + 1));
      return kNone;
    }
    return static_cast<const E&>(BodyOf(events_[next_++]));
  }

  // Whether the next event is an E.
  template <class E>
  bool NextIs() const {
    return next_ < events_.size() && BodyOf(events_[next_]).GetDescriptor() == E::descriptor();
  }

  // Position of the event that was taken last.
  uint64_t position() const { return next_ == 0 ? 0 : events_[next_ - 1].position(); }
  // The day on which they were recorded, in UTC.
  const std::string& today() const { return today_; }

  void Expect(bool is, absl::string_view what) {
    if (!is && !wrong_) wrong_ = std::string(what);
  }
  template <class Value>
  void ExpectSame(const Value& expected, const Value& actual, absl::string_view what) {
    Expect(expected == actual, absl::StrCat(what, " is ", expected, " and not ", actual));
  }
  void ExpectMessage(const google::protobuf::Message& expected,
                     const google::protobuf::Message& actual, absl::string_view what) {
    google::protobuf::util::MessageDifferencer differencer;
    std::string differences;
    differencer.ReportDifferencesToString(&differences);
    if (differencer.Compare(expected, actual)) return;
    Expect(false, absl::StrCat(what, " is as asked: ", differences));
  }

  // What was answered, if it is known.
  template <class Reply>
  std::optional<Reply> reply() {
    if (reply_ == nullptr) return std::nullopt;
    Reply parsed;
    Expect(parsed.ParseFromString(*reply_), "the reply can be read");
    return parsed;
  }

  // What is not as the model says, after the last event was taken.
  std::optional<std::string> Wrong() {
    Expect(next_ == events_.size(), absl::StrCat("no event follows event ", next_));
    return wrong_;
  }

 private:
  static const google::protobuf::Message& BodyOf(const v1::RecordedEvent& recorded) {
    const v1::Event& event = recorded.event();
    const auto& reflection = *event.GetReflection();
    const auto* arm =
        reflection.GetOneofFieldDescriptor(event, v1::Event::descriptor()->oneof_decl(0));
    return arm == nullptr ? static_cast<const google::protobuf::Message&>(event)
                          : reflection.GetMessage(event, arm);
  }

  const std::vector<v1::RecordedEvent>& events_;
  const std::string today_;
  const std::string* reply_;
  size_t next_ = 0;
  std::optional<std::string> wrong_;
};

}  // namespace tally
