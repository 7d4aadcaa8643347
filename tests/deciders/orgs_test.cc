#include "ledger/deciders/orgs.h"

#include "support/scenario.h"

namespace tally {
namespace {

Scenario Msp() {
  Scenario scenario;
  scenario.Given(
      "org_defined { org { org_id: 'msp' name: 'Msp' currency: 'USD' "
      "  time_zone: 'UTC' } }");
  return scenario;
}

TEST(DefineOrg, AddsAnOrg) {
  const char* org =
      "org { org_id: 'msp' name: 'Msp' currency: 'JPY' time_zone: 'Asia/Tokyo' "
      "  rounding: ROUNDING_HALF_EVEN tax_rounding: TAX_ROUNDING_PER_GROUP "
      "  number_pattern: 'BILL-{YYYY}-{MM}-{NNN}' credit_note_pattern: 'CN{N}' "
      "  payment_terms { kind: TERMS_KIND_END_OF_MONTH days: 365 } "
      "  review { quantity_jump_percent: '12.5' quantity_jump_units: '2' stale_after_hours: 24 } }";
  Scenario().When<v1::DefineOrg>(org).Then(absl::StrCat("org_defined { ", org, " }"));
}

TEST(DefineOrg, WritesNumbersTheShortestWayAndDropsTheCallersEtag) {
  Scenario()
      .When<v1::DefineOrg>(
          "org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' etag: '7' "
          "  review { quantity_jump_percent: '25.00' quantity_jump_units: '3.0' } }")
      .Then(
          "org_defined { org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' "
          "  review { quantity_jump_percent: '25' quantity_jump_units: '3' } } }");
}

TEST(DefineOrg, ChangesAnOrgWhoseEtagIsCurrent) {
  Scenario msp = Msp();
  const char* changed = "org { org_id: 'msp' name: 'Msp Ltd' currency: 'USD' time_zone: 'UTC' }";
  msp.GivenCommand<v1::DefineOrg>(absl::StrCat("etag: '1' ", changed));
  EXPECT_EQ(msp.books().orgs.Find("msp")->name(), "Msp Ltd");
  EXPECT_EQ(msp.books().orgs.Find("msp")->etag(), "2");
}

TEST(DefineOrg, ChangesNothingIfItIsAsItWas) {
  for (const char* etag : {"", "etag: '1'"}) {
    Msp()
        .When<v1::DefineOrg>(absl::StrCat(
            etag, " org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' }"))
        .ThenNothing();
  }
}

// Each row is right up to the guard that it names, and wrong at every guard after it.
TEST(DefineOrg, Refuses) {
  struct Row {
    const char* command;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"etag: '9' org { org_id: 'msp' currency: 'EUR' number_pattern: '-' "
       "  credit_note_pattern: '-' payment_terms { days: 366 } }",
       v1::REASON_ETAG_MISMATCH, "etag"},
      {"etag: '1' org { org_id: 'new' currency: 'EUR' number_pattern: '-' }",
       v1::REASON_ETAG_MISMATCH, "etag"},
      {"etag: '1' org { org_id: 'msp' currency: 'EUR' number_pattern: '-' "
       "  credit_note_pattern: '-' payment_terms { days: 366 } }",
       v1::REASON_CURRENCY_IS_FIXED, "org.currency"},
      {"org { org_id: 'msp' currency: 'USD' number_pattern: '-' "
       "  credit_note_pattern: '-' payment_terms { days: 366 } }",
       v1::REASON_NUMBER_PATTERN_INVALID, "org.number_pattern"},
      {"org { org_id: 'msp' currency: 'USD' credit_note_pattern: '-' "
       "  payment_terms { days: 366 } }",
       v1::REASON_NUMBER_PATTERN_INVALID, "org.credit_note_pattern"},
      {"org { org_id: 'msp' currency: 'USD' payment_terms { days: 366 } }",
       v1::REASON_FIELD_INVALID, "org.payment_terms.days"},
  };
  for (const auto& [command, reason, field] : rows) {
    SCOPED_TRACE(command);
    Msp().When<v1::DefineOrg>(command).Refused(reason, field);
  }
}

TEST(DefineOrg, SaysHowTaxIsFiguredOutAndWhatIsPaidInCoins) {
  Scenario()
      .When<v1::DefineOrg>(
          "org { org_id: 'msp' currency: 'CHF' time_zone: 'UTC' "
          "  tax_rounding: TAX_ROUNDING_PER_LINE "
          "  tax_policy { rounding: ROUNDING_DOWN line_digits: 5 total_rounding: ROUNDING_UP "
          "    tax_point: TAX_POINT_SERVICE } "
          "  cash_rounding { currency: 'CHF' increment: '0.050' } "
          "  cash_rounding { currency: 'JPY' increment: '10' } }")
      .Then(
          "org_defined { org { org_id: 'msp' currency: 'CHF' time_zone: 'UTC' "
          "  tax_rounding: TAX_ROUNDING_PER_LINE "
          "  tax_policy { rounding: ROUNDING_DOWN line_digits: 5 total_rounding: ROUNDING_UP "
          "    tax_point: TAX_POINT_SERVICE } "
          "  cash_rounding { currency: 'CHF' increment: '0.05' } "
          "  cash_rounding { currency: 'JPY' increment: '10' } } }");
}

TEST(DefineOrg, RefusesWhatTaxAndCoinsCannotBe) {
  struct Row {
    const char* fields;
    v1::Reason reason;
    const char* field;
  };
  const Row rows[] = {
      {"tax_policy { line_digits: 3 total_rounding: ROUNDING_DOWN }", v1::REASON_FIELD_INVALID,
       "org.tax_policy.line_digits"},
      {"tax_policy { total_rounding: ROUNDING_DOWN }", v1::REASON_FIELD_INVALID,
       "org.tax_policy.total_rounding"},
      {"tax_rounding: TAX_ROUNDING_PER_LINE tax_policy { line_digits: 1 }",
       v1::REASON_FIELD_INVALID, "org.tax_policy.line_digits"},
      {"tax_rounding: TAX_ROUNDING_PER_LINE tax_policy { line_digits: 6 } "
       "cash_rounding { currency: 'USD' increment: '0' }",
       v1::REASON_FIELD_INVALID, "org.tax_policy.line_digits"},
      {"cash_rounding { currency: 'USD' increment: '0.05' } "
       "cash_rounding { currency: 'CHF' increment: '0' }",
       v1::REASON_FIELD_INVALID, "org.cash_rounding[1].increment"},
      {"cash_rounding { currency: 'JPY' increment: '0.5' }", v1::REASON_FIELD_INVALID,
       "org.cash_rounding[0].increment"},
      {"cash_rounding { currency: 'USD' increment: '0.05' } "
       "cash_rounding { currency: 'USD' increment: '0.10' }",
       v1::REASON_LISTED_TWICE, "org.cash_rounding[1]"},
  };
  for (const auto& [fields, reason, field] : rows) {
    SCOPED_TRACE(fields);
    Scenario()
        .When<v1::DefineOrg>(
            absl::StrCat("org { org_id: 'msp' currency: 'USD' time_zone: 'UTC' ", fields, " }"))
        .Refused(reason, field);
  }
}

TEST(DefineOrg, SaysWhichEtagIsCurrent) {
  const v1::Refusal refusal =
      Msp().When<v1::DefineOrg>("etag: '9' org { org_id: 'msp' currency: 'USD' }").refusal();
  EXPECT_EQ(refusal.message(), "is \"9\", but the resource has \"1\" now");
}

// What a policy may say by itself is in tests/receivables/dunning_test.cc.
TEST(DefineOrg, ChecksItsDunning) {
  const std::string org =
      "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' dunning { ";
  const std::string fee = "steps { step_id: 'a' days: 3 fee_percent: '1.50' } ";
  Msp()
      .When<v1::DefineOrg>(org +
                           "steps { step_id: 'a' days: 3 } steps { step_id: 'a' days: 2 } } }")
      .Refused(v1::REASON_DUNNING_POLICY_INVALID, "org.dunning.steps[1].step_id");
  Msp()
      .When<v1::DefineOrg>(org + fee + "} }")
      .Refused(v1::REASON_DUNNING_POLICY_INVALID, "org.dunning.late_fee_item_id");
  Msp()
      .When<v1::DefineOrg>(org + fee + "late_fee_item_id: 'fee' } }")
      .Refused(v1::REASON_ITEM_NOT_FOUND, "org.dunning.late_fee_item_id");

  Scenario msp = Msp();
  msp.Given("item_defined { org_id: 'msp' item { item_id: 'fee' name: 'Fee' } }")
      .When<v1::DefineOrg>(org + fee + "late_fee_item_id: 'fee' } }")
      .Then(
          "org_defined { org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' "
          "  dunning { steps { step_id: 'a' days: 3 fee_percent: '1.5' } "
          "    late_fee_item_id: 'fee' } } }");
}

}  // namespace
}  // namespace tally
