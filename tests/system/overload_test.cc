// Overload: more than the daemon can take, callers that leave, and callers that take no answers.

#include <gtest/gtest.h>
#include <signal.h>

#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "support/temporary_directory.h"
#include "support/text.h"
#include "system/support/client.h"
#include "system/support/flood.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

// The whole daemon, caches included, whatever it is sent.
constexpr int64_t kMaxMemoryBytes = int64_t{768} << 20;

bool IsOverloaded(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal && refusal->reason() == v1::REASON_OVERLOADED;
}

class Overload : public testing::Test {
 protected:
  void SetUp() override {
    Start();
    Answer<v1::DefineOrg>(*client_,
                          "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }");
    Answer<v1::DefineItem>(*client_, "org_id: 'msp' item { item_id: 'seat' name: 'Seat' }");
    Answer<v1::DefineSource>(*client_,
                             "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
                             "  meters { meter: 'SEAT' item_id: 'seat' } }");
  }

  // Starts the daemon on what it left.
  void Start() {
    daemon_.emplace(Tallyd(data_));
    client_.emplace(TargetIn(data_));
    ASSERT_TRUE(daemon_->Says("event=ready")) << daemon_->output();
  }

  void KillAndStart() {
    daemon_->Send(SIGKILL);
    EXPECT_EQ(daemon_->Wait(), 128 + SIGKILL);
    Start();
  }

  static v1::RecordCounts Counts(const std::string& request_id, const std::string& account,
                                 int count) {
    auto request = Parse<v1::RecordCounts>(
        absl::StrCat("request_id: '", request_id, "' org_id: 'msp' source_id: 'shop'"));
    for (int i = 1; i <= count; ++i) {
      v1::Observation& observation = *request.add_observations();
      observation.mutable_observed_at()->set_seconds(i);
      observation.set_account(account);
      observation.set_meter("SEAT");
      observation.set_quantity("1");
    }
    return request;
  }

  // Counts that are refused one by one, but not before the whole request was decided.
  static v1::RecordCounts RefusedCounts(const std::string& request_id, int count,
                                        int members_each) {
    v1::RecordCounts request = Counts(request_id, "large", count);
    for (v1::Observation& observation : *request.mutable_observations()) {
      observation.set_quantity("x");
      for (int i = 0; i < members_each; ++i) {
        observation.add_members(absl::StrCat(i, std::string(250, 'm')));
      }
    }
    return request;
  }

  // How many counts each request came to.
  std::map<std::string, int> CountsByRequest() const {
    std::map<std::string, int> counts;
    auto query = Parse<v1::ReadEvents>("page_size: 1000");
    do {
      const v1::EventPage page = Answer(*client_, query);
      for (const v1::RecordedEvent& event : page.events()) {
        counts[event.request_id()] += event.event().counts_recorded().observations_size();
      }
      query.set_page_token(page.next_page_token());
    } while (!query.page_token().empty() && !HasFailure());
    return counts;
  }

  // Sends `request` again and again, by callers that take no answer, until `call` is refused.
  template <class Request, class Call>
  static size_t SendUntilOverloaded(Flood& flood, Request request, const Call& call) {
    constexpr size_t kEnough = 2'000;
    size_t sent = 0;
    for (; sent < kEnough && !IsOverloaded(call()); ++sent) {
      flood.Send(WithRequestId(request), {.takes_answer = false});
    }
    EXPECT_LT(sent, kEnough);
    return sent;
  }

  absl::Status Query() const { return client_->Call(v1::GetHeadRequest()).status(); }
  absl::Status Command() const {
    return client_
        ->Call(WithRequestId(Parse<v1::DefineTax>(
            "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' }")))
        .status();
  }
  // Asks `call` until the daemon has seen that others have left.
  template <class Call>
  static void ExpectOkSoon(const Call& call) {
    absl::Status status = call();
    for (const absl::Time start = absl::Now();
         IsOverloaded(status) && absl::Now() - start < kPatience;) {
      status = call();
    }
    EXPECT_EQ(status, absl::OkStatus());
  }

  const TemporaryDirectory directory_;
  const std::string& data_ = directory_.path();
  std::optional<Program> daemon_;
  std::optional<Client> client_;
};

// Small commands and large ones, more than may be under way at once.
TEST_F(Overload, IsToldAtOnceAndLosesNothingThatWasAnswered) {
  constexpr int kCounts = 2;
  constexpr int kSmall = 6'000;
  constexpr int kLarge = 40;
  std::map<size_t, std::string> sent;
  size_t overloaded = 0;
  std::set<std::string> answered;
  {
    Flood flood(TargetIn(data_), 16);
    for (int i = 0; i < kSmall; ++i) {
      const std::string id = absl::StrCat("small-", i);
      sent[flood.Send(Counts(id, id, kCounts))] = id;
      if (i % (kSmall / kLarge) != 0) continue;
      const std::string large = absl::StrCat("large-", i);
      sent[flood.Send(RefusedCounts(large, 3, 10'000))] = large;
    }
    ASSERT_TRUE(flood.Await());
    for (const auto& [number, id] : sent) {
      const absl::Status status = flood.OutcomeOf(number).status;
      EXPECT_TRUE(status.ok() || IsOverloaded(status)) << id << ": " << status;
      if (status.ok()) answered.insert(id);
      overloaded += IsOverloaded(status) ? 1 : 0;
    }
  }
  EXPECT_EQ(Command(), absl::OkStatus());
  std::cout << answered.size() << " answered, " << overloaded << " refused, "
            << (daemon_->PeakMemoryBytes() >> 20) << " MiB" << std::endl;
  EXPECT_LT(daemon_->PeakMemoryBytes(), kMaxMemoryBytes);
  EXPECT_FALSE(answered.empty());

  KillAndStart();
  const std::map<std::string, int> counts = CountsByRequest();
  for (const auto& [number, id] : sent) {
    if (id.starts_with("large")) continue;
    const auto found = counts.find(id);
    EXPECT_EQ(found == counts.end() ? 0 : found->second, answered.contains(id) ? kCounts : 0) << id;
  }
}

// Answers to queries that nobody takes fill what queries may hold, and commands go on.
TEST_F(Overload, OfQueriesLeavesCommandsAlone) {
  Answer(*client_, Counts("counts", std::string(250, 'a'), 1'000));
  auto query = Parse<v1::ReadEvents>("page_size: 1000");
  ASSERT_GT(Answer(*client_, query).ByteSizeLong(), size_t{100} << 10);
  {
    Flood flood(TargetIn(data_));
    const size_t sent = SendUntilOverloaded(flood, query, [&] { return Query(); });
    std::cout << sent << " sent, " << (daemon_->PeakMemoryBytes() >> 20) << " MiB" << std::endl;
    EXPECT_EQ(Command(), absl::OkStatus());
    EXPECT_LT(daemon_->PeakMemoryBytes(), kMaxMemoryBytes);
  }
  ExpectOkSoon([&] { return Query(); });
}

TEST_F(Overload, OfCommandsLeavesQueriesAlone) {
  const v1::RecordCounts request = RefusedCounts("", 1'000, 0);
  {
    Flood flood(TargetIn(data_));
    const size_t sent = SendUntilOverloaded(flood, request, [&] { return Command(); });
    std::cout << sent << " sent, " << (daemon_->PeakMemoryBytes() >> 20) << " MiB" << std::endl;
    EXPECT_EQ(Query(), absl::OkStatus());
    EXPECT_LT(daemon_->PeakMemoryBytes(), kMaxMemoryBytes);
  }
  ExpectOkSoon([&] { return Command(); });
}

// What becomes of a command does not depend on whether its caller waits: it is there whole, or not
// at all, and the same request tells which.
TEST_F(Overload, CallersThatLeaveFindOutLater) {
  constexpr int kCallers = 1'200;
  constexpr int kCounts = 3;
  std::vector<v1::RecordCounts> sent;
  {
    Flood flood(TargetIn(data_));
    for (int i = 0; i < kCallers; ++i) {
      const std::string id = absl::StrCat("leaver-", i);
      sent.push_back(Counts(id, id, kCounts));
      // Deadlines from none to longer than it takes; and every moment at which one can leave.
      const FloodCaller caller = i % 2 == 0
                                     ? FloodCaller{.patience = absl::Microseconds(10 * i)}
                                     : FloodCaller{.leaves = static_cast<Leaves>(1 + i / 2 % 3)};
      flood.Send(sent.back(), caller);
    }
    ASSERT_TRUE(flood.Await());
  }
  size_t recorded = 0;
  for (const auto& [id, count] : CountsByRequest()) {
    if (!id.starts_with("leaver")) continue;
    EXPECT_EQ(count, kCounts) << id;
    recorded += 1;
  }
  std::cout << recorded << " of " << kCallers << " recorded" << std::endl;

  std::map<std::string, v1::Receipt> receipts;
  for (const v1::RecordCounts& request : sent) {
    const v1::RecordCountsReply reply = Answer(*client_, request);
    EXPECT_EQ(reply.recorded(), kCounts) << request.request_id();
    receipts[request.request_id()] = reply.receipt();
  }
  KillAndStart();
  std::map<std::string, int> counts = CountsByRequest();
  for (const v1::RecordCounts& request : sent) {
    EXPECT_EQ(counts[request.request_id()], kCounts) << request.request_id();
    EXPECT_TRUE(IsSame(Answer(*client_, request).receipt(), receipts[request.request_id()]));
  }
}

// Each call is answered, and what was answered is there.
TEST_F(Overload, AtTheEndIsAnswered) {
  constexpr int kCalls = 4'000;
  std::set<std::string> answered;
  size_t refused = 0;
  {
    Flood flood(TargetIn(data_));
    for (int i = 0; i < kCalls; ++i) {
      const std::string id = absl::StrCat("last-", i);
      flood.Send(Counts(id, id, 1));
      if (i == kCalls / 2) daemon_->Send(SIGTERM);
    }
    EXPECT_EQ(daemon_->Wait(), 0) << daemon_->output();
    // Those that came later wait for it.
    Start();
    ASSERT_TRUE(flood.Await());
    for (size_t number = 0; number < kCalls; ++number) {
      const absl::Status status = flood.OutcomeOf(number).status;
      // gRPC cancels by itself what reaches a server that is shutting down.
      EXPECT_TRUE(status.ok() || absl::IsUnavailable(status) || absl::IsCancelled(status))
          << status;
      if (status.ok()) answered.insert(absl::StrCat("last-", number));
      refused += absl::IsUnavailable(status) ? 1 : 0;
    }
  }
  std::cout << answered.size() << " answered, " << refused << " unavailable" << std::endl;
  EXPECT_FALSE(answered.empty());
  const std::map<std::string, int> counts = CountsByRequest();
  for (const std::string& id : answered) EXPECT_TRUE(counts.contains(id)) << id;
}

}  // namespace
}  // namespace tally
