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
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "ledger/calendar/timestamp.h"
#include "support/temporary_directory.h"
#include "support/text.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/tallyd.h"
#include "system/support/wire.h"

namespace tally {
namespace {

constexpr int kKills = 60;
constexpr int kBillers = 4;
// Of one request; each waits for the daemon to be there.
constexpr int kMaxAttempts = 2 * kKills;

uint64_t Seed() {
  const char* given = std::getenv("TALLY_SEED");
  const uint64_t seed =
      given == nullptr ? std::random_device()() : std::strtoull(given, nullptr, 10);
  std::cout << "TALLY_SEED=" << seed << std::endl;
  return seed;
}

// A command that was answered: a reply or a refusal.
struct Answered {
  std::string request_id;
  std::string method;
  std::string request;
  RawOutcome outcome;
};

// Thread-safe.
class Answers {
 public:
  void Add(Answered answered) {
    const absl::MutexLock lock(&mutex_);
    all_.push_back(std::move(answered));
  }

  size_t count() const {
    const absl::MutexLock lock(&mutex_);
    return all_.size();
  }

  // Waits until there are `count`. False if they do not come.
  bool Await(size_t count) const {
    const auto are_there = [&]()
                               ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return all_.size() >= count; };
    const absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&are_there), kPatience);
  }

  // Those from the one at `first` on.
  std::vector<Answered> From(size_t first) const {
    const absl::MutexLock lock(&mutex_);
    return {all_.begin() + static_cast<ptrdiff_t>(first), all_.end()};
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<Answered> all_ ABSL_GUARDED_BY(mutex_);
};

// Someone who sends commands, and the same again whenever it is not known what became of them.
class Sender {
 public:
  Sender(const std::string& data, std::string name, Answers& answers)
      : client_(TargetIn(data), name), name_(std::move(name)), answers_(answers) {}

 protected:
  const Client client_;
  const std::string name_;
  Answers& answers_;

  // The request in text format, with an id that no other has.
  template <class Request>
  Request New(absl::string_view text) {
    auto request = Parse<Request>(text);
    request.set_request_id(absl::StrCat(name_, "/", ++last_request_));
    return request;
  }

  // Sends `request` until it is answered.
  template <class Request>
  RawOutcome Send(const Request& request) {
    Answered answered{.request_id = request.request_id(),
                      .method = MethodFor(*Request::descriptor()),
                      .request = request.SerializeAsString(),
                      .outcome = {}};
    for (int attempts = 0; attempts < kMaxAttempts; ++attempts) {
      answered.outcome = client_.CallRaw(answered.method, answered.request);
      if (!absl::IsUnavailable(answered.outcome.status)) break;
    }
    answers_.Add(answered);
    return answered.outcome;
  }

  // The reply to `request`, which must be accepted.
  template <class Request>
  auto Accepted(const Request& request) {
    const RawOutcome outcome = Send(request);
    EXPECT_TRUE(outcome.status.ok()) << outcome.status << "\n" << request.ShortDebugString();
    typename decltype(client_.Call(request))::value_type reply;
    EXPECT_TRUE(reply.ParseFromString(outcome.reply));
    return reply;
  }

  template <class Request>
  auto Do(absl::string_view text) {
    return Accepted(New<Request>(text));
  }

  template <class Request>
  void Refused(absl::string_view text, absl::StatusCode code) {
    const RawOutcome outcome = Send(New<Request>(text));
    EXPECT_EQ(outcome.status.code(), code) << outcome.status << "\n" << text;
  }

  // Asks until there is an answer.
  template <class Query>
  auto Ask(const Query& query) {
    auto reply = client_.Call(query);
    for (int attempts = 1; attempts < kMaxAttempts && absl::IsUnavailable(reply.status());) {
      reply = client_.Call(query);
      attempts += 1;
    }
    EXPECT_TRUE(reply.ok()) << reply.status() << "\n" << query.ShortDebugString();
    return reply;
  }

 private:
  int last_request_ = 0;
};

// Defines what the others need.
class Founder : private Sender {
 public:
  Founder(const std::string& data, Answers& answers) : Sender(data, "founder", answers) {}

  void Work() {
    Do<v1::DefineOrg>("org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }");
    Do<v1::DefineItem>("org_id: 'msp' item { item_id: 'seat' name: 'Seat' }");
    Do<v1::DefineSource>(
        "org_id: 'msp' source { source_id: 'shop' kind: 'pax8' "
        "  meters { meter: 'SEAT' item_id: 'seat' } }");
  }
};

// Bills one new customer after the other: defines it, counts, runs, approves, credits.
class Biller : private Sender {
 public:
  Biller(const std::string& data, int number, Answers& answers)
      : Sender(data, absl::StrCat("biller-", number), answers), first_month_(1980 + 10 * number) {}

  void Work(const std::atomic<bool>& stops) {
    while (!stops && !testing::Test::HasFailure()) {
      customer_ = absl::StrCat(name_, ".", customers_);
      // Runs of one month are one after the other, so each biller has its own decade.
      month_ = absl::CivilMonth(first_month_) + customers_ % kMonths;
      customers_ += 1;
      Define();
      Count();
      Run();
      Credit(Approve());
    }
  }

  // Number of customers it has billed.
  size_t billed() const { return static_cast<size_t>(customers_); }

 private:
  std::string OfCustomer(absl::string_view more = "") const {
    return absl::StrCat("org_id: 'msp' customer_id: '", customer_, "' month: '",
                        absl::FormatCivilTime(month_), "' ", more);
  }

  void Define() {
    const std::string item = absl::StrCat("org_id: 'msp' item { item_id: '", customer_,
                                          "' name: 'Item' tax_id: '", customer_, "' }");
    // Refused for ever, though the tax is defined later.
    Refused<v1::DefineItem>(item, absl::StatusCode::kNotFound);
    Do<v1::DefineTax>(absl::StrCat("org_id: 'msp' tax { tax_id: '", customer_,
                                   "' name: 'Tax' rate_percent: '", customers_ % 30, "' }"));
    Do<v1::DefineItem>(item);
    Do<v1::DefineItem>(item);
    Do<v1::DefineCustomer>(absl::StrCat(
        "org_id: 'msp' customer { customer_id: '", customer_,
        "' name: 'Customer' accounts { source_id: 'shop' account: '", customer_, "' } }"));
    Do<v1::SetPlan>(absl::StrCat(
        "org_id: 'msp' plan { customer_id: '", customer_, "' effective_from: '1980-01-01' ",
        "lines { item_id: '", customer_, "' fixed { quantity: '3' } held { unit_price: '9.99' } } ",
        "lines { item_id: 'seat' counted { source_id: 'shop' meter: 'SEAT' ",
        "  rule: QUANTITY_RULE_PERIOD_END } held { unit_price: '12.50' } } }"));
  }

  void Count() {
    const absl::Time end = absl::FromCivil(month_ + 1, absl::UTCTimeZone());
    for (int hours = 3; hours > 0; --hours) {
      Do<v1::RecordCounts>(
          absl::StrCat("org_id: 'msp' source_id: 'shop' observations { observed_at @",
                       FormatInstant(end - absl::Hours(hours)), " account: '", customer_,
                       "' meter: 'SEAT' quantity: '", hours, "' }"));
    }
  }

  void Run() {
    const auto started =
        Do<v1::StartRun>(absl::StrCat("org_id: 'msp' month: '", absl::FormatCivilTime(month_),
                                      "' customer_ids: '", customer_, "'"));
    const auto runs =
        Ask(Parse<v1::FollowRun>(absl::StrCat("org_id: 'msp' run_id: '", started.run_id(), "'")));
    if (runs.ok()) {
      EXPECT_EQ(runs->back().drafted(), 1U) << started.run_id();
    }
  }

  // Returns the number of the invoice.
  std::string Approve() {
    Do<v1::HoldDraft>(OfCustomer("reason: 'wait'"));
    const auto draft = Ask(Parse<v1::GetDraft>(OfCustomer()));
    auto approve = New<v1::ApproveDraft>(OfCustomer());
    approve.set_reviewed_position(draft.ok() ? draft->position() : 1);
    approve.set_content_hash(draft.ok() ? draft->content().content_hash() : "");
    EXPECT_EQ(Send(approve).status.code(), absl::StatusCode::kFailedPrecondition);
    Do<v1::ReleaseDraft>(OfCustomer());

    const auto released = Ask(Parse<v1::GetDraft>(OfCustomer()));
    approve = New<v1::ApproveDraft>(OfCustomer());
    approve.set_reviewed_position(released.ok() ? released->position() : 1);
    approve.set_content_hash(released.ok() ? released->content().content_hash() : "");
    return Accepted(approve).invoice_number();
  }

  void Credit(const std::string& number) {
    const std::string invoice =
        absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'r' ");
    Do<v1::CreditInvoice>(invoice + "amount { total { minor_units: 100 currency: 'USD' } }");
    Do<v1::CreditInvoice>(invoice + "whole {}");
    Refused<v1::CreditInvoice>(invoice + "whole {}", absl::StatusCode::kFailedPrecondition);
  }

  // Of ten years, without the last months: the months of two billers must not follow each other,
  // because what one runs is what the other compares with.
  static constexpr int kMonths = 118;
  const absl::CivilYear first_month_;
  int customers_ = 0;
  std::string customer_;
  absl::CivilMonth month_;
};

// Streams counts, several of them under way at a time.
class Counter : private Sender {
 public:
  Counter(const std::string& data, Answers& answers) : Sender(data, "counter", answers) {}

  void Work(const std::atomic<bool>& stops) {
    std::vector<v1::RecordCounts> waiting;
    while (!testing::Test::HasFailure()) {
      if (waiting.empty() && stops) return;
      if (waiting.empty()) waiting = Next();
      waiting.erase(waiting.begin(), waiting.begin() + static_cast<ptrdiff_t>(Stream(waiting)));
    }
  }

 private:
  static constexpr size_t kAtOnce = 20;

  std::vector<v1::RecordCounts> Next() {
    std::vector<v1::RecordCounts> requests;
    while (requests.size() < kAtOnce) {
      seconds_ += 1;
      requests.push_back(New<v1::RecordCounts>(absl::StrCat(
          "org_id: 'msp' source_id: 'shop' observations { observed_at { seconds: ", seconds_,
          " } account: 'stream' meter: 'SEAT' quantity: '", seconds_ % 100, "' }")));
    }
    return requests;
  }

  // Sends `requests` over one stream, and returns how many of them were answered.
  size_t Stream(const std::vector<v1::RecordCounts>& requests) {
    const auto stream = client_.OpenCounts();
    for (const v1::RecordCounts& request : requests) stream->Write(request);
    stream->WritesDone();
    size_t answered = 0;
    v1::RecordCountsReply reply;
    while (answered < requests.size() && stream->Read(reply)) {
      const v1::RecordCounts& request = requests[answered++];
      answers_.Add({.request_id = request.request_id(),
                    .method = MethodFor(*v1::RecordCounts::descriptor()),
                    .request = request.SerializeAsString(),
                    .outcome = {absl::OkStatus(), reply.SerializeAsString()}});
    }
    const absl::Status ended = stream->Finish();
    EXPECT_TRUE(ended.ok() || absl::IsUnavailable(ended)) << ended;
    return answered;
  }

  int seconds_ = 0;
};

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
  v1::ListEvents query;
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
  const TemporaryDirectory directory_;
  const std::string& data_ = directory_.path();
  std::mt19937_64 random_{Seed()};
};

TEST_F(Kill, LosesNoAcknowledgedCommandAndRepeatsNone) {
  Answers answers;
  std::atomic<bool> stops = false;
  std::vector<std::unique_ptr<Biller>> billers;
  Counter counter(data_, answers);
  std::vector<std::thread> threads;
  size_t checked = 0;

  for (int kills = 0; kills < kKills && !HasFailure(); ++kills) {
    Program daemon(Tallyd(data_));
    const Client client(TargetIn(data_));
    if (kills == 0) {
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
      const std::vector<Answered> unchecked = answers.From(checked);
      ExpectSameAnswers(client, unchecked);
      checked += unchecked.size();
      EXPECT_TRUE(answers.Await(checked + random_() % 100));
    }
    EXPECT_FALSE(daemon.EndsWithin(absl::Microseconds(random_() % 40'000))) << daemon.output();
    daemon.Send(SIGKILL);
    EXPECT_EQ(daemon.Wait(), 128 + SIGKILL) << daemon.output();
  }

  {
    Program daemon(Tallyd(data_));
    const Client client(TargetIn(data_));
    stops = true;
    for (std::thread& thread : threads) thread.join();
    const std::vector<Answered> all = answers.From(0);
    ExpectSameAnswers(client, all);
    const std::vector<v1::RecordedEvent> events = EventsOf(client);
    size_t billed = 0;
    for (const auto& biller : billers) billed += biller->billed();
    ExpectNoGaps(events);
    ExpectDocumentsInOrder(events, billed);
    ExpectEachOnce(events, all);
    std::cout << kKills << " kills, " << all.size() << " commands, " << events.size() << " events, "
              << billed << " invoices" << std::endl;
  }
  Program rebuild(Tallyd(data_, {"--rebuild"}));
  EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
}

}  // namespace
}  // namespace tally
