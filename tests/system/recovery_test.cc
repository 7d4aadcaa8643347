// Recovery: the daemon is killed with much in its write-ahead log, and started again.
//
// TALLY_COUNTS and TALLY_COUNTS_PER_EVENT say how much; docs/failures.md says what was measured.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "support/temporary_directory.h"
#include "support/text.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

constexpr uint64_t kDefaultCounts = 20'000;
constexpr uint64_t kDefaultCountsPerEvent = 500;
constexpr uint64_t kSenders = 8;
// A stream must not take longer than kPatience.
constexpr uint64_t kEventsPerStream = 50;

uint64_t NumberIn(const char* variable, uint64_t otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

class Recovery : public testing::Test {
 protected:
  static void Define(const Client& client) {
    Answer<v1::DefineOrg>(client,
                          "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }");
    Answer<v1::DefineItem>(client, "org_id: 'msp' item { item_id: 'seat' name: 'Seat' }");
    Answer<v1::DefineSource>(client,
                             "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
                             "  meters { meter: 'SEAT' item_id: 'seat' } }");
  }

  // Records events with counts, from number `first` on and each later than the one before, over one
  // stream.
  static void Count(const Client& client, uint64_t sender, uint64_t first, uint64_t events,
                    uint64_t counts_per_event) {
    const auto stream = client.OpenCounts();
    std::thread replies([&] {
      v1::RecordCountsReply reply;
      uint64_t answered = 0;
      while (stream->Read(reply)) answered += reply.recorded() == counts_per_event ? 1 : 0;
      EXPECT_EQ(answered, events);
    });
    for (uint64_t event = first; event < first + events; ++event) {
      auto request = Parse<v1::RecordCounts>("org_id: 'msp' source_id: 'shop'");
      request.set_request_id(absl::StrCat(sender, "/", event));
      for (uint64_t i = 0; i < counts_per_event; ++i) {
        v1::Observation& observation = *request.add_observations();
        observation.mutable_observed_at()->set_seconds(static_cast<int64_t>(event));
        observation.set_account(absl::StrCat("account-", sender, "-", i));
        observation.set_meter("SEAT");
        observation.set_quantity(absl::StrCat(event % 23));
      }
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
    replies.join();
    EXPECT_EQ(stream->Finish(), absl::OkStatus());
  }

  // Returns how many events it recorded.
  uint64_t Record(uint64_t counts, uint64_t counts_per_event) const {
    const uint64_t events_each = counts / counts_per_event / kSenders;
    std::vector<std::thread> senders;
    for (uint64_t sender = 0; sender < kSenders; ++sender) {
      senders.emplace_back([=, this] {
        const Client client(TargetIn(data_));
        for (uint64_t sent = 0; sent < events_each; sent += kEventsPerStream) {
          Count(client, sender, 1 + sent, std::min(kEventsPerStream, events_each - sent),
                counts_per_event);
        }
      });
    }
    for (std::thread& sender : senders) sender.join();
    return events_each * kSenders;
  }

  // The line of its log that says how long it took to open what is there.
  static std::string OpenedIn(const Program& daemon) {
    const std::string said = daemon.output();
    const size_t at = said.find("event=opened");
    return said.substr(at, said.find('\n', at) - at);
  }

  const TemporaryDirectory directory_;
  const std::string& data_ = directory_.path();
};

TEST_F(Recovery, AfterAKillFindsAllThatWasRecorded) {
  v1::Head head;
  {
    Program daemon(Tallyd(data_));
    const Client client(TargetIn(data_));
    Define(client);
    const uint64_t recorded = Record(NumberIn("TALLY_COUNTS", kDefaultCounts),
                                     NumberIn("TALLY_COUNTS_PER_EVENT", kDefaultCountsPerEvent));
    head = Answer(client, v1::GetHeadRequest());
    EXPECT_EQ(head.position(), 3 + recorded);
    daemon.Send(SIGKILL);
    EXPECT_EQ(daemon.Wait(), 128 + SIGKILL);
  }
  Program daemon(Tallyd(data_));
  ASSERT_TRUE(daemon.Says("event=ready")) << daemon.output();
  std::cout << OpenedIn(daemon) << std::endl;
  EXPECT_TRUE(IsSame(Answer(Client(TargetIn(data_)), v1::GetHeadRequest()), head));
}

}  // namespace
}  // namespace tally
