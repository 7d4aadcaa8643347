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

TEST(OverrideDraftLine, RefusesWhatFollowsFromOtherLinesAndNamesThem) {
  Scenario scenario = October();
  struct Row {
    const char* line_id;
    const char* message;
  };
  const Row rows[] = {
      {"seat.discount", "is a discount; change \"seat\" instead"},
      {"sla", "is a credit; change \"seat\" instead"},
      {"book.cap", "is what a maximum takes off; change \"book\" instead"},
      {"least", "is what is missing to a minimum; change \"device\" instead"},
      {"stamp.unused", "corrects what was billed in advance; change \"stamp\" of the plan instead"},
      {"stamp.unused.discount", "is a discount; change the plan instead"},
      {"discount", "is a discount; change \"seat\" or \"device\" instead"},
      {"discount-2", "is a discount; change \"stamp\" instead"},
  };
  for (const auto& [line_id, message] : rows) {
    SCOPED_TRACE(line_id);
    scenario.When(OverrideOf(line_id)).Refused(v1::REASON_FIELD_INVALID, "line_id");
    EXPECT_EQ(scenario.refusal().message(), message);
  }
}

TEST(OverrideDraftLine, StillChangesTheLinesThatOthersFollowFrom) {
  Scenario scenario = October();
  for (const char* line_id : {"seat", "device", "book", "stamp"}) {
    SCOPED_TRACE(line_id);
    scenario.GivenCommand(OverrideOf(line_id));
  }
}

}  // namespace
}  // namespace tally
