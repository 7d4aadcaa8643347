// ConsumerStory: a story in which the consumer `c` of the org `msp` receives taxes.

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "system/support/consumer_client.h"
#include "system/support/story.h"

namespace tally {

// How long an event may take in tests that want it to be late; others give it longer than they run.
inline constexpr char kShort[] = "acknowledge_within_ms: 100";
inline constexpr char kLong[] = "acknowledge_within_ms: 3600000";

class ConsumerStory : public Story {
 protected:
  using Stream = std::unique_ptr<Reader<v1::Delivery>>;

  ConsumerClient& consumers() { return *consumer_client_; }

  template <class Request>
  auto TryTo(absl::string_view text) {
    return consumers().Call(WithRequestId(Parse<Request>(text)));
  }

  // The same for what must succeed.
  template <class Request>
  auto Ask(absl::string_view text) {
    auto reply = TryTo<Request>(text);
    EXPECT_TRUE(reply.ok()) << reply.status() << "\n" << text;
    return reply.ok() ? *std::move(reply) : std::remove_reference_t<decltype(*reply)>();
  }

  ConsumerStory() {
    DefineOrg("msp");
    DefineOrg("other");
  }

  void DefineOrg(absl::string_view org) {
    Do<v1::DefineOrg>(
        absl::StrCat("org { org_id: '", org, "' name: 'Org' currency: 'EUR' time_zone: 'UTC' }"));
  }

  // Defines the consumer `c` of taxes, with more that is said of it.
  void DefineConsumer(absl::string_view more, absl::string_view org = "msp") {
    Ask<v1::DefineConsumer>(absl::StrCat(
        "org_id: '", org, "' consumer { consumer_id: 'c' stream_prefix: 'taxes/' ", more, " }"));
  }

  // Defines a tax, and returns the position of the event.
  uint64_t Tax(absl::string_view id, absl::string_view org = "msp") {
    return Do<v1::DefineTax>(absl::StrCat("org_id: '", org, "' tax { tax_id: '", id,
                                          "' name: 'Tax' rate_percent: '1' }"))
        .first_position();
  }

  static std::string OfC(absl::string_view more = "") {
    return absl::StrCat("org_id: 'msp' consumer_id: 'c' ", more);
  }

  Stream Receive(absl::string_view more = "") {
    return consumers().Open(Parse<v1::ReceiveEvents>(OfC(more)));
  }

  // The next event that is sent.
  static v1::Delivery Next(Reader<v1::Delivery>& stream) {
    v1::Delivery delivery;
    while (stream.Read(delivery)) {
      if (delivery.has_event()) return delivery;
    }
    ADD_FAILURE() << "the stream has ended: " << stream.Finish();
    return {};
  }

  static void ExpectNext(Reader<v1::Delivery>& stream, uint64_t position, uint32_t attempt) {
    const v1::Delivery delivery = Next(stream);
    EXPECT_EQ(delivery.event().position(), position);
    EXPECT_EQ(delivery.attempt(), attempt);
  }

  uint64_t Acknowledge(uint64_t position) {
    return Ask<v1::AcknowledgeEvents>(OfC(absl::StrCat("positions: ", position))).done_position();
  }

  bool Fail(uint64_t position, absl::string_view reason) {
    return Ask<v1::FailEvent>(OfC(absl::StrCat("position: ", position, " reason: '", reason, "'")))
        .parked();
  }

  v1::ConsumerStatus Status() { return Ask<v1::GetConsumer>(OfC()); }
  v1::ParkedEventPage Parked() { return Ask<v1::ListParkedEvents>(OfC()); }

  static absl::Status End(Reader<v1::Delivery>& stream) {
    v1::Delivery delivery;
    while (stream.Read(delivery)) continue;
    return stream.Finish();
  }

  static void ExpectReason(const absl::Status& status, v1::Reason reason, absl::string_view field) {
    const v1::Refusal refusal = RefusalIn(status);
    EXPECT_EQ(v1::Reason_Name(refusal.reason()), v1::Reason_Name(reason)) << status;
    EXPECT_EQ(refusal.field(), field) << status;
  }

  // A command that defines the tax `id`, sent with an acknowledgement.
  RawOutcome TaxAcknowledging(const std::string& acknowledgement, absl::string_view request_id,
                              absl::string_view id) {
    return consumers().Acknowledging(
        acknowledgement, "tally.v1.Taxes/Define",
        Parse<v1::DefineTax>(absl::StrCat("request_id: '", request_id, "' org_id: 'msp' tax { ",
                                          "tax_id: '", id, "' name: 'T' rate_percent: '2' }")));
  }

  static std::string At(uint64_t position) { return absl::StrCat("c@", position); }

  void Reconnect() { consumer_client_ = std::make_unique<ConsumerClient>(daemon_.target()); }

 private:
  std::unique_ptr<ConsumerClient> consumer_client_ =
      std::make_unique<ConsumerClient>(daemon_.target());
};

}  // namespace tally
