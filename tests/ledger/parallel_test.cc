// What many callers at once may rely on.

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "ledger/base/refusal.h"
#include "support/office.h"

namespace tally {
namespace {

// Executes `commands`, all at once, and returns what each was answered.
template <Command C>
std::vector<absl::StatusOr<ReplyOf<C>>> AllAtOnce(Office& office, const std::vector<C>& commands) {
  std::vector<absl::StatusOr<ReplyOf<C>>> replies(commands.size());
  absl::Notification go;
  std::vector<std::thread> callers;
  for (size_t i = 0; i < commands.size(); ++i) {
    callers.emplace_back([&, i] {
      go.WaitForNotification();
      replies[i] = office.ledger().Execute(commands[i], absl::StrCat("caller", i));
    });
  }
  go.Notify();
  for (std::thread& caller : callers) caller.join();
  return replies;
}

int CountOf(const Office& office, v1::Event::BodyCase type) {
  int count = 0;
  for (const v1::RecordedEvent& event : office.Events()) count += event.event().body_case() == type;
  return count;
}

// D13 of the worked examples.
TEST(Ledger, GivesAHundredParallelApprovalsTheNextHundredNumbers) {
  Office office;
  office.OpenProvider(101);
  office.RunMonth("2026-10");
  ASSERT_TRUE(office.Try(office.Approval("c100", "2026-10")).ok());

  std::vector<v1::ApproveDraft> approvals;
  for (int i = 0; i < 100; ++i) {
    approvals.push_back(office.Approval(absl::StrCat("c", i), "2026-10"));
  }
  std::set<std::string> numbers;
  for (const auto& reply : AllAtOnce(office, approvals)) {
    ASSERT_TRUE(reply.ok()) << reply.status();
    numbers.insert(reply->invoice_number());
  }
  std::set<std::string> expected;
  for (int i = 2; i <= 101; ++i) {
    expected.insert(absl::StrCat("BILL-2026-11-", absl::Dec(i, absl::kZeroPad3)));
  }
  EXPECT_EQ(numbers, expected);

  // And in the order in which they stand in the log.
  uint64_t counter = 0;
  for (const v1::RecordedEvent& event : office.Events()) {
    if (!event.event().has_invoice_issued()) continue;
    EXPECT_EQ(event.event().invoice_issued().number_counter(), ++counter);
  }
}

// D13: B's approval fails after the others were asked for; no number is lost with it.
TEST(Ledger, LosesNoNumberWithAnApprovalThatFails) {
  Office office;
  office.OpenProvider(2);
  office.RunMonth("2026-10");
  std::vector<v1::ApproveDraft> approvals = {office.Approval("c0", "2026-10"),
                                             office.Approval("counted", "2026-10"),
                                             office.Approval("c1", "2026-10")};
  office.CountSeats("2026-10-31T23:00:00Z", "19");
  const auto replies = AllAtOnce(office, approvals);
  ASSERT_TRUE(replies[0].ok() && replies[2].ok());
  EXPECT_EQ((std::set<std::string>{replies[0]->invoice_number(), replies[2]->invoice_number()}),
            (std::set<std::string>{"BILL-2026-11-001", "BILL-2026-11-002"}));
  EXPECT_EQ(replies[1].status().code(), absl::StatusCode::kAborted);

  office.Do<v1::RegenerateDraft>("org_id: 'msp' customer_id: 'counted' month: '2026-10'");
  const auto retried = office.Try(office.Approval("counted", "2026-10"));
  ASSERT_TRUE(retried.ok()) << retried.status();
  EXPECT_EQ(retried->invoice_number(), "BILL-2026-11-003");
}

TEST(Ledger, ApprovesADraftOnce) {
  Office office;
  office.OpenProvider(1);
  office.RunMonth("2026-10");
  std::vector<v1::ApproveDraft> approvals;
  for (int i = 0; i < 8; ++i) approvals.push_back(office.Approval("c0", "2026-10"));
  int approved = 0;
  for (const auto& reply : AllAtOnce(office, approvals)) {
    approved += reply.ok();
    if (reply.ok()) continue;
    EXPECT_EQ(RefusalOf(reply.status())->reason(), v1::REASON_DRAFT_APPROVED);
  }
  EXPECT_EQ(approved, 1);
  EXPECT_EQ(CountOf(office, v1::Event::kInvoiceIssued), 1);
}

// The same request from many callers at once is one request.
TEST(Ledger, DecidesARepeatedRequestOnceThoughItComesManyTimesAtOnce) {
  Office office;
  office.OpenProvider(1);
  office.RunMonth("2026-10");
  const std::vector<v1::ApproveDraft> approvals(16, office.Approval("c0", "2026-10"));
  for (const auto& reply : AllAtOnce(office, approvals)) {
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_EQ(reply->invoice_number(), "BILL-2026-11-001");
  }
  EXPECT_EQ(CountOf(office, v1::Event::kInvoiceIssued), 1);
}

// C04 of the worked examples.
TEST(Ledger, NeverTakesBackMoreThanIsLeftThoughManyAskAtOnce) {
  Office office;
  office.OpenProvider(0);
  office.CountSeats("2026-10-31T23:00:00Z", "100");
  office.RunMonth("2026-10");
  ASSERT_TRUE(office.Try(office.Approval("counted", "2026-10")).ok());
  std::vector<v1::CreditInvoice> credits;
  for (int i = 0; i < 4; ++i) {
    credits.push_back(Parse<v1::CreditInvoice>(
        absl::StrCat("request_id: 'credit", i,
                     "' org_id: 'msp' invoice_number: 'BILL-2026-11-001' "
                     "reason: 'asked' amount { total { minor_units: 6000 currency: 'USD' } }")));
  }
  int credited = 0;
  for (const auto& reply : AllAtOnce(office, credits)) {
    credited += reply.ok();
    if (reply.ok()) continue;
    EXPECT_EQ(RefusalOf(reply.status())->reason(), v1::REASON_CREDIT_EXCEEDS_REST);
    EXPECT_TRUE(absl::StrContains(reply.status().message(), "only 40.00 USD is left"));
  }
  EXPECT_EQ(credited, 1);
}

// Each caller's own write is seen by that caller, and stands where its receipt says.
TEST(Ledger, ShowsEachCallerItsOwnWrites) {
  Office office;
  office.Do<v1::DefineOrg>("org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' }");
  constexpr int kCallers = 8;
  constexpr int kWrites = 25;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&office, caller] {
      for (int i = 0; i < kWrites; ++i) {
        const std::string id = absl::StrCat("t", caller, "-", i);
        const auto receipt =
            office.ledger().Execute(Parse<v1::DefineTax>(absl::StrCat(
                                        "request_id: '", id, "' org_id: 'msp' tax { tax_id: '", id,
                                        "' rate_percent: '1' }")),
                                    "ann");
        ASSERT_TRUE(receipt.ok()) << receipt.status();
        const View view = office.ledger().Read();
        EXPECT_GE(view.position(), receipt->first_position());
        const auto tax = view.books().taxes.Find("msp", id);
        ASSERT_TRUE(tax);
        EXPECT_EQ(tax->etag(), absl::StrCat(receipt->first_position()));
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(office.ledger().Read().position(), 1U + kCallers * kWrites);

  // What was written in groups is all there after a restart, and is what a rebuild gives.
  office.Open();
  EXPECT_EQ(office.Events().size(), 1U + kCallers * kWrites);
  const auto rebuilt = office.ledger().Rebuild();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  for (const Rebuilt& fold : *rebuilt) EXPECT_TRUE(fold.identical) << fold.name;
}

// Commands of one group see what those before it in the group left, and a refusal leaves nothing.
TEST(Ledger, DecidesEachCommandOfAGroupOnTheOnesBefore) {
  Office office;
  office.Do<v1::DefineOrg>("org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' }");
  // While the first answer is given, the others wait and become one group.
  absl::Notification is_busy;
  absl::Notification go_on;
  const auto define = [](const char* id, const char* etag) {
    return Parse<v1::DefineTax>(absl::StrCat("request_id: '", id, "' org_id: 'msp' etag: '", etag,
                                             "' tax { tax_id: 'vat' name: '", id,
                                             "' rate_percent: '1' }"));
  };
  office.ledger().Submit<v1::DefineTax>(define("first", ""), "ann", [&](const auto&) {
    is_busy.Notify();
    go_on.WaitForNotification();
  });
  is_busy.WaitForNotification();
  std::vector<std::string> outcomes;
  for (const auto& [id, etag] : std::vector<std::pair<const char*, const char*>>{
           {"second", "2"}, {"late", "2"}, {"third", "3"}, {"second", "2"}, {"fourth", "4"}}) {
    office.ledger().Submit<v1::DefineTax>(
        define(id, etag), "ann", [&](const absl::StatusOr<v1::Receipt>& receipt) {
          outcomes.push_back(receipt.ok() ? absl::StrCat(receipt->first_position())
                                          : std::string("refused"));
        });
  }
  go_on.Notify();
  office.Close();
  EXPECT_EQ(outcomes, (std::vector<std::string>{"3", "refused", "4", "3", "5"}));
  office.Open();
  EXPECT_EQ(office.ledger().Read().books().taxes.Find("msp", "vat")->name(), "fourth");
}

}  // namespace
}  // namespace tally
