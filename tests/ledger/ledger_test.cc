#include "ledger/ledger.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <map>

#include "absl/strings/match.h"
#include "ledger/base/refusal.h"
#include "support/office.h"

namespace tally {
namespace {

v1::Reason ReasonOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->reason() : v1::REASON_UNSPECIFIED;
}

constexpr char kOrg[] = "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }";
constexpr char kVat[] = "request_id: 'vat' org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' }";

TEST(Ledger, AnswersWhereTheEventsStand) {
  Office office;
  EXPECT_TRUE(IsSame(
      Parse<v1::Receipt>("first_position: 1 event_count: 1 recorded_at @2026-11-03T12:00:00Z"),
      office.Do<v1::DefineOrg>(kOrg)));
  office.SetNow("2026-11-03T13:00:00Z");
  EXPECT_TRUE(IsSame(
      Parse<v1::Receipt>("first_position: 2 event_count: 1 recorded_at @2026-11-03T13:00:00Z"),
      office.Do<v1::DefineTax>(kVat)));
  // What changes nothing was decided on what stood there.
  EXPECT_TRUE(IsSame(Parse<v1::Receipt>("first_position: 2 recorded_at @2026-11-03T13:00:00Z"),
                     office.Do<v1::DefineOrg>(kOrg)));
}

TEST(Ledger, PutsTheReceiptIntoOtherReplies) {
  Office office;
  office.OpenProvider(1);
  const auto reply = office.Do<v1::StartRun>("org_id: 'msp' month: '2026-10'");
  EXPECT_EQ(reply.run_id(), "2026-10.1");
  EXPECT_EQ(reply.receipt().first_position(), office.ledger().Read().position());
  EXPECT_EQ(reply.receipt().event_count(), 1U);
}

TEST(Ledger, RecordsWhoAskedForWhatAndWhen) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  office.Do<v1::DefineTax>(kVat);
  const auto events = office.Events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(IsSame(
      Parse<v1::RecordedEvent>(
          "position: 2 org_id: 'msp' stream: 'taxes/vat' version: 1 actor: 'ann' "
          "request_id: 'vat' recorded_at @2026-11-03T12:00:00Z "
          "event { tax_defined { org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' } } }"),
      events[1]));
}

TEST(Ledger, CountsPositionsAndVersionsWithoutAGap) {
  Office office;
  office.OpenProvider(3);
  office.RunMonth("2026-10");
  ASSERT_TRUE(office.Try(office.Approval("c0", "2026-10")).ok());
  office.Do<v1::CreditInvoice>(
      "org_id: 'msp' invoice_number: 'BILL-2026-11-001' whole {} reason: 'asked'");
  office.Open();
  office.CountSeats("2026-10-31T23:00:00Z", "19");

  uint64_t position = 0;
  std::map<std::string, uint64_t> versions;
  for (const v1::RecordedEvent& event : office.Events()) {
    EXPECT_EQ(event.position(), ++position);
    EXPECT_EQ(event.version(), ++versions[event.stream()]) << event.stream();
  }
  EXPECT_EQ(versions["counts/shop"], 2U);
  EXPECT_EQ(versions["drafts/2026-10/c0"], 2U);
  EXPECT_EQ(versions["invoices/BILL-2026-11-001"], 2U);
  EXPECT_EQ(versions["runs/2026-10.1"], 3U);
}

// The streams of orgs are apart, under the same names.
TEST(Ledger, CountsVersionsWithinAnOrg) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  office.Do<v1::DefineOrg>("org { org_id: 'other' currency: 'EUR' time_zone: 'UTC' }");
  for (const v1::RecordedEvent& event : office.Events()) EXPECT_EQ(event.version(), 1U);
}

TEST(Ledger, KeepsACommitATogether) {
  Office office;
  office.OpenProvider(2);
  office.Do<v1::StartRun>("org_id: 'msp' month: '2026-10'");
  const auto reply = office.Do<v1::AdvanceRun>("org_id: 'msp' run_id: '2026-10.1'");
  EXPECT_EQ(reply.receipt().event_count(), 5U);  // Three drafts, and the run.
  int commits = 0;
  const absl::Status replayed = office.ledger().Read().snapshot().Replay([&](const Record& record) {
    const v1::Commit& commit = record.commit;
    if (commit.first_position() != reply.receipt().first_position()) return absl::OkStatus();
    commits += 1;
    EXPECT_EQ(commit.events_size(), 5);
    EXPECT_EQ(commit.command(), "tally.v1.AdvanceRun");
    EXPECT_EQ(commit.reply(), reply.SerializeAsString());
    return absl::OkStatus();
  });
  EXPECT_TRUE(replayed.ok()) << replayed;
  EXPECT_EQ(commits, 1);
}

TEST(Ledger, NeverRecordsATimeBeforeTheLast) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  office.SetNow("2026-11-03T11:00:00Z");
  const auto receipt = office.Do<v1::DefineTax>(kVat);
  EXPECT_TRUE(IsPart(Parse<v1::Receipt>("recorded_at @2026-11-03T12:00:00Z"), receipt));
  office.Open();
  EXPECT_TRUE(IsPart(Parse<v1::Receipt>("recorded_at @2026-11-03T12:00:00Z"),
                     office.Do<v1::DefineOrg>("org { org_id: 'o' currency: 'USD' "
                                              "  time_zone: 'UTC' }")));
}

TEST(Ledger, ShowsWhatWasAnswered) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  const View before = office.ledger().Read();
  const auto receipt = office.Do<v1::DefineTax>(kVat);
  const View after = office.ledger().Read();
  EXPECT_EQ(after.position(), receipt.first_position());
  EXPECT_TRUE(after.books().taxes.Has("msp", "vat"));
  EXPECT_EQ(before.position(), 1U);
  EXPECT_FALSE(before.books().taxes.Has("msp", "vat"));
}

TEST(Ledger, AnswersARepeatedRequestAsBefore) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  const auto first = office.Do<v1::DefineTax>(kVat);
  office.SetNow("2027-01-01T00:00:00Z");
  office.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' rate_percent: '21' }");
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(IsSame(first, office.Do<v1::DefineTax>(kVat)));
    office.Open();
  }
  EXPECT_EQ(office.ledger().Read().position(), 3U);
  EXPECT_EQ(office.ledger().Read().books().taxes.Find("msp", "vat")->rate_percent(), "21");
}

// A reply with its own fields, and one without events.
TEST(Ledger, RemembersEveryReply) {
  Office office;
  office.OpenProvider(1);
  const char* start = "request_id: 'start' org_id: 'msp' month: '2026-10'";
  const char* again =
      "request_id: 'again' org { org_id: 'msp' name: 'Msp' currency: 'USD' "
      "  time_zone: 'UTC' }";
  const auto started = office.Do<v1::StartRun>(start);
  const auto unchanged = office.Do<v1::DefineOrg>(again);
  EXPECT_EQ(unchanged.event_count(), 0U);
  office.Open();
  office.Do<v1::DefineTax>(kVat);
  EXPECT_TRUE(IsSame(started, office.Do<v1::StartRun>(start)));
  EXPECT_TRUE(IsSame(unchanged, office.Do<v1::DefineOrg>(again)));
}

// Even when it would be accepted by now.
TEST(Ledger, RepeatsARefusalForEver) {
  constexpr char item[] =
      "request_id: 'early' org_id: 'msp' item { item_id: 'seat' name: 'Seat' tax_id: 'vat' }";
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  const absl::Status first = office.Try<v1::DefineItem>(item).status();
  EXPECT_EQ(ReasonOf(first), v1::REASON_TAX_NOT_FOUND);
  office.Do<v1::DefineTax>(kVat);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(office.Try<v1::DefineItem>(item).status(), first);
    office.Open();
  }
  EXPECT_FALSE(office.ledger().Read().books().items.Has("msp", "seat"));
}

// Nothing is remembered under the name of an org that nobody defined.
TEST(Ledger, JudgesARefusalAgainOnceTheOrgIsThere) {
  Office office;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ReasonOf(office.Try<v1::DefineTax>(kVat).status()), v1::REASON_ORG_NOT_FOUND);
    office.Open();
  }
  office.Do<v1::DefineOrg>(kOrg);
  office.Do<v1::DefineTax>(kVat);
  EXPECT_TRUE(office.ledger().Read().books().taxes.Has("msp", "vat"));
}

TEST(Ledger, RepeatsTheDifferencesOfARefusal) {
  Office office;
  office.OpenProvider(0);
  office.RunMonth("2026-10");
  const v1::ApproveDraft approve = office.Approval("counted", "2026-10");
  office.CountSeats("2026-10-31T23:00:00Z", "19");
  const absl::Status first = office.Try(approve).status();
  EXPECT_EQ(ReasonOf(first), v1::REASON_DRAFT_IS_STALE);
  EXPECT_GT(RefusalOf(first)->differences_size(), 0);
  office.Open();
  EXPECT_EQ(office.Try(approve).status(), first);
}

TEST(Ledger, RefusesARequestIdForAnotherRequest) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  office.Do<v1::DefineTax>(kVat);
  const absl::Status other_body = office
                                      .Try<v1::DefineTax>(
                                          "request_id: 'vat' org_id: 'msp' tax { tax_id: 'vat' "
                                          "  rate_percent: '21' }")
                                      .status();
  EXPECT_EQ(ReasonOf(other_body), v1::REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(RefusalOf(other_body)->field(), "request_id");
  const absl::Status other_type =
      office.Try<v1::DefineItem>("request_id: 'vat' org_id: 'msp' item { item_id: 'vat' }")
          .status();
  EXPECT_EQ(ReasonOf(other_type), v1::REASON_REQUEST_ID_REUSED);
  // The first is still answered.
  EXPECT_TRUE(office.Try<v1::DefineTax>(kVat).ok());
}

// A type is part of what was asked, also where the bytes are the same.
TEST(Ledger, TellsCommandsOfTheSameBytesApart) {
  Office office;
  office.OpenProvider(1);
  office.RunMonth("2026-10");
  const char* fields = "request_id: 'x' org_id: 'msp' customer_id: 'c0' month: '2026-10' ";
  office.Do<v1::HoldDraft>(absl::StrCat(fields, "reason: 'asked'"));
  EXPECT_EQ(ReasonOf(office.Try<v1::RejectDraft>(absl::StrCat(fields, "reason: 'asked'")).status()),
            v1::REASON_REQUEST_ID_REUSED);
}

TEST(Ledger, KeepsTheRequestIdsOfOrgsApart) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  office.Do<v1::DefineOrg>("org { org_id: 'other' currency: 'EUR' time_zone: 'UTC' }");
  office.Do<v1::DefineTax>(kVat);
  office.Do<v1::DefineTax>(
      "request_id: 'vat' org_id: 'other' tax { tax_id: 'vat' rate_percent: '7' }");
  EXPECT_EQ(office.ledger().Read().books().taxes.Find("other", "vat")->rate_percent(), "7");
}

TEST(Ledger, IsOpenedByOneAtATime) {
  Office office;
  const auto second = Ledger::Open(office.directory(), {}, [] { return absl::Now(); });
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Ledger, FinishesWhatWasSubmittedBeforeItCloses) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  std::atomic<int> answered = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string id = absl::StrCat("t", i);
    auto define = Parse<v1::DefineTax>(absl::StrCat(
        "request_id: '", id, "' org_id: 'msp' tax { tax_id: '", id, "' rate_percent: '1' }"));
    office.ledger().Submit<v1::DefineTax>(std::move(define), "ann",
                                          [&](const absl::StatusOr<v1::Receipt>& receipt) {
                                            EXPECT_TRUE(receipt.ok()) << receipt.status();
                                            answered += 1;
                                          });
  }
  office.Close();
  EXPECT_EQ(answered, 300);
  office.Open();
  EXPECT_EQ(office.ledger().Read().position(), 301U);
}

// As long as this lives, no file can grow beyond `bytes`: as if the disk were full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &before_), 0);
    const rlimit full{bytes, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_;
};

TEST(Ledger, RefusesWritesAndServesReadsWhenTheDiskIsFull) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  const std::string large = absl::StrCat(
      "request_id: 'large' org_id: 'msp' tax { tax_id: 'vat' "
      "  rate_percent: '20' name: '",
      std::string(200'000, 'x'), "' }");
  const char* small = "request_id: 'small' org_id: 'msp' tax { tax_id: 'low' rate_percent: '5' }";
  {
    const FullDisk full(100'000);
    EXPECT_EQ(office.Try<v1::DefineTax>(large).status().code(), absl::StatusCode::kUnavailable);
    // There is room for this one, but nothing may follow what is not known to be there.
    EXPECT_EQ(office.Try<v1::DefineTax>(small).status().code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(office.ledger().Read().position(), 1U);
    EXPECT_TRUE(office.ledger().Read().books().orgs.Has("msp"));
    EXPECT_EQ(office.Events().size(), 1U);
  }
  office.Open();
  office.Do<v1::DefineTax>(large);
  office.Do<v1::DefineTax>(small);
  EXPECT_EQ(office.Events().size(), 3U);
  const auto rebuilt = office.ledger().Rebuild();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  for (const Rebuilt& fold : *rebuilt) EXPECT_TRUE(fold.identical) << fold.name;
}

// The answer of one command keeps the writer busy, while more than may wait are submitted.
TEST(Ledger, TellsCallersToComeBackWhenTooManyWait) {
  Office office;
  office.Do<v1::DefineOrg>(kOrg);
  absl::Notification is_busy;
  absl::Notification go_on;
  office.ledger().Submit<v1::DefineTax>(Parse<v1::DefineTax>(kVat), "ann", [&](const auto&) {
    is_busy.Notify();
    go_on.WaitForNotification();
  });
  is_busy.WaitForNotification();

  // Of one org; others have room left.
  constexpr int kMany = 8'000;
  std::atomic<int> accepted = 0;
  std::atomic<int> overloaded = 0;
  const auto submit = [&](int i) {
    auto define = Parse<v1::DefineTax>(absl::StrCat(
        "request_id: 'many", i, "' org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' }"));
    office.ledger().Submit<v1::DefineTax>(
        std::move(define), "ann", [&](const absl::StatusOr<v1::Receipt>& receipt) {
          accepted += receipt.ok() ? 1 : 0;
          overloaded += ReasonOf(receipt.status()) == v1::REASON_OVERLOADED ? 1 : 0;
        });
  };
  for (int i = 0; i < kMany + 3; ++i) submit(i);
  EXPECT_EQ(overloaded, 3);
  EXPECT_EQ(accepted, 0);
  go_on.Notify();
  office.Close();
  EXPECT_EQ(accepted, kMany);

  // Being told so is no outcome: the same request goes through later.
  office.Open();
  const auto retried = office.Try<v1::DefineTax>(absl::StrCat(
      "request_id: 'many", kMany, "' org_id: 'msp' tax { tax_id: 'vat' rate_percent: '20' }"));
  EXPECT_TRUE(retried.ok()) << retried.status();
}

}  // namespace
}  // namespace tally
