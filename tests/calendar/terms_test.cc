#include "ledger/calendar/terms.h"

#include <gtest/gtest.h>

#include "ledger/calendar/date.h"

namespace tally {
namespace {

// D11 of the worked examples, and more of the same rule.
TEST(Terms, RunFromTheIssueDate) {
  struct Row {
    v1::TermsKind kind;
    uint32_t days;
    const char* issued;
    const char* due;
    const char* text;
  };
  const Row rows[] = {
      {v1::TERMS_KIND_NET, 30, "2026-04-15", "2026-05-15", "net 30"},
      {v1::TERMS_KIND_END_OF_MONTH, 30, "2026-04-15", "2026-05-30", "end of month + 30"},
      {v1::TERMS_KIND_NET, 0, "2026-04-15", "2026-04-15", "due on receipt"},
      {v1::TERMS_KIND_UNSPECIFIED, 0, "2026-04-15", "2026-04-15", "due on receipt"},
      {v1::TERMS_KIND_UNSPECIFIED, 14, "2026-12-25", "2027-01-08", "net 14"},
      {v1::TERMS_KIND_NET, 1, "2024-02-28", "2024-02-29", "net 1"},
      {v1::TERMS_KIND_NET, 365, "2026-01-01", "2027-01-01", "net 365"},
      {v1::TERMS_KIND_END_OF_MONTH, 0, "2024-02-01", "2024-02-29", "end of month"},
      {v1::TERMS_KIND_END_OF_MONTH, 0, "2026-12-31", "2026-12-31", "end of month"},
      {v1::TERMS_KIND_END_OF_MONTH, 15, "2026-12-31", "2027-01-15", "end of month + 15"},
  };
  for (const auto& [kind, days, issued, due, text] : rows) {
    v1::PaymentTerms terms;
    terms.set_kind(kind);
    terms.set_days(days);
    EXPECT_EQ(FormatDate(DueDate(*ParseDate(issued), terms)), due) << text << " of " << issued;
    EXPECT_EQ(TermsText(terms), text);
  }
}

}  // namespace
}  // namespace tally
