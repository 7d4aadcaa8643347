// Scenario: given these events, when this command, then those events.
//
//   Scenario()
//       .Given("org_defined { org { org_id: 'msp' currency: 'USD' } }")
//       .GivenCommand<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' }")
//       .When<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' rate_percent: '21' }")
//       .Then("tax_defined { org_id: 'msp' tax { tax_id: 'vat' rate_percent: '21' } }");
//
// Events and commands are written in protobuf text format, so a test reads as the log does. A
// given command must be accepted; its events are folded into the books. Nothing is folded by When.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/refusal.h"
#include "ledger/books/books.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/decider.h"
#include "ledger/events/stream.h"
#include "ledger/store/memory_store.h"
#include "support/text.h"

namespace tally {

class Scenario {
 public:
  // Sets the clock, which otherwise stands at noon of 3 November 2026, UTC.
  Scenario& At(absl::string_view instant) {
    now_ = InstantOf(instant);
    return *this;
  }
  absl::Time now() const { return now_; }

  // Sets who sends the commands, otherwise `ann`.
  Scenario& By(std::string actor) {
    actor_ = std::move(actor);
    return *this;
  }

  Scenario& Given(absl::string_view event) {
    Record(Parse<v1::Event>(event));
    return *this;
  }

  template <Command C>
  Scenario& GivenCommand(absl::string_view command) {
    return GivenCommand(Parse<C>(command));
  }

  template <Command C>
  Scenario& GivenCommand(const C& command) {
    When(command);
    EXPECT_TRUE(events_.ok()) << command.ShortDebugString() << "\n" << events_.status();
    if (!events_.ok()) return *this;
    for (const v1::Event& event : *events_) Record(event);
    return *this;
  }

  template <Command C>
  Scenario& When(absl::string_view command) {
    return When(Parse<C>(command));
  }

  template <Command C>
  Scenario& When(const C& command) {
    const Context context{.now = now_, .actor = actor_, .position = position_};
    const Books& books = books_;
    auto decision = Decide(command, books, context);
    if (!decision.ok()) {
      events_ = decision.status();
      return *this;
    }
    reply_ = std::make_unique<ReplyOf<C>>(std::move(decision->reply));
    events_ = std::move(decision->events);
    return *this;
  }

  // Expects exactly these events.
  template <class... Text>
  const Scenario& Then(const Text&... expected) const {
    Compare(IsSame, expected...);
    return *this;
  }

  // Expects these events, and all that is set in the text to be set so in them.
  template <class... Text>
  const Scenario& ThenAmongOthers(const Text&... expected) const {
    Compare(IsPart, expected...);
    return *this;
  }

  const Scenario& ThenNothing() const {
    Compare(IsSame);
    return *this;
  }

  // Expects the reply to be this; the ledger adds the receipt later.
  template <class Reply>
  const Scenario& Replied(absl::string_view expected) const {
    EXPECT_TRUE(events_.ok()) << events_.status();
    if (events_.ok()) {
      EXPECT_TRUE(IsSame(Parse<Reply>(expected), *reply_));
    }
    return *this;
  }

  // Expects the command to be refused because of `reason`, naming `field`.
  const Scenario& Refused(v1::Reason reason, absl::string_view field) const {
    const v1::Refusal is = refusal();
    EXPECT_EQ(v1::Reason_Name(is.reason()), v1::Reason_Name(reason)) << is.message();
    EXPECT_EQ(is.field(), field) << is.message();
    EXPECT_NE(is.message(), "");
    return *this;
  }

  // The refusal of the command; empty if it was accepted.
  v1::Refusal refusal() const {
    EXPECT_FALSE(events_.ok()) << "was accepted";
    return RefusalOf(events_.status()).value_or(v1::Refusal());
  }

  // The events of the command; none if it was refused.
  std::vector<v1::Event> events() const {
    return events_.ok() ? *events_ : std::vector<v1::Event>();
  }
  const Books& books() const { return books_; }
  // Position of the last event that was given.
  uint64_t position() const { return position_; }

 private:
  using Comparison = testing::AssertionResult (*)(const google::protobuf::Message&,
                                                  const google::protobuf::Message&);

  void Record(const v1::Event& event) {
    v1::RecordedEvent recorded;
    recorded.set_position(++position_);
    recorded.set_stream(StreamOf(event));
    *recorded.mutable_recorded_at() = ToProto(now_);
    recorded.set_actor(actor_);
    *recorded.mutable_event() = event;
    Evolve(books_, recorded);
  }

  template <class... Text>
  void Compare(Comparison compare, const Text&... expected) const {
    ASSERT_TRUE(events_.ok()) << events_.status();
    const std::vector<v1::Event> wanted = {Parse<v1::Event>(expected)...};
    for (size_t i = 0; i < std::min(wanted.size(), events_->size()); ++i) {
      EXPECT_TRUE(compare(wanted[i], (*events_)[i])) << "event " << i;
    }
    EXPECT_EQ(events_->size(), wanted.size());
  }

  // On the heap, so that a scenario can be returned.
  std::unique_ptr<MemoryStore> store_ = std::make_unique<MemoryStore>();
  Books books_{*store_};
  absl::Time now_ = absl::FromCivil(absl::CivilHour(2026, 11, 3, 12), absl::UTCTimeZone());
  std::string actor_ = "ann";
  uint64_t position_ = 0;
  absl::StatusOr<std::vector<v1::Event>> events_ = absl::UnknownError("no command yet");
  std::unique_ptr<google::protobuf::Message> reply_;
};

}  // namespace tally
