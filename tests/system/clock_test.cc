// The clock: what follows when it jumps, ahead or back, while the daemon runs and between starts.
// calendar_test.cc has what becomes due by it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "system/support/any_call.h"
#include "system/support/story.h"
#include "tally/v1/quotes.pb.h"

namespace tally {
namespace {

using testing::ElementsAre;

class Clock : public Story {
 protected:
  void Restart() {
    daemon_.Restart();
    client_ = daemon_.NewClient();
  }

  // Records a tax, and returns when that was.
  std::string RecordedAt(absl::string_view tax_id) {
    const auto receipt = Do<v1::DefineTax>(absl::StrCat("org_id: 'msp' tax { tax_id: '", tax_id,
                                                        "' name: 'Tax' rate_percent: '20' }"));
    return absl::FormatTime("%Y-%m-%dT%H:%MZ",
                            absl::FromUnixSeconds(receipt.recorded_at().seconds()),
                            absl::UTCTimeZone());
  }

  std::string IssueDateOf(absl::string_view number) {
    return Invoice(number).invoice().issue_date();
  }
};

TEST_F(Clock, SetBackRecordsNothingBeforeWhatWasRecorded) {
  daemon_.At("2026-11-10T12:00:00Z");
  DefineMsp();
  daemon_.At("2026-11-03T00:00:00Z");
  EXPECT_EQ(RecordedAt("while_it_runs"), "2026-11-10T12:00Z");
  Restart();
  EXPECT_EQ(RecordedAt("after_a_start"), "2026-11-10T12:00Z");
  daemon_.At("2026-11-10T12:01:00Z");
  EXPECT_EQ(RecordedAt("when_it_has_caught_up"), "2026-11-10T12:01Z");
}

TEST_F(Clock, SetAheadAndBackLeavesTheLogAheadUntilItHasCaughtUp) {
  DefineMsp();
  daemon_.Stop();
  daemon_.At("2027-03-01T00:00:00Z");
  daemon_.Restart();
  client_ = daemon_.NewClient();
  EXPECT_EQ(RecordedAt("ahead"), "2027-03-01T00:00Z");
  daemon_.At("2026-11-03T12:00:00Z");
  EXPECT_EQ(RecordedAt("back"), "2027-03-01T00:00Z");
  // As of then is what was known then, by the order of the log.
  const auto first =
      Answer<v1::ListTaxes>(client_, "org_id: 'msp' as_of { time @2026-11-03T12:00:00Z }");
  EXPECT_EQ(first.taxes_size(), 1);
  EXPECT_EQ(Do<v1::ListTaxes>("org_id: 'msp'").taxes_size(), 3);
}

// Numbers and dates of issue go up together, and a due date is counted from the date of issue.
TEST_F(Clock, SetBackDatesNoInvoiceBeforeTheOneBefore) {
  DefineMsp("number_pattern: 'BILL-{NNN}' payment_terms { kind: TERMS_KIND_NET days: 14 }");
  for (const char* customer : {"alpha", "beta"}) {
    DefineCustomer(customer);
    SetPlan(customer, FixedLine("seat", "1", "10"));
  }
  daemon_.At("2026-11-20T12:00:00Z");
  Run("2026-10");
  const std::string first = Approve("alpha", "2026-10");
  daemon_.At("2026-11-04T12:00:00Z");
  Restart();
  const std::string second = Approve("beta", "2026-10");
  EXPECT_THAT(std::vector({first, second}), ElementsAre("BILL-001", "BILL-002"));
  EXPECT_EQ(IssueDateOf(first), "2026-11-20");
  EXPECT_EQ(IssueDateOf(second), "2026-11-20");
  EXPECT_EQ(Invoice(second).invoice().due_date(), "2026-12-04");
}

// What has expired by what was recorded since stays so.
TEST_F(Clock, SetBackMakesNoExpiredQuoteGoodAgain) {
  DefineMsp();
  DefineCustomer("alpha");
  AnswerOf<v1::ReviseQuoteReply>(
      client_, Parse<v1::ReviseQuote>(
                   "org_id: 'msp' quote_id: 'q' customer_id: 'alpha' valid_until: '2026-11-05' "
                   "lines { line_id: 'a' item_id: 'seat' quantity: '1' unit_price: '500' }"));
  AnswerOf<v1::Receipt>(client_, Parse<v1::SendQuote>("org_id: 'msp' quote_id: 'q' revision: 1"));
  daemon_.At("2026-11-06T00:00:00Z");
  RecordedAt("later");
  daemon_.At("2026-11-04T00:00:00Z");
  const auto accepted = CallAny<v1::AcceptQuoteReply>(
      client_, Parse<v1::AcceptQuote>("org_id: 'msp' quote_id: 'q' revision: 1"));
  EXPECT_EQ(RefusalIn(accepted.status()).reason(), v1::REASON_QUOTE_EXPIRED);
}

}  // namespace
}  // namespace tally
