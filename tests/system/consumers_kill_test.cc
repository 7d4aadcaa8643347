// A consumer that acknowledges with its commands, while the daemon is killed again and again: each
// event has its effect once.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "support/temporary_directory.h"
#include "system/support/consumer_client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

constexpr int kKills = 20;
constexpr int kInvoices = 100;

uint64_t Seed() {
  const char* given = std::getenv("TALLY_SEED");
  const uint64_t seed =
      given == nullptr ? std::random_device()() : std::strtoull(given, nullptr, 10);
  std::cout << "TALLY_SEED=" << seed << std::endl;
  return seed;
}

template <class Request>
void Must(const Client& client, const std::string& text) {
  Answer<Request>(client, text);
}

void BillOctober(const Client& client) {
  Must<v1::DefineOrg>(client, "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
  Must<v1::DefineItem>(client, "org_id: 'msp' item { item_id: 'stamp' name: 'Stamp' }");
  for (int i = 0; i < kInvoices; ++i) {
    Must<v1::DefineCustomer>(
        client, absl::StrCat("org_id: 'msp' customer { customer_id: 'c", i,
                             "' name: 'C' external_ids { system: 'x' ", "id: '", i, "' } }"));
    Must<v1::SetPlan>(
        client, absl::StrCat("org_id: 'msp' plan { customer_id: 'c", i,
                             "' effective_from: '2020-01-01' lines { item_id: ",
                             "'stamp' fixed { quantity: '1' } ", "held { unit_price: '10' } } }"));
  }
  RunMonth(client, "msp", "2020-10");
  for (int i = 0; i < kInvoices; ++i) {
    Answer(client, ApprovalOf(DraftOf(client, "msp", absl::StrCat("c", i), "2020-10")));
  }
}

// Credits each invoice by one dollar when it is told of it. Whether a command was recorded when the
// daemon died is not asked: if not, the event comes again.
class Crediting {
 public:
  explicit Crediting(const std::string& target) : client_(target) {}

  void Work() {
    while (!stops_ && !testing::Test::HasFailure()) {
      const auto stream = client_.Open(
          Parse<v1::ReceiveEvents>("org_id: 'msp' consumer_id: 'crediting' max_outstanding: 10"));
      for (v1::Delivery delivery; !stops_ && stream->Read(delivery);) {
        if (delivery.has_event()) Credit(delivery.event());
      }
      stream->Cancel();
      for (v1::Delivery rest; stream->Read(rest);) continue;
      const absl::Status ended = stream->Finish();
      const bool is_expected = absl::IsUnavailable(ended) || absl::IsCancelled(ended);
      EXPECT_TRUE(is_expected || (stops_ && ended.ok())) << ended;
    }
  }

  void Stop() { stops_ = true; }

  int credited() const {
    const absl::MutexLock lock(&mutex_);
    return credited_;
  }

  // Waits until that many were answered. False if they do not come.
  bool Await(int count) const {
    const auto are_there = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return credited_ >= count; };
    const absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&are_there), kPatience);
  }

 private:
  void Credit(const v1::RecordedEvent& event) {
    v1::CreditInvoice credit;
    // A new one each time: request ids must not be what makes it once.
    credit.set_request_id(absl::StrCat("credit/", ++requests_));
    credit.set_org_id("msp");
    credit.set_invoice_number(event.event().invoice_issued().invoice().number());
    credit.set_reason("greeting");
    credit.mutable_amount()->mutable_total()->set_minor_units(100);
    credit.mutable_amount()->mutable_total()->set_currency("USD");
    const RawOutcome outcome = client_.Acknowledging(absl::StrCat("crediting@", event.position()),
                                                     "tally.v1.Invoices/Credit", credit);
    if (absl::IsUnavailable(outcome.status)) return;
    if (outcome.status.ok()) {
      const absl::MutexLock lock(&mutex_);
      credited_ += 1;
      return;
    }
    // It was recorded before the daemon died, and the event came again on its way out.
    EXPECT_EQ(RefusalIn(outcome.status).reason(), v1::REASON_EVENT_NOT_WAITING);
  }

  const ConsumerClient client_;
  std::atomic<bool> stops_ = false;
  int requests_ = 0;
  mutable absl::Mutex mutex_;
  int credited_ ABSL_GUARDED_BY(mutex_) = 0;
};

// How often each invoice was credited.
std::map<std::string, int> Credits(const Client& client) {
  std::map<std::string, int> credits;
  v1::ReadEvents query = Parse<v1::ReadEvents>("page_size: 1000");
  do {
    const v1::EventPage page = Answer(client, query);
    for (const v1::RecordedEvent& event : page.events()) {
      if (event.event().has_invoice_issued()) {
        credits[event.event().invoice_issued().invoice().number()] += 0;
      }
      if (event.event().has_credit_note_issued()) {
        credits[event.event().credit_note_issued().credit_note().invoice_number()] += 1;
      }
    }
    query.set_page_token(page.next_page_token());
  } while (!query.page_token().empty());
  return credits;
}

TEST(ConsumerKill, EachEventHasItsEffectOnce) {
  const TemporaryDirectory directory;
  std::mt19937_64 random(Seed());
  Crediting crediting(TargetIn(directory.path()));
  std::thread worker;
  for (int kills = 0; kills < kKills; ++kills) {
    Program daemon(Tallyd(directory.path()));
    ASSERT_TRUE(daemon.Says("event=ready")) << daemon.output();
    if (kills == 0) {
      BillOctober(Client(TargetIn(directory.path())));
      const auto defined = ConsumerClient(TargetIn(directory.path()))
                               .Call(Parse<v1::DefineConsumer>(
                                   "request_id: 'define' org_id: 'msp' consumer { consumer_id: "
                                   "'crediting' types: 'InvoiceIssued' max_attempts: 1000 }"));
      ASSERT_TRUE(defined.ok()) << defined.status();
      worker = std::thread([&] { crediting.Work(); });
    }
    // At some instant after a few more were credited; the last kills may come when all are.
    const int more = crediting.credited() + static_cast<int>(random() % 4);
    EXPECT_TRUE(crediting.Await(std::min(more, kInvoices / 2)));
    EXPECT_FALSE(daemon.EndsWithin(absl::Microseconds(random() % 20'000))) << daemon.output();
    daemon.Send(SIGKILL);
    EXPECT_EQ(daemon.Wait(), 128 + SIGKILL) << daemon.output();
  }

  Program daemon(Tallyd(directory.path()));
  const ConsumerClient client(TargetIn(directory.path()));
  const auto get = Parse<v1::GetConsumer>("org_id: 'msp' consumer_id: 'crediting'");
  auto status = client.Call(get);
  while (status.ok() && status->lag_events() > 0) status = client.Call(get);
  crediting.Stop();
  // Wakes the worker, which otherwise waits for the next event.
  daemon.Send(SIGTERM);
  EXPECT_EQ(daemon.Wait(), 0) << daemon.output();
  worker.join();
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->parked(), 0U);

  Program last(Tallyd(directory.path()));
  const std::map<std::string, int> credits = Credits(Client(TargetIn(directory.path())));
  EXPECT_EQ(credits.size(), static_cast<size_t>(kInvoices));
  for (const auto& [number, count] : credits) EXPECT_EQ(count, 1) << number;
  std::cout << kKills << " kills, " << crediting.credited() << " answered" << std::endl;
}

}  // namespace
}  // namespace tally
