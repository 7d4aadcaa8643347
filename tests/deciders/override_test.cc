#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "ledger/deciders/catalog.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/sources.h"
#include "support/printed.h"
#include "support/provider.h"

namespace tally {
namespace {

constexpr char kAlpha[] = "org_id: 'msp' customer_id: 'alpha' month: '2026-10' ";

// Seats at a discount and with a credit, devices with a least, a book with a most, and stamps that
// are paid in advance, by which plan says how many.
std::string Plan(const char* effective_from, const char* stamps) {
  return absl::StrCat(
      "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '", effective_from, "' ",
      "lines { item_id: 'seat' fixed { quantity: '2' } held { unit_price: '50' } "
      "  discounts { name: 'Loyalty' percent: '10' } } ",
      "lines { item_id: 'stamp' fixed { quantity: '", stamps,
      "' } held { unit_price: '31' } proration: PRORATION_BY_DAY "
      "  cadence { months: 1 timing: TIMING_IN_ADVANCE } "
      "  discounts { name: 'Loyalty' percent: '10' } } ",
      FixedLine("device", "1", "4"), FixedLine("book", "1", "80"),
      "lines { line_id: 'sla' item_id: 'seat' credit { line_id: 'seat' amount: '5' } } "
      "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM amount: '10' "
      "  item_id: 'device' line_ids: 'device' } "
      "commitments { commitment_id: 'most' kind: COMMITMENT_KIND_MAXIMUM amount: '70' "
      "  line_ids: 'book' } "
      "discounts { name: 'Spring' amount: '1' } }");
}

Scenario October() {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::SetPlan>(Plan("2026-01-01", "2"));
  RunMonth(scenario, "2026-09");
  scenario.GivenCommand<v1::SetPlan>(Plan("2026-10-16", "1"));
  RunMonth(scenario, "2026-10");
  return scenario;
}

v1::OverrideDraftLine OverrideOf(absl::string_view line_id) {
  return Parse<v1::OverrideDraftLine>(
      absl::StrCat(kAlpha, "line_id: '", line_id, "' unit_price: '3' reason: 'agreed by phone'"));
}

const v1::DraftLine& LineOf(const v1::Draft& draft, const std::string& line_id) {
  const auto& lines = draft.content().lines();
  const auto found = std::ranges::find_if(
      lines, [&](const v1::DraftLine& rated) { return rated.line().line_id() == line_id; });
  if (found == lines.end()) throw std::out_of_range("no line " + line_id);
  return *found;
}

TEST(OverrideDraftLine, RefusesToChangeACorrection) {
  Scenario scenario = October();
  scenario.When(OverrideOf("stamp.unused")).Refused(v1::REASON_FIELD_INVALID, "line_id");
  EXPECT_EQ(scenario.refusal().message(),
            "corrects what was billed in advance; change \"stamp\" of the plan instead");
}

// What takes off still does: a price of 3 takes 3 off.
TEST(OverrideDraftLine, ChangesWhatIsAddedAndTakenOffToo) {
  const std::pair<const char*, const char*> rows[] = {
      {"seat", "6.00"},           {"device", "3.00"},    {"book", "3.00"},
      {"seat.discount", "-3.00"}, {"sla", "-3.00"},      {"book.cap", "-3.00"},
      {"least", "3.00"},          {"discount", "-3.00"}, {"discount-2", "-3.00"},
  };
  for (const auto& [line_id, amount] : rows) {
    SCOPED_TRACE(line_id);
    Scenario scenario = October();
    scenario.GivenCommand(OverrideOf(line_id));
    const v1::DraftLine changed = LineOf(DraftOf(scenario, "alpha", "2026-10"), line_id);
    EXPECT_EQ(FormatAmount(changed.line().amount()), amount);
    EXPECT_EQ(changed.override().reason(), "agreed by phone");
  }
}

}  // namespace
}  // namespace tally
