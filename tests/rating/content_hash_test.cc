#include "ledger/rating/content_hash.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "every_field.h"
#include "support/month.h"

namespace tally {
namespace {

// A month with every part that a content can have.
v1::DraftContent Full() {
  Month before;
  before.SetPlan(Counted("PERIOD_END", "held { unit_price: '12' }") + Fixed("book", "1", "5"));
  before.month = absl::CivilMonth(2026, 9);
  before.CountSeats("2026-09-30T22:00:00Z", "17");

  Month month;
  month.SetPlan(Counted("PERIOD_END", "held { unit_price: '12.50' }") + Fixed("stamp", "1", "0"));
  month.CountSeats("2026-10-31T22:00:00Z", "18");
  month.customer.clear_external_ids();
  month.customer.set_email("ap@alpha.example");
  month.org.mutable_payment_terms()->set_kind(v1::TERMS_KIND_END_OF_MONTH);
  month.org.mutable_payment_terms()->set_days(30);
  month.ComesAfter(before.Draft());
  v1::DraftContent content = month.Draft();
  month.reviewed = content;
  v1::LineOverride& changed = *month.reviewed->mutable_lines(0)->mutable_override();
  changed = Parse<v1::LineOverride>("quantity: '18' unit_price: '13' reason: 'r' actor: 'ann'");
  *month.reviewed->mutable_flags(0)->mutable_waiver() =
      Parse<v1::FlagWaiver>("reason: 'r' actor: 'ann'");
  content = month.Draft();
  // The vanished line has evidence too.
  *content.mutable_vanished_lines(0)->mutable_line()->mutable_evidence() =
      before.Draft().lines(0).line().evidence();
  return content;
}

TEST(ContentHashOf, IsOnTheContent) {
  const v1::DraftContent content = Full();
  EXPECT_EQ(content.content_hash(), ContentHashOf(content));
  EXPECT_EQ(content.content_hash().size(), 64U);
}

TEST(ContentHashOf, CoversEveryFigureAndWordButTheEvidence) {
  v1::DraftContent content = Full();
  FillEveryField(content);
  const std::string hash = ContentHashOf(content);
  int changes = 0;
  ForEachChange(content, "", [&](const std::string& path) {
    changes += 1;
    const bool is_left_out = path == "/content_hash" ||
                             absl::StrContains(path, "/line/evidence/") ||
                             absl::StrContains(path, "/line/further_evidence/") ||
                             absl::StrContains(path, "/line/drifts/evidence/");
    EXPECT_EQ(ContentHashOf(content) == hash, is_left_out) << path;
  });
  EXPECT_EQ(ContentHashOf(content), hash);
  EXPECT_GT(changes, 300);
}

TEST(ContentHashOf, CoversHowManyThereAreAndInWhichOrder) {
  const v1::DraftContent content = Full();
  v1::DraftContent turned = content;
  turned.mutable_lines()->SwapElements(0, 1);
  EXPECT_NE(ContentHashOf(turned), content.content_hash());
  v1::DraftContent shorter = content;
  shorter.mutable_vanished_lines()->RemoveLast();
  EXPECT_NE(ContentHashOf(shorter), content.content_hash());
}

}  // namespace
}  // namespace tally
