// Subscribers: a crowd of them at the daemon's program while it records.
//
// TALLY_SUBSCRIBERS and TALLY_EVENTS say how many; docs/streams.md says what was measured.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ledger/events/stream.h"
#include "support/temporary_directory.h"
#include "support/text.h"
#include "system/support/client.h"
#include "system/support/crowd.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

constexpr uint64_t kDefaultSubscribers = 200;
constexpr uint64_t kDefaultEvents = 20'000;
// Events that are looked at for one page.
constexpr uint64_t kMaxLookedAt = 20'000;
// Streams of counts that record at the same time.
constexpr uint64_t kWriters = 8;
// One of so many events is a tax of the org `two`.
constexpr uint64_t kEventsPerTax = 200;
// The whole daemon, caches included, whatever the number of subscribers and events.
constexpr int64_t kMaxMemoryBytes = int64_t{768} << 20;
// No crowd takes longer on a machine that works.
constexpr absl::Duration kMaxDuration = absl::Minutes(30);

uint64_t NumberIn(const char* variable, uint64_t otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

// Which events a subscriber asks for.
struct Wish {
  // In text format.
  std::string filter;
  std::function<bool(const v1::RecordedEvent&)> wants;
  // Fingerprints of the first events that it wants, from none on.
  std::vector<Fingerprint> expected = {Fingerprint()};
};

enum class Manner { kReads, kJoinsLate, kStalls, kStallsForEver, kLeaves };

// What one of twenty subscribers does.
struct Kind {
  size_t wish;
  Manner manner;
};

constexpr size_t kAll = 0;
constexpr size_t kTaxes = 1;
constexpr size_t kOrg = 2;
constexpr size_t kStream = 3;
constexpr size_t kPrefix = 4;
constexpr size_t kNothing = 5;

constexpr Kind kKinds[] = {
    {kAll, Manner::kReads},     {kAll, Manner::kJoinsLate},     {kAll, Manner::kStalls},
    {kAll, Manner::kLeaves},    {kAll, Manner::kStallsForEver}, {kAll, Manner::kLeaves},
    {kTaxes, Manner::kReads},   {kTaxes, Manner::kJoinsLate},   {kOrg, Manner::kReads},
    {kOrg, Manner::kStalls},    {kStream, Manner::kReads},      {kStream, Manner::kJoinsLate},
    {kStream, Manner::kReads},  {kPrefix, Manner::kReads},      {kPrefix, Manner::kJoinsLate},
    {kPrefix, Manner::kReads},  {kNothing, Manner::kReads},     {kNothing, Manner::kReads},
    {kOrg, Manner::kJoinsLate}, {kNothing, Manner::kJoinsLate},
};

std::vector<Wish> AllWishes() {
  const auto is_tax = [](const v1::RecordedEvent& event) {
    return TypeOf(event.event()) == "TaxDefined";
  };
  return {
      {"", [](const auto&) { return true; }},
      {"types: 'TaxDefined'", is_tax},
      {"org_id: 'two'", [](const auto& event) { return event.org_id() == "two"; }},
      {"org_id: 'two' stream: 'taxes/odd'",
       [](const auto& event) { return event.org_id() == "two" && event.stream() == "taxes/odd"; }},
      {"stream_prefix: 'taxes/e'",
       [](const auto& event) { return absl::StartsWith(event.stream(), "taxes/e"); }},
      {"types: 'InvoiceIssued'", [](const auto&) { return false; }},
  };
}

class Subscribers : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(daemon_.Says("event=ready")) << daemon_.output();
    for (const char* org : {"one", "two"}) {
      Answer<v1::DefineOrg>(client_, absl::StrCat("org { org_id: '", org, "' name: 'Org' ",
                                                  "currency: 'USD' time_zone: 'UTC' }"));
    }
    Answer<v1::DefineItem>(client_, "org_id: 'one' item { item_id: 'seat' name: 'Seat' }");
    Answer<v1::DefineSource>(client_,
                             "org_id: 'one' source { source_id: 'shop' kind: 'pax8' "
                             "  meters { meter: 'SEAT' item_id: 'seat' } }");
  }

  // Sends `count` counts over one stream, several of them under way at a time.
  void Count(uint64_t writer, uint64_t count) {
    const Client client(TargetIn(data_));
    const auto stream = client.OpenCounts();
    std::thread replies([&] {
      v1::RecordCountsReply reply;
      uint64_t answered = 0;
      while (answered < count && stream->Read(reply)) answered += 1;
      EXPECT_EQ(answered, count);
    });
    auto request = Parse<v1::RecordCounts>(
        absl::StrCat("org_id: 'one' source_id: 'shop' observations { observed_at { seconds: 0 } ",
                     "account: 'w", writer, "' meter: 'SEAT' quantity: '1' }"));
    const uint64_t first = counted_[writer] + 1;
    counted_[writer] += count;
    for (uint64_t i = first; i < first + count; ++i) {
      request.set_request_id(absl::StrCat("w", writer, "-", i));
      request.mutable_observations(0)->mutable_observed_at()->set_seconds(static_cast<int64_t>(i));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
    replies.join();
    const absl::Status ended = stream->Finish();
    EXPECT_TRUE(ended.ok()) << ended;
  }

  void DefineTaxes(uint64_t count) {
    for (const uint64_t end = taxes_ + count; taxes_ < end; ++taxes_) {
      const uint64_t i = taxes_;
      Answer<v1::DefineTax>(
          client_, absl::StrCat("org_id: 'two' tax { tax_id: '", i % 2 == 0 ? "even" : "odd",
                                "' name: 'Tax' rate_percent: '", i % 97, ".", i % 10, "' }"));
    }
  }

  // Records `count` events.
  void Record(uint64_t count) {
    const uint64_t taxes = count / kEventsPerTax;
    std::vector<std::thread> threads;
    for (uint64_t writer = 0; writer < kWriters; ++writer) {
      const uint64_t more = writer < (count - taxes) % kWriters ? 1 : 0;
      threads.emplace_back([=, this] { Count(writer, (count - taxes) / kWriters + more); });
    }
    threads.emplace_back([=, this] { DefineTaxes(taxes); });
    for (std::thread& thread : threads) thread.join();
  }

  uint64_t Head() const { return Answer(client_, v1::GetHeadRequest()).position(); }

  // Reads the whole log, and notes what every wish comes to.
  void ReadLog(std::vector<Wish>& wishes) const {
    auto query = Parse<v1::ReadEvents>("page_size: 1000");
    do {
      const v1::EventPage page = Answer(client_, query);
      for (const v1::RecordedEvent& event : page.events()) {
        for (Wish& wish : wishes) {
          if (!wish.wants(event)) continue;
          wish.expected.push_back(wish.expected.back());
          wish.expected.back().Add(event);
        }
      }
      query.set_page_token(page.next_page_token());
    } while (!query.page_token().empty() && !HasFailure());
  }

  // A page looks at so many events and no more; a stream is read without looking at others.
  void ExpectPagesToBeShort(const std::vector<Wish>& wishes, uint64_t head) const {
    ASSERT_GT(head, kMaxLookedAt) << "there are too few events to tell";
    const auto page = [&](size_t wish) {
      return Answer<v1::ReadEvents>(
          client_, absl::StrCat("filter { ", wishes[wish].filter, " } page_size: 1000"));
    };
    const v1::EventPage nothing = page(kNothing);
    EXPECT_EQ(nothing.events_size(), 0);
    EXPECT_NE(nothing.next_page_token(), "");
    const v1::EventPage stream = page(kStream);
    EXPECT_EQ(static_cast<size_t>(stream.events_size()),
              std::min<size_t>(wishes[kStream].expected.size() - 1, 1000));
    EXPECT_EQ(stream.next_page_token() == "", stream.events_size() < 1000);
  }

  const TemporaryDirectory directory_;
  const std::string& data_ = directory_.path();
  Program daemon_{Tallyd(data_)};
  const Client client_{TargetIn(data_)};
  // How many taxes were defined.
  uint64_t taxes_ = 0;
  // How many counts each writer has sent; each is later than the one before.
  uint64_t counted_[kWriters] = {};
};

// Joins those of `subscribers` that join late, or the others; adds what they are to `kinds`.
void Join(Crowd& crowd, const std::vector<Wish>& wishes, uint64_t subscribers, uint64_t events,
          bool late, std::vector<Kind>& kinds) {
  for (uint64_t i = 0; i < subscribers; ++i) {
    const Kind& kind = kKinds[i % std::size(kKinds)];
    if ((kind.manner == Manner::kJoinsLate) != late) continue;
    Habit habit;
    // Each at another place.
    const uint64_t some = events * (i % 100) / 100;
    const bool stalls = kind.manner == Manner::kStalls || kind.manner == Manner::kStallsForEver;
    if (stalls) habit.stalls_after = kind.wish == kAll ? some : 1;
    if (kind.manner == Manner::kLeaves) habit.leaves_after = some + 1;
    crowd.Join(Parse<v1::SubscribeEvents>(absl::StrCat("filter { ", wishes[kind.wish].filter,
                                                       " } checkpoint_interval_ms: 1000")),
               habit);
    kinds.push_back(kind);
  }
}

void ExpectWhatWasAskedFor(const Kind& kind, const Wish& wish, const Seen& seen, uint64_t head) {
  EXPECT_EQ(seen.problem, "");
  ASSERT_LT(seen.events, wish.expected.size());
  EXPECT_TRUE(seen.fingerprint == wish.expected[seen.events]) << "not the first " << seen.events;
  if (kind.manner == Manner::kLeaves || kind.manner == Manner::kStallsForEver) return;
  EXPECT_EQ(seen.events, wish.expected.size() - 1);
  EXPECT_EQ(seen.position, head);
  // Others may leave with the last event.
  if (kind.manner != Manner::kReads) return;
  EXPECT_GE(seen.times_caught_up, 1);
}

TEST_F(Subscribers, EachSeesItsEventsOnceAndInOrderAndTheDaemonStaysSmall) {
  const uint64_t subscribers = NumberIn("TALLY_SUBSCRIBERS", kDefaultSubscribers);
  const uint64_t events = NumberIn("TALLY_EVENTS", kDefaultEvents);
  std::vector<Wish> wishes = AllWishes();
  std::vector<Kind> kinds;
  Crowd crowd(TargetIn(data_));

  const absl::Time start = absl::Now();
  Join(crowd, wishes, subscribers, events, /*late=*/false, kinds);
  // Everybody is there before anything is recorded.
  ASSERT_TRUE(crowd.AwaitSettled(kinds.size(), kPatience));
  Record(events / 2);
  Join(crowd, wishes, subscribers, events, /*late=*/true, kinds);
  Record(events - events / 2);
  const absl::Duration recorded = absl::Now() - start;

  const uint64_t head = Head();
  crowd.EndAt(head);
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].manner == Manner::kStalls) crowd.GoOn(i);
  }
  crowd.LeaveStalled();
  ASSERT_TRUE(crowd.Await(kMaxDuration));
  const absl::Duration sent = absl::Now() - start;
  ReadLog(wishes);
  uint64_t deliveries = 0;
  for (size_t i = 0; i < kinds.size(); ++i) {
    SCOPED_TRACE(absl::StrCat("subscriber ", i, ", ", wishes[kinds[i].wish].filter));
    const Seen seen = crowd.SeenBy(i);
    ExpectWhatWasAskedFor(kinds[i], wishes[kinds[i].wish], seen, head);
    deliveries += seen.events;
  }
  ExpectPagesToBeShort(wishes, head);
  const int64_t memory = daemon_.PeakMemoryBytes();
  EXPECT_LT(memory, kMaxMemoryBytes);
  std::cout << subscribers << " subscribers, " << head << " events, recorded in " << recorded
            << ", " << deliveries << " sent in " << sent << ", VmHWM " << (memory >> 20) << " MiB"
            << std::endl;
}

}  // namespace
}  // namespace tally
