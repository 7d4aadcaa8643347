// Interrupted run: the daemon dies while a month is being drafted, and goes on with it when it is
// started again.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/temporary_directory.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

// More than ten steps of a run.
constexpr int kCustomers = 3'000;
constexpr int kThreads = 8;

// Defines the org `msp` with customers c0000, c0001 … of whom every tenth has no plan.
void DefineProvider(const Client& client) {
  Answer<v1::DefineOrg>(client, "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
  Answer<v1::DefineItem>(client, "org_id: 'msp' item { item_id: 'seat' name: 'Seat' }");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = thread; i < kCustomers; i += kThreads) {
        Answer<v1::DefineCustomer>(client,
                                   absl::StrCat("org_id: 'msp' customer { customer_id: 'c",
                                                absl::Dec(i, absl::kZeroPad4), "' name: 'C' }"));
        if (i % 10 == 0) continue;
        Answer<v1::SetPlan>(
            client, absl::StrCat("org_id: 'msp' plan { customer_id: 'c",
                                 absl::Dec(i, absl::kZeroPad4), "' effective_from: '2020-01-01' ",
                                 "lines { item_id: 'seat' fixed { quantity: '2' } ",
                                 "  held { unit_price: '9.99' } } }"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

std::vector<v1::RunOutcome> OutcomesOf(const Client& client, const std::string& run_id) {
  std::vector<v1::RunOutcome> outcomes;
  auto query = Parse<v1::ListRunOutcomes>(
      absl::StrCat("org_id: 'msp' page_size: 1000 run_id: '", run_id, "'"));
  do {
    const auto page = Answer(client, query);
    outcomes.insert(outcomes.end(), page.outcomes().begin(), page.outcomes().end());
    query.set_page_token(page.next_page_token());
  } while (!query.page_token().empty());
  return outcomes;
}

// How often each customer was drafted, by the log.
std::map<std::string, int> DraftsInLog(const Client& client) {
  std::map<std::string, int> drafts;
  auto query = Parse<v1::ReadEvents>("page_size: 1000 filter { types: 'DraftGenerated' }");
  do {
    const auto page = Answer(client, query);
    for (const v1::RecordedEvent& event : page.events()) {
      drafts[event.event().draft_generated().customer_id()] += 1;
    }
    query.set_page_token(page.next_page_token());
  } while (!query.page_token().empty());
  return drafts;
}

TEST(InterruptedRun, GoesOnAndDraftsEveryCustomerOnce) {
  const TemporaryDirectory directory;
  auto daemon = std::make_unique<Program>(Tallyd(directory.path()));
  auto client = std::make_unique<Client>(TargetIn(directory.path()));
  DefineProvider(*client);
  const std::string run_id =
      Answer<v1::StartRun>(*client, "org_id: 'msp' month: '2024-02'").run_id();
  const auto follow = Parse<v1::FollowRun>(absl::StrCat("org_id: 'msp' run_id: '", run_id, "'"));

  // Dies whenever the run has got on, until it is done.
  int kills = 0;
  v1::Run run;
  while (run.status() != v1::RUN_STATUS_COMPLETED && !HasFailure()) {
    const auto reader = client->Open(follow);
    const std::string before = run.last_customer_id();
    while (run.last_customer_id() <= before && reader->Read(run)) continue;
    ASSERT_GT(run.last_customer_id(), before) << reader->Finish();
    if (run.status() == v1::RUN_STATUS_COMPLETED) break;
    kills += 1;
    daemon->Send(SIGKILL);
    EXPECT_EQ(daemon->Wait(), 128 + SIGKILL);
    daemon = std::make_unique<Program>(Tallyd(directory.path()));
    client = std::make_unique<Client>(TargetIn(directory.path()));
  }
  EXPECT_GE(kills, 3) << "the run was not interrupted often enough to show anything";

  EXPECT_EQ(run.drafted(), static_cast<uint32_t>(kCustomers * 9 / 10));
  EXPECT_EQ(run.skipped(), static_cast<uint32_t>(kCustomers / 10));
  const auto drafts = DraftsInLog(*client);
  const std::vector<v1::RunOutcome> outcomes = OutcomesOf(*client, run_id);
  EXPECT_EQ(outcomes.size(), static_cast<size_t>(kCustomers));
  for (const v1::RunOutcome& outcome : outcomes) {
    const auto found = drafts.find(outcome.customer_id());
    ASSERT_EQ(found == drafts.end() ? 0 : found->second, outcome.created() ? 1 : 0)
        << outcome.customer_id();
  }
  daemon->Send(SIGTERM);
  EXPECT_EQ(daemon->Wait(), 0) << daemon->output();
}

}  // namespace
}  // namespace tally
