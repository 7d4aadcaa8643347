// Whatever differs between two books is found: a field that facts forget would never be applied.

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <set>

#include "clients/cli/book/facts.h"
#include "rating/every_field.h"
#include "support/text.h"

namespace tally {
namespace {

// `keys` are the fields by which the resource is found.
template <class Resource>
void ExpectEveryChangeIsFound(const std::set<std::string>& keys, const std::string& text) {
  Resource resource = Parse<Resource>(text);
  const Facts before = FactsOf(resource);
  int changes = 0;
  ForEachChange(resource, "", [&](const std::string& path) {
    if (path == "/etag" || keys.contains(path)) return;
    ++changes;
    EXPECT_NE(FactsOf(resource), before) << path << " of\n" << resource.DebugString();
  });
  EXPECT_GT(changes, 1);
}

TEST(FactsOf, HaveEveryFieldOfAnOrg) {
  ExpectEveryChangeIsFound<v1::Org>(
      {"/org_id"},
      "org_id: 'a' name: 'A' currency: 'EUR' time_zone: 'UTC' rounding: ROUNDING_HALF_EVEN "
      "tax_rounding: TAX_ROUNDING_PER_LINE number_pattern: 'A' credit_note_pattern: 'B' "
      "payment_terms { kind: TERMS_KIND_END_OF_MONTH days: 5 } "
      "review { quantity_jump_percent: '1' quantity_jump_units: '1' stale_after_hours: 1 } "
      "tax_policy { rounding: ROUNDING_DOWN line_digits: 3 total_rounding: ROUNDING_HALF_EVEN "
      "             tax_point: TAX_POINT_SERVICE } "
      "cash_rounding { currency: 'CHF' increment: '0.05' } "
      "dunning { steps { step_id: 'a' days: 3 fee_percent: '1' "
      "    fees { currency: 'EUR' amount: '5' } } "
      "  in_spite_of_credit: true fees_on_fees: true late_fee_item_id: 'fee' } "
      "credit_by_hand: true calendar { day: 3 first_month: '2026-10' } "
      "four_eyes { above: '500' exceptions: true }");
}

TEST(FactsOf, HaveEveryFieldOfATax) {
  ExpectEveryChangeIsFound<v1::Tax>(
      {"/tax_id"},
      "tax_id: 'vat' name: 'VAT' rate_percent: '20' exemption_reason: 'None' "
      "rates { effective_from: '2026-02-01' rate_percent: '21' } "
      "components { name: 'A' rate_percent: '1' compound: true "
      "  rates { effective_from: '2026-02-01' rate_percent: '21' } }");
}

TEST(FactsOf, HaveEveryFieldOfAnItem) {
  ExpectEveryChangeIsFound<v1::Item>(
      {"/item_id"}, "item_id: 'a' name: 'A' tax_id: 'vat' external_ids { system: 's' id: '1' }");
}

TEST(FactsOf, HaveEveryFieldOfASource) {
  ExpectEveryChangeIsFound<v1::Source>(
      {"/source_id"},
      "source_id: 'a' kind: 'k' meters { meter: 'M' item_id: 'i' excluded_members: 'e' "
      "  excluded_members: 'f' ignores_case: true }");
}

TEST(FactsOf, HaveEveryFieldOfACustomer) {
  ExpectEveryChangeIsFound<v1::Customer>(
      {"/customer_id"},
      "customer_id: 'a' name: 'A' email: 'a@b' currency: 'EUR' tax_id: 'exempt' "
      "exemption_reason: 'Charity' time_zone: 'UTC' "
      "payment_terms { kind: TERMS_KIND_END_OF_MONTH days: 5 } "
      "accounts { source_id: 's' account: '1' } accounts { source_id: 's' account: '2' } "
      "auto_approve: true trial: true "
      "external_ids { system: 's' id: '1' } meters { source_id: 's' meter: 'M' item_id: 'i' }");
}

TEST(FactsOf, HaveEveryFieldOfAPlan) {
  constexpr char kRest[] =
      "cadence { months: 2 anchor: '2024-01-31' timing: TIMING_IN_ADVANCE } "
      "proration: PRORATION_BY_DAY "
      "included { quantity: '1' overage: OVERAGE_FLAG unit_price: '1' prorated: true } "
      "discounts { name: 'A' percent: '1' tax: DISCOUNT_TAX_AFTER } "
      "price_includes_tax: true margin_guard_percent: '1' accumulate_months: 3 ";
  const std::string vendor =
      "vendor { markup_percent: '1' margin_percent: '2' sync: VENDOR_SYNC_NEXT_PERIOD exact: true "
      "  floor: '1' } ";
  const std::string lines[] = {
      "fixed { quantity: '1' } held { unit_price: '1' }",
      "counted { source_id: 's' meter: 'M' rule: QUANTITY_RULE_PEAK accounts: '1' distinct: true "
      "  others { source_id: 't' meter: 'N' } round_up_to: '1' } " +
          vendor,
      "time { kind: TIME_KIND_TICKET projects: 'p' rates { project: 'p' unit_price: '1' } "
      "  increment_minutes: 15 increment_scope: INCREMENT_SCOPE_TOTAL roll_over_periods: 2 } "
      "tiered { mode: TIER_MODE_VOLUME "
      "  tiers { up_to: '1' unit_price: '1' flat_fee: '1' block_size: '1' } }",
      "pass_through { kind: CHARGE_KIND_HARDWARE } " + vendor,
      "triggered { kind: TRIGGER_KIND_DEAL subject: 's' } held { unit_price: '1' }",
      "credit { line_id: 'l' amount: '1' trigger: TRIGGER_KIND_DEAL subject: 's' }",
  };
  for (const std::string& line : lines) {
    ExpectEveryChangeIsFound<v1::Plan>(
        {"/customer_id", "/effective_from"},
        absl::StrCat("customer_id: 'a' effective_from: '2026-01-01' effective_time: '12:00' "
                     "lines { line_id: 'l' item_id: 'i' ",
                     line, " ", kRest,
                     "} discounts { name: 'A' amount: '1' tax: DISCOUNT_TAX_AFTER } "
                     "commitments { commitment_id: 'c' kind: COMMITMENT_KIND_MINIMUM amount: '1' "
                     "item_id: 'i' "
                     "  line_ids: 'l' months: 3 proration: PRORATION_BY_DAY }"));
  }
}

}  // namespace
}  // namespace tally
