#include <gtest/gtest.h>

#include "clients/cli/show/postings.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr char kInDoubt[] = R"pb(
  system: "books"
  document {
    number: "CREDIT-1"
    kind: ISSUED_DOCUMENT_KIND_VOID
    invoice_number: "BILL-1"
    customer_id: "acme"
    issue_date: "2026-11-03"
    total { minor_units: 10000 currency: "USD" }
    position: 9
  }
  state: POSTING_STATE_IN_DOUBT
  attempts: 2
  position: 12
  changed_at { seconds: 1793707200 }
)pb";

constexpr char kFailed[] = R"pb(
  system: "books"
  document {
    number: "BILL-2"
    kind: ISSUED_DOCUMENT_KIND_INVOICE
    customer_id: "bolt"
    issue_date: "2026-11-03"
    total { minor_units: 123456 currency: "USD" }
  }
  state: POSTING_STATE_FAILED
  attempts: 1
  failure: "no such customer"
)pb";

TEST(PostingTable, ShowsStatesAndFailures) {
  v1::PostingPage page;
  EXPECT_EQ(PostingTable(page, Look()), "No documents.\n");
  *page.add_postings() = Parse<v1::DocumentPosting>(kInDoubt);
  *page.add_postings() = Parse<v1::DocumentPosting>(kFailed);
  EXPECT_EQ(PostingTable(page, Look()),
            "document  is       client  issued      total USD  state     attempts\n"
            "CREDIT-1  void     acme    2026-11-03     100.00  in doubt         2\n"
            "BILL-2    invoice  bolt    2026-11-03   1,234.56  failed           1\n"
            "  no such customer\n");
}

TEST(PostingSheet, ShowsOne) {
  EXPECT_EQ(PostingSheet(Parse<v1::DocumentPosting>(kInDoubt)),
            "CREDIT-1 in books: in doubt\n"
            "  is           void\n"
            "  takes back   BILL-1\n"
            "  client       acme\n"
            "  issued       2026-11-03\n"
            "  total        100.00 USD\n"
            "  attempts     2\n"
            "  changed      2026-11-03T12:00:00Z\n");
}

TEST(PostReport, TellsWhatWasPostedAndWhatNot) {
  EXPECT_EQ(PostReportText(Parse<cli::PostReport>("system: 'books' posted: 1"), Look()),
            "posted 1 document to books\n");
  EXPECT_EQ(PostReportText(Parse<cli::PostReport>(
                               "system: 'books' posted: 2000 linked: 1 not_posted { "
                               "document_number: 'CREDIT-1' message: 'BILL-1 is not there' }"),
                           Look()),
            "posted 2,000 documents to books; 1 document was there already\n"
            "\n"
            "not posted  because\n"
            "CREDIT-1    BILL-1 is not there\n");
}

TEST(PostingState, HasANameThatIsReadAgain) {
  for (const std::string& name : PostingStateNames()) {
    EXPECT_TRUE(ParsePostingState(name)) << name;
  }
  EXPECT_EQ(ParsePostingState("in doubt"), std::nullopt);
  EXPECT_EQ(PostingStateWords(v1::POSTING_STATE_NOT_WAITING), "not waiting");
}

}  // namespace
}  // namespace tally
