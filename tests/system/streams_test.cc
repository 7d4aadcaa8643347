// Streams: events as they are recorded, runs as they get on, counts as they come.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "ledger/events/stream.h"
#include "system/support/story.h"

namespace tally {
namespace {

using testing::Each;
using testing::ElementsAre;

class Streams : public Story {
 protected:
  // Reads events until there are `count`.
  static std::vector<v1::RecordedEvent> Take(Reader<v1::SubscriptionMessage>& reader,
                                             size_t count) {
    std::vector<v1::RecordedEvent> events;
    v1::SubscriptionMessage message;
    while (events.size() < count && reader.Read(message)) {
      const auto& batch = message.events().events();
      events.insert(events.end(), batch.begin(), batch.end());
    }
    EXPECT_EQ(events.size(), count);
    return events;
  }

  // Leaves a subscription, which otherwise goes on for ever.
  static void Leave(Reader<v1::SubscriptionMessage>& reader) {
    reader.Cancel();
    v1::SubscriptionMessage message;
    while (reader.Read(message)) continue;
    EXPECT_EQ(reader.Finish().code(), absl::StatusCode::kCancelled);
  }

  std::unique_ptr<Reader<v1::SubscriptionMessage>> Subscribe(absl::string_view text) {
    return client_.Open(Parse<v1::SubscribeEvents>(text));
  }

  void DefineTaxes(absl::string_view org, int count) {
    for (int i = 0; i < count; ++i) {
      Do<v1::DefineTax>(absl::StrCat("org_id: '", org, "' tax { tax_id: 't", i,
                                     "' name: 'Tax' rate_percent: '", i % 100 + 1, "' }"));
    }
  }

  void DefineOrg(absl::string_view org) {
    Do<v1::DefineOrg>(
        absl::StrCat("org { org_id: '", org, "' name: 'Org' currency: 'EUR' time_zone: 'UTC' }"));
  }
};

TEST_F(Streams, SubscribersSeeEachEventOnceWhileWritersAppend) {
  constexpr int kWriters = 3;
  constexpr int kEach = 100;
  for (int i = 0; i < kWriters; ++i) DefineOrg(absl::StrCat("org", i));
  DefineTaxes("org0", 20);

  // Some catch up from the start, some join while it is being written.
  std::vector<std::thread> threads;
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([this, i] { DefineTaxes(absl::StrCat("org", i), kEach); });
  }
  std::vector<std::vector<v1::RecordedEvent>> seen(4);
  constexpr size_t kTotal = kWriters + 20 + kWriters * kEach - 20;  // Defining again is no event.
  for (size_t i = 0; i < seen.size(); ++i) {
    threads.emplace_back([this, i, &seen] {
      const auto reader = daemon_.NewClient().Open(
          Parse<v1::SubscribeEvents>(absl::StrCat("from_position: ", i * 10)));
      seen[i] = Take(*reader, kTotal - (i == 0 ? 0 : i * 10 - 1));
      Leave(*reader);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Head(), kTotal);
  for (size_t i = 0; i < seen.size(); ++i) {
    uint64_t next = std::max<uint64_t>(i * 10, 1);
    for (const v1::RecordedEvent& event : seen[i]) {
      ASSERT_EQ(event.position(), next++) << "subscriber " << i;
    }
  }
}

TEST_F(Streams, ASubscriberAtTheHeadSeesWhatIsRecordedNext) {
  DefineOrg("org");
  const auto reader = Subscribe(absl::StrCat("from_position: ", Head() + 1));
  DefineTaxes("org", 1);
  EXPECT_EQ(Take(*reader, 1)[0].position(), 2U);
  DefineTaxes("org", 2);
  EXPECT_EQ(Take(*reader, 1)[0].position(), 3U);
  Leave(*reader);
}

TEST_F(Streams, ASubscriberBeyondTheHeadWaitsForItsPosition) {
  DefineOrg("org");
  const auto reader = Subscribe("from_position: 5");
  DefineTaxes("org", 4);
  EXPECT_EQ(Take(*reader, 1)[0].position(), 5U);
  Leave(*reader);
}

TEST_F(Streams, SubscribersSeeOnlyWhatTheyAskFor) {
  DefineOrg("one");
  DefineOrg("two");
  const auto of_org = Subscribe("filter { org_id: 'two' }");
  const auto of_stream = Subscribe("filter { stream_prefix: 'taxes/t1' }");
  const auto of_type = Subscribe("filter { types: 'ItemDefined' types: 'OrgDefined' }");
  DefineTaxes("one", 2);
  DefineTaxes("two", 2);
  Do<v1::DefineItem>("org_id: 'one' item { item_id: 'seat' name: 'Seat' }");

  for (const v1::RecordedEvent& event : Take(*of_org, 3)) EXPECT_EQ(event.org_id(), "two");
  for (const v1::RecordedEvent& event : Take(*of_stream, 2)) EXPECT_EQ(event.stream(), "taxes/t1");
  std::vector<std::string> types;
  for (const v1::RecordedEvent& event : Take(*of_type, 3)) types.push_back(TypeOf(event.event()));
  EXPECT_THAT(types, ElementsAre("OrgDefined", "OrgDefined", "ItemDefined"));
  for (const auto& reader : {&of_org, &of_stream, &of_type}) Leave(**reader);
}

// Clients come and go at every stage of a subscription while events are recorded.
TEST_F(Streams, SubscribersMayLeaveAtAnyTime) {
  constexpr int kLeaving = 60;
  DefineOrg("org");
  std::vector<std::thread> threads;
  threads.emplace_back([this] { DefineTaxes("org", 150); });
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([this] {
      const Client client = daemon_.NewClient();
      for (int j = 0; j < kLeaving; ++j) {
        const auto reader =
            client.Open(Parse<v1::SubscribeEvents>("from_position: 1 checkpoint_interval_ms: 100"));
        v1::SubscriptionMessage message;
        for (int k = 0; k < j % 4; ++k) reader->Read(message);
        Leave(*reader);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Head(), 151U);
}

TEST_F(Streams, ADaemonThatStopsEndsSubscriptions) {
  DefineOrg("org");
  const auto reader = Subscribe("");
  Take(*reader, 1);
  daemon_.Stop();
  // That it has caught up may have been under way.
  v1::SubscriptionMessage message;
  while (reader->Read(message)) EXPECT_FALSE(message.has_events());
  EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(Streams, FollowReportsARunUntilItHasEnded) {
  constexpr int kCustomers = 600;
  DefineMsp();
  for (int i = 0; i < kCustomers; ++i) {
    Do<v1::DefineCustomer>(
        absl::StrCat("org_id: 'msp' customer { customer_id: 'c", i, "' name: 'C' }"));
  }
  const auto started = Do<v1::StartRun>("org_id: 'msp' month: '2026-10'");
  const auto runs =
      Do<v1::FollowRun>(absl::StrCat("org_id: 'msp' run_id: '", started.run_id(), "'"));
  ASSERT_FALSE(runs.empty());
  uint32_t done = 0;
  for (const v1::Run& run : runs) {
    EXPECT_GE(run.skipped(), done);
    done = run.skipped();
    EXPECT_EQ(run.status() == v1::RUN_STATUS_COMPLETED, &run == &runs.back());
  }
  EXPECT_EQ(done, static_cast<uint32_t>(kCustomers));

  // One that has ended is reported once.
  EXPECT_EQ(
      Do<v1::FollowRun>(absl::StrCat("org_id: 'msp' run_id: '", started.run_id(), "'")).size(), 1U);
  const auto unknown = client_.Call(Parse<v1::FollowRun>("org_id: 'msp' run_id: '2026-10.9'"));
  EXPECT_EQ(RefusalIn(unknown.status()).reason(), v1::REASON_RUN_NOT_FOUND);
}

class CountStreams : public Streams {
 protected:
  // A message with one observation, of account `a` at the i-th second.
  static v1::RecordCounts Message(int i, absl::string_view quantity = "1") {
    return WithRequestId(Parse<v1::RecordCounts>(
        absl::StrCat("org_id: 'msp' source_id: 'shop' observations { observed_at { seconds: ", i,
                     " } account: 'a' meter: 'SEAT' quantity: '", quantity, "' }")));
  }
};

TEST_F(CountStreams, RepliesComeInOrderWithWhatWasRefusedOfEachMessage) {
  constexpr int kMessages = 200;
  DefineMsp();
  const uint64_t head = Head();
  const auto stream = client_.OpenCounts();
  std::thread writer([&] {
    for (int i = 0; i < kMessages; ++i) {
      // Every third has a second observation that is refused.
      v1::RecordCounts message = Message(i);
      if (i % 3 == 0) {
        *message.add_observations() = message.observations(0);
        message.mutable_observations(1)->set_quantity("-1");
      }
      EXPECT_TRUE(stream->Write(message));
    }
    stream->WritesDone();
  });
  uint64_t position = head;
  for (int i = 0; i < kMessages; ++i) {
    v1::RecordCountsReply reply;
    ASSERT_TRUE(stream->Read(reply)) << i;
    EXPECT_EQ(reply.receipt().first_position(), ++position);
    EXPECT_EQ(reply.recorded(), 1U);
    ASSERT_EQ(reply.refused_size(), i % 3 == 0 ? 1 : 0);
    if (i % 3 != 0) continue;
    EXPECT_EQ(reply.refused(0).index(), 1U);
    EXPECT_EQ(reply.refused(0).field(), "quantity");
  }
  v1::RecordCountsReply none;
  EXPECT_FALSE(stream->Read(none));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

// Each message is decided by itself, however fast they come.
TEST_F(CountStreams, EachReplyIsToItsOwnMessage) {
  constexpr int kStreams = 4;
  constexpr int kMessages = 1000;
  DefineMsp();
  // The i-th message of a stream has up to seven observations.
  const auto observations_in = [](int i) { return i % 7 + 1; };
  const auto write = [&](CountStream& stream, int number) {
    for (int i = 0; i < kMessages; ++i) {
      v1::RecordCounts message = Message((number * kMessages + i) * 10);
      for (int more = 1; more < observations_in(i); ++more) {
        *message.add_observations() = message.observations(0);
        message.mutable_observations(more)->mutable_observed_at()->set_nanos(more);
      }
      EXPECT_TRUE(stream.Write(message));
    }
    stream.WritesDone();
  };

  std::vector<std::unique_ptr<CountStream>> streams;
  std::vector<std::thread> threads;
  for (int number = 0; number < kStreams; ++number) {
    CountStream& stream = *streams.emplace_back(client_.OpenCounts());
    threads.emplace_back([&, number] { write(stream, number); });
    threads.emplace_back([&] {
      v1::RecordCountsReply reply;
      int i = 0;
      int wrong = 0;
      for (; stream.Read(reply); ++i) {
        if (static_cast<int>(reply.recorded()) != observations_in(i)) wrong += 1;
      }
      EXPECT_EQ(i, kMessages);
      EXPECT_EQ(wrong, 0);
      EXPECT_EQ(stream.Finish(), absl::OkStatus());
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// What a client makes of the refusal depends on how many messages before it were answered.
void ExpectRefusalOfFourth(const Client& client, const v1::RecordCounts& refused,
                           std::vector<v1::RecordCounts> accepted) {
  const auto stream = client.OpenCounts();
  for (const v1::RecordCounts& message : accepted) stream->Write(message);
  stream->Write(refused);
  stream->WritesDone();
  size_t replies = 0;
  v1::RecordCountsReply reply;
  while (stream->Read(reply)) replies += 1;
  EXPECT_EQ(replies, accepted.size());
  const v1::Refusal refusal = RefusalIn(stream->Finish());
  EXPECT_EQ(refusal.field(), "source_id");
}

TEST_F(CountStreams, ARefusalOfTheDeciderComesAfterTheRepliesToTheMessagesBeforeIt) {
  DefineMsp();
  for (int i = 0; i < 60; i += 3) {
    v1::RecordCounts refused = Message(0);
    refused.set_source_id("none");
    ExpectRefusalOfFourth(client_, refused, {Message(i), Message(i + 1), Message(i + 2)});
  }
}

TEST_F(CountStreams, ARefusalOfTheGateComesAfterTheRepliesToTheMessagesBeforeIt) {
  DefineMsp();
  for (int i = 0; i < 60; i += 3) {
    v1::RecordCounts refused = Message(0);
    refused.set_source_id("No Id");
    ExpectRefusalOfFourth(client_, refused, {Message(i), Message(i + 1), Message(i + 2)});
  }
}

}  // namespace
}  // namespace tally
