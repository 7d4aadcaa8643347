// Receiving: a consumer on a real ledger and who receives for it, with a clock of the test's for
// deadlines.

#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "daemon/services/consumer_status.h"
#include "daemon/services/deliveries.h"
#include "daemon/services/receiver.h"
#include "google/protobuf/empty.pb.h"
#include "ledger/deciders/consumers.h"
#include "support/office.h"

namespace tally {

inline constexpr uint32_t kMaxAttempts = 3;
inline constexpr std::chrono::milliseconds kWithin(1'000);

// A ledger with the consumer `c` of all taxes of `msp`, and who receives for it.
class Receiving {
 public:
  using Empty = google::protobuf::Empty;

  Receiving() {
    DefineOrg("msp");
    DefineOrg("other");
    office_.Do<v1::DefineConsumer>(
        absl::StrCat("org_id: 'msp' consumer { consumer_id: 'c' stream_prefix: 'taxes/' "
                     "  acknowledge_within_ms: ",
                     kWithin.count(), " max_attempts: ", kMaxAttempts, " }"));
    Watch();
  }
  ~Receiving() { receiver_.reset(); }

  // Somebody else receives, as many at a time.
  void Receive(uint32_t max_outstanding = 1'000) {
    v1::ReceiveEvents query = Parse<v1::ReceiveEvents>("org_id: 'msp' consumer_id: 'c'");
    query.set_max_outstanding(max_outstanding);
    auto next = std::make_unique<Receiver>(office_.ledger(), query, deliveries_->Open("msp", "c"),
                                           [this] { return now_; });
    next->WakeBy([] {});
    receiver_ = std::move(next);
  }

  void Restart() {
    receiver_.reset();
    deliveries_ = std::make_shared<Deliveries>();
    office_.Open();
    Watch();
    Receive();
  }

  // Defines a tax, and returns the position of the event.
  uint64_t Tax(absl::string_view org = "msp") {
    taxes_ += 1;
    return office_
        .Do<v1::DefineTax>(absl::StrCat("org_id: '", org, "' tax { tax_id: 't", taxes_,
                                        "' name: 'Tax' rate_percent: '1' }"))
        .first_position();
  }

  // Something that the consumer does not want.
  void Item() {
    taxes_ += 1;
    office_.Do<v1::DefineItem>(
        absl::StrCat("org_id: 'msp' item { item_id: 'i", taxes_, "' name: 'Item' }"));
  }

  void Pass(std::chrono::milliseconds time) { now_ += time; }

  // What is sent now: position and attempt of each.
  std::vector<DeliveryLine::Attempt> Sent() {
    std::vector<DeliveryLine::Attempt> sent;
    int idle = 0;
    while (idle < 3 && sent.size() < 2'000) {
      MessageSource::Step step = receiver_->Next();
      EXPECT_FALSE(step.end) << *step.end;
      if (step.end) break;
      const auto* delivery = static_cast<const v1::Delivery*>(step.message.get());
      if (delivery != nullptr && delivery->has_event()) {
        EXPECT_EQ(delivery->event().org_id(), "msp");
        EXPECT_EQ(delivery->event().stream().substr(0, 6), "taxes/");
        sent.push_back({delivery->event().position(), delivery->attempt()});
        idle = 0;
        continue;
      }
      // All that it asked the writer for is done then.
      EXPECT_TRUE(Change([](Progress&, absl::Time) { return Empty(); }).ok());
      idle += 1;
    }
    return sent;
  }

  absl::Status Acknowledge(uint64_t position) {
    return Change([=](Progress& progress, absl::Time) -> absl::StatusOr<Empty> {
      if (absl::Status is = progress.Acknowledge(position, ""); !is.ok()) return is;
      progress.Save();
      return Empty();
    });
  }

  absl::Status Fail(uint64_t position) {
    return Change([=](Progress& progress, absl::Time now) -> absl::StatusOr<Empty> {
      const auto parked = progress.Fail(position, "no", now);
      if (!parked.ok()) return parked.status();
      progress.Save();
      return Empty();
    });
  }

  void Replay(uint64_t position) {
    const absl::Status replayed =
        Change([=](Progress& progress, absl::Time) -> absl::StatusOr<Empty> {
          EXPECT_EQ(progress.Replay({position}, 1), 1U);
          progress.Save();
          return Empty();
        });
    EXPECT_TRUE(replayed.ok()) << replayed;
  }

  v1::ConsumerStatus Status() {
    const View view = office_.ledger().Read();
    return StatusOf(view, "msp", *view.books().consumers.Find("msp", "c"),
                    deliveries_->Find("msp", "c").get(), office_.ledger().Now());
  }

  // How far the consumer is on disk.
  uint64_t StoredPosition() {
    const View view = office_.ledger().Read();
    const ProgressRows rows(view.snapshot().requests());
    const auto row = rows.progress.Find("msp", "c");
    return row ? row->done_position() : 0;
  }

  uint64_t head() const { return office_.Events().size(); }

 private:
  void DefineOrg(absl::string_view org) {
    office_.Do<v1::DefineOrg>(
        absl::StrCat("org { org_id: '", org, "' name: 'O' currency: 'USD' time_zone: 'UTC' }"));
  }

  void Watch() {
    office_.ledger().WatchConsumers(
        [deliveries = deliveries_](const auto& changes) { deliveries->Apply(changes); });
  }

  absl::Status Change(TypedProgress<Empty>::Apply apply) {
    absl::Notification done;
    absl::Status status;
    office_.ledger().Advance<Empty>("msp", "c", std::move(apply),
                                    [&](const absl::StatusOr<Empty>& changed) {
                                      status = changed.status();
                                      done.Notify();
                                    });
    done.WaitForNotification();
    return status;
  }

  Office office_;
  std::shared_ptr<Deliveries> deliveries_ = std::make_shared<Deliveries>();
  DeliveryLine::Time now_ = std::chrono::steady_clock::now();
  std::unique_ptr<Receiver> receiver_;
  int taxes_ = 0;
};

}  // namespace tally
