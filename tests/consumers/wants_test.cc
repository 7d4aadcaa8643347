#include "ledger/consumers/wants.h"

#include "support/text.h"

namespace tally {
namespace {

TEST(Wants, LooksAtPositionStreamAndType) {
  struct Row {
    const char* consumer;
    bool wants;
  };
  // Of the event at position 7 of `invoices/B-1`, an InvoiceIssued.
  const Row rows[] = {
      {"", true},
      {"from_position: 7", true},
      {"from_position: 8", false},
      {"stream: 'invoices/B-1'", true},
      {"stream: 'invoices/B-10'", false},
      {"stream: 'invoices/B'", false},
      {"stream_prefix: 'invoices/'", true},
      {"stream_prefix: 'invoices/B-10'", false},
      {"stream_prefix: 'drafts/'", false},
      {"types: 'DraftApproved' types: 'InvoiceIssued'", true},
      {"types: 'DraftApproved'", false},
      {"types: 'Invoice'", false},
      {"stream_prefix: 'invoices/' types: 'CreditNoteIssued'", false},
      {"stream: 'invoices/B-1' types: 'InvoiceIssued' from_position: 1", true},
  };
  for (const auto& [consumer, wants] : rows) {
    SCOPED_TRACE(consumer);
    EXPECT_EQ(Wants(Parse<v1::Consumer>(consumer), 7, "invoices/B-1", "InvoiceIssued"), wants);
  }
}

TEST(WantTheSame, LooksAtAllThatNeverChanges) {
  const auto consumer = Parse<v1::Consumer>(
      "consumer_id: 'a' stream: 's' types: 'A' types: 'B' from_position: 4 max_attempts: 3");
  const auto with = [&](const char* more) {
    v1::Consumer other = consumer;
    other.MergeFrom(Parse<v1::Consumer>(more));
    return WantTheSame(consumer, other);
  };
  EXPECT_TRUE(with("consumer_id: 'b' max_attempts: 9 acknowledge_within_ms: 1"));
  EXPECT_FALSE(with("stream: 't'"));
  EXPECT_FALSE(with("stream_prefix: 's'"));
  EXPECT_FALSE(with("types: 'C'"));
  EXPECT_FALSE(with("from_position: 5"));
}

}  // namespace
}  // namespace tally
