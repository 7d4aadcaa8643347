// Kill: the daemon dies at random instants while commands stream in.
//
// The seed is printed; TALLY_SEED gives it back, for the same instants as far as the machine
// allows.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_replace.h"
#include "ledger/calendar/timestamp.h"
#include "support/temporary_directory.h"
#include "support/text.h"
#include "system/support/billing_load.h"
#include "system/support/client.h"
#include "system/support/keys.h"
#include "system/support/program.h"
#include "system/support/sender.h"
#include "system/support/tallyd.h"
#include "system/support/wire.h"

namespace tally {
namespace {

constexpr int kKills = 60;
constexpr int kKillsOfEncrypted = 15;
constexpr int kBillers = 4;
// Commands answered before a kill that are sent again after it. All are, after the last kill.
constexpr size_t kCheckedAfterKill = 100;

uint64_t Seed() {
  const char* given = std::getenv("TALLY_SEED");
  const uint64_t seed =
      given == nullptr ? std::random_device()() : std::strtoull(given, nullptr, 10);
  std::cout << "TALLY_SEED=" << seed << std::endl;
  return seed;
}

// The receipt in the reply to `answered`.
v1::Receipt ReceiptIn(const Answered& answered) {
  const std::string method = absl::StrReplaceAll(answered.method, {{"/", "."}});
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(method)->output_type();
  const std::unique_ptr<google::protobuf::Message> reply(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  EXPECT_TRUE(reply->ParseFromString(answered.outcome.reply)) << method;
  if (type == v1::Receipt::descriptor()) return static_cast<const v1::Receipt&>(*reply);
  return static_cast<const v1::Receipt&>(
      reply->GetReflection()->GetMessage(*reply, type->FindFieldByName("receipt")));
}

void ExpectSameAnswer(const Client& client, const Answered& answered) {
  const RawOutcome again = client.CallRaw(answered.method, answered.request);
  EXPECT_EQ(again.status, answered.outcome.status) << answered.method;
  EXPECT_EQ(again.reply, answered.outcome.reply) << answered.method;
}

void ExpectSameAnswers(const Client& client, const std::vector<Answered>& all) {
  std::vector<std::thread> threads;
  for (size_t thread = 0; thread < kBillers; ++thread) {
    threads.emplace_back([&, thread] {
      for (size_t i = thread; i < all.size() && !testing::Test::HasFailure(); i += kBillers) {
        ExpectSameAnswer(client, all[i]);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

std::vector<v1::RecordedEvent> EventsOf(const Client& client) {
  std::vector<v1::RecordedEvent> events;
  v1::ReadEvents query;
  query.set_page_size(1000);
  do {
    const auto page = client.Call(query);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    events.insert(events.end(), page->events().begin(), page->events().end());
    query.set_page_token(page->next_page_token());
  } while (!query.page_token().empty());
  return events;
}

void ExpectNoGaps(const std::vector<v1::RecordedEvent>& events) {
  uint64_t position = 0;
  std::map<std::string, uint64_t> versions;
  absl::Time last = absl::InfinitePast();
  for (const v1::RecordedEvent& event : events) {
    ASSERT_EQ(event.position(), ++position);
    ASSERT_EQ(event.version(), ++versions[event.stream()]) << event.stream();
    ASSERT_GE(FromProto(event.recorded_at()), last) << position;
    last = FromProto(event.recorded_at());
  }
}

// Each command is in the log once, where its reply says, and nothing else is.
void ExpectEachOnce(const std::vector<v1::RecordedEvent>& events,
                    const std::vector<Answered>& all) {
  std::map<std::string, std::vector<uint64_t>> positions;
  for (const v1::RecordedEvent& event : events) {
    if (event.actor() != "tallyd") positions[event.request_id()].push_back(event.position());
  }
  for (const Answered& answered : all) {
    if (!answered.outcome.status.ok()) continue;
    const v1::Receipt receipt = ReceiptIn(answered);
    std::vector<uint64_t> expected(receipt.event_count());
    std::iota(expected.begin(), expected.end(), receipt.first_position());
    const auto found = positions.extract(answered.request_id);
    ASSERT_EQ(found.empty() ? std::vector<uint64_t>() : found.mapped(), expected)
        << answered.request_id << "; there is " << events[expected.front() - 1].request_id();
  }
  for (const auto& [request_id, at] : positions) ADD_FAILURE() << request_id << " at " << at[0];
}

// Numbers of documents have no gap and none is given twice, and a month is drafted once.
void ExpectDocumentsInOrder(const std::vector<v1::RecordedEvent>& events, size_t billed) {
  std::map<std::string, uint64_t> counters;
  std::set<std::string> numbers;
  std::set<std::string> drafts;
  const auto number = [&](const std::string& series, uint64_t counter, const std::string& given) {
    EXPECT_EQ(counter, ++counters[series]) << given;
    EXPECT_TRUE(numbers.insert(given).second) << given;
  };
  for (const v1::RecordedEvent& recorded : events) {
    const v1::Event& event = recorded.event();
    if (event.has_invoice_issued()) {
      const v1::InvoiceIssued& issued = event.invoice_issued();
      number(issued.number_series(), issued.number_counter(), issued.invoice().number());
    } else if (event.has_credit_note_issued()) {
      const v1::CreditNoteIssued& issued = event.credit_note_issued();
      number(issued.number_series(), issued.number_counter(), issued.credit_note().number());
    } else if (event.has_draft_generated()) {
      EXPECT_TRUE(drafts.insert(recorded.stream()).second) << recorded.stream();
    }
  }
  EXPECT_EQ(drafts.size(), billed);
  EXPECT_EQ(numbers.size(), 3 * billed);
}

class Kill : public testing::Test {
 protected:
  // Kills the daemon so often, which is started with `flags`.
  void KillOften(int kills, const std::vector<std::string>& flags);

  const TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  std::mt19937_64 random_{Seed()};
};

void Kill::KillOften(int kills, const std::vector<std::string>& flags) {
  Answers answers;
  std::atomic<bool> stops = false;
  std::vector<std::unique_ptr<Biller>> billers;
  Counter counter(data_, answers);
  std::vector<std::thread> threads;

  for (int kill = 0; kill < kills && !HasFailure(); ++kill) {
    Program daemon(Tallyd(data_, flags));
    const Client client(TargetIn(data_));
    if (kill == 0) {
      Founder(data_, answers).Work();
      for (int i = 0; i < kBillers; ++i) {
        billers.push_back(std::make_unique<Biller>(data_, i, answers));
        threads.emplace_back([&, i] { billers[i]->Work(stops); });
      }
      threads.emplace_back([&] { counter.Work(stops); });
    }
    // One of five dies before it is ready.
    if (random_() % 5 > 0) {
      EXPECT_TRUE(daemon.Says("event=ready")) << daemon.output();
      ExpectSameAnswers(client, answers.Latest(kCheckedAfterKill));
      EXPECT_TRUE(answers.Await(answers.count() + random_() % 100));
    }
    EXPECT_FALSE(daemon.EndsWithin(absl::Microseconds(random_() % 40'000))) << daemon.output();
    daemon.Send(SIGKILL);
    EXPECT_EQ(daemon.Wait(), 128 + SIGKILL) << daemon.output();
  }

  {
    Program daemon(Tallyd(data_, flags));
    const Client client(TargetIn(data_));
    stops = true;
    for (std::thread& thread : threads) thread.join();
    const std::vector<Answered> all = answers.all();
    ExpectSameAnswers(client, all);
    const std::vector<v1::RecordedEvent> events = EventsOf(client);
    size_t billed = 0;
    for (const auto& biller : billers) billed += biller->billed();
    ExpectNoGaps(events);
    ExpectDocumentsInOrder(events, billed);
    ExpectEachOnce(events, all);
    std::cout << kills << " kills, " << all.size() << " commands, " << events.size() << " events, "
              << billed << " invoices" << std::endl;
  }
  std::vector<std::string> rebuilding = flags;
  rebuilding.push_back("--rebuild");
  Program rebuild(Tallyd(data_, rebuilding));
  EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
}

TEST_F(Kill, LosesNoAcknowledgedCommandAndRepeatsNone) { KillOften(kKills, {}); }

TEST_F(Kill, LosesNothingOfWhatIsEncrypted) {
  const std::string keys = directory_.path() + "/keys";
  WriteKeys(keys, {"one"});
  KillOften(kKillsOfEncrypted, {"--encryption-key-file", keys});
}

}  // namespace
}  // namespace tally
