// Bad definitions: one row a way in which an org, its catalog or its customers cannot be as asked.

#include <gtest/gtest.h>

#include <string>

#include "system/support/bad_requests.h"

namespace tally {
namespace {

// Alpha and Beta have October behind them, so that there is something to disagree with.
class BadDefinitions : public BadRequests {
 protected:
  BadDefinitions() { BillOctober(); }
};

std::string Org(absl::string_view more) {
  return absl::StrCat("org { org_id: 'other' name: 'O' currency: 'USD' time_zone: 'UTC' ", more,
                      " }");
}

std::string Customer(absl::string_view more) {
  return absl::StrCat("org_id: 'msp' customer { customer_id: 'c' name: 'C' ", more, " }");
}

std::string Plan(absl::string_view more) {
  return absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-01-01' ",
                      more, " }");
}

std::string Line(absl::string_view more) {
  return Plan(absl::StrCat("lines { item_id: 'seat' ", more, " }"));
}

std::string Times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST_F(BadDefinitions, OfOrgsAreRefused) {
  constexpr auto kPattern = v1::REASON_NUMBER_PATTERN_INVALID;
  constexpr auto kInvalid = v1::REASON_FIELD_INVALID;
  ExpectRefused({
      {"Orgs/Define", "request_id: '' " + Org(""), kInvalidArgument, v1::REASON_FIELD_MISSING,
       "request_id"},
      {"Orgs/Define", "org { name: 'O' currency: 'USD' time_zone: 'UTC' }", kInvalidArgument,
       v1::REASON_FIELD_MISSING, "org.org_id"},
      {"Orgs/Define", "org { org_id: 'o' name: 'O' currency: 'XXX' time_zone: 'UTC' }",
       kInvalidArgument, kInvalid, "org.currency"},
      {"Orgs/Define", "org { org_id: 'o' name: 'O' currency: 'USD' time_zone: '../UTC' }",
       kInvalidArgument, kInvalid, "org.time_zone"},
      {"Orgs/Define", "org { org_id: 'o' name: 'O\\x1b[2J' currency: 'USD' time_zone: 'UTC' }",
       kInvalidArgument, kInvalid, "org.name"},
      {"Orgs/Define", Org("rounding: 9"), kInvalidArgument, kInvalid, "org.rounding"},
      {"Orgs/Define", Org("tax_rounding: -1"), kInvalidArgument, kInvalid, "org.tax_rounding"},
      {"Orgs/Define", Org("payment_terms { kind: 9 }"), kInvalidArgument, kInvalid,
       "org.payment_terms.kind"},
      {"Orgs/Define", Org("payment_terms { days: 366 }"), kInvalidArgument, kInvalid,
       "org.payment_terms.days"},
      {"Orgs/Define", Org("payment_terms { days: 4294967295 }"), kInvalidArgument, kInvalid,
       "org.payment_terms.days"},
      {"Orgs/Define", Org("review { quantity_jump_percent: '-1' }"), kInvalidArgument, kInvalid,
       "org.review.quantity_jump_percent"},
      {"Orgs/Define", Org("number_pattern: 'BILL'"), kInvalidArgument, kPattern,
       "org.number_pattern"},
      {"Orgs/Define", Org("number_pattern: '{NNN}{NNN}'"), kInvalidArgument, kPattern,
       "org.number_pattern"},
      {"Orgs/Define", Org("number_pattern: '{NNN'"), kInvalidArgument, kPattern,
       "org.number_pattern"},
      {"Orgs/Define", Org("number_pattern: '{DD}-{NNN}'"), kInvalidArgument, kPattern,
       "org.number_pattern"},
      {"Orgs/Define", Org("credit_note_pattern: 'CREDIT {NNN}'"), kInvalidArgument, kPattern,
       "org.credit_note_pattern"},
      {"Orgs/Define", Org("") + "etag: '9'", kAborted, v1::REASON_ETAG_MISMATCH, "etag"},
      {"Orgs/Define", "org { org_id: 'msp' name: 'Msp' currency: 'EUR' time_zone: 'UTC' }",
       kFailedPrecondition, v1::REASON_CURRENCY_IS_FIXED, "org.currency"},
  });
}

TEST_F(BadDefinitions, OfTaxesItemsAndSourcesAreRefused) {
  const std::string item = "org_id: 'msp' item { item_id: 'i' name: 'I' ";
  const std::string source = "org_id: 'msp' source { source_id: 's' kind: 'k' ";
  ExpectRefused({
      {"Taxes/Define", "org_id: 'msp' tax { tax_id: 't' name: 'T' rate_percent: '-20' }",
       kInvalidArgument, v1::REASON_FIELD_INVALID, "tax.rate_percent"},
      {"Taxes/Define", "org_id: 'msp' tax { tax_id: 't' name: 'T' rate_percent: '1e1' }",
       kInvalidArgument, v1::REASON_FIELD_INVALID, "tax.rate_percent"},
      {"Taxes/Define", "org_id: 'msp' tax { tax_id: 't' name: 'T' rate_percent: '1000.1' }",
       kInvalidArgument, v1::REASON_FIELD_INVALID, "tax.rate_percent"},
      {"Taxes/Define", "org_id: 'msp' tax { tax_id: 'exempt' name: 'T' rate_percent: '0' }",
       kInvalidArgument, v1::REASON_TAX_ID_RESERVED, "tax.tax_id"},
      {"Taxes/Define",
       "org_id: 'msp' etag: 'old' tax { tax_id: 'vat' name: 'VAT' rate_percent: '21' }", kAborted,
       v1::REASON_ETAG_MISMATCH, "etag"},
      {"Catalog/Define",
       item + "external_ids { system: 'a' id: '1' } external_ids { system: 'a' } }",
       kInvalidArgument, v1::REASON_FIELD_MISSING, "item.external_ids[1].id"},
      {"Catalog/Define",
       item + "external_ids { system: 'a' id: '1' } external_ids { system: 'a' id: '2' } }",
       kInvalidArgument, v1::REASON_LISTED_TWICE, "item.external_ids[1]"},
      {"Catalog/Define", item + Times(21, "external_ids { system: 'a' id: '1' } ") + "}",
       kInvalidArgument, v1::REASON_TOO_MANY_ITEMS, "item.external_ids"},
      {"Catalog/Define", "etag: 'old' " + item + "}", kAborted, v1::REASON_ETAG_MISMATCH, "etag"},
      {"Sources/Define", "org_id: 'msp' source { source_id: 's' kind: 'Ninja One' }",
       kInvalidArgument, v1::REASON_FIELD_INVALID, "source.kind"},
      {"Sources/Define",
       source + "meters { meter: 'A' item_id: 'seat' } " +
           "meters { meter: 'A' item_id: 'stamp' } }",
       kInvalidArgument, v1::REASON_LISTED_TWICE, "source.meters[1]"},
      {"Sources/Define", source + Times(1001, "meters { meter: 'A' item_id: 'seat' } ") + "}",
       kInvalidArgument, v1::REASON_TOO_MANY_ITEMS, "source.meters"},
      {"Sources/Define", "etag: 'old' " + source + "}", kAborted, v1::REASON_ETAG_MISMATCH, "etag"},
  });
}

TEST_F(BadDefinitions, OfCustomersAreRefused) {
  const std::string account = "accounts { source_id: 'shop' account: 'x' } ";
  const std::string meter = "meters { source_id: 'shop' meter: 'm' item_id: 'seat' } ";
  ExpectRefused({
      {"Customers/Define", Customer("currency: 'usd'"), kInvalidArgument, v1::REASON_FIELD_INVALID,
       "customer.currency"},
      {"Customers/Define", Customer("email: 'a@b@c'"), kInvalidArgument, v1::REASON_FIELD_INVALID,
       "customer.email"},
      {"Customers/Define", Customer("payment_terms { days: 366 }"), kInvalidArgument,
       v1::REASON_FIELD_INVALID, "customer.payment_terms.days"},
      {"Customers/Define", Customer("accounts { source_id: 'shop' account: 'alpha' }"),
       kAlreadyExists, v1::REASON_ACCOUNT_IS_ANOTHERS, "customer.accounts[0].account"},
      {"Customers/Define", Customer(account + account), kInvalidArgument, v1::REASON_LISTED_TWICE,
       "customer.accounts[1]"},
      {"Customers/Define", Customer(Times(101, account)), kInvalidArgument,
       v1::REASON_TOO_MANY_ITEMS, "customer.accounts"},
      {"Customers/Define", Customer(meter + meter), kInvalidArgument, v1::REASON_LISTED_TWICE,
       "customer.meters[1]"},
      {"Customers/Define",
       Customer("external_ids { system: 'a' id: '1' } external_ids { system: 'a' id: '2' }"),
       kInvalidArgument, v1::REASON_LISTED_TWICE, "customer.external_ids[1]"},
      {"Customers/Define", "etag: 'old' " + Customer(""), kAborted, v1::REASON_ETAG_MISMATCH,
       "etag"},
      {"Customers/Define",
       "org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha' currency: 'EUR' }",
       kFailedPrecondition, v1::REASON_CURRENCY_IS_FIXED, "customer.currency"},
  });
}

TEST_F(BadDefinitions, OfPlansAreRefused) {
  constexpr auto kInvalid = v1::REASON_FIELD_INVALID;
  const std::string price = "held { unit_price: '1' } ";
  const std::string one = "fixed { quantity: '1' } ";
  const std::string line = "lines { line_id: 'a' item_id: 'seat' " + one + price + "} ";
  const std::string plan = "org_id: 'msp' plan { customer_id: 'alpha' effective_from: ";
  ExpectRefused({
      {"Plans/Set", plan + "'2026-02-29' }", kInvalidArgument, kInvalid, "plan.effective_from"},
      {"Plans/Set", plan + "'2026-13-01' }", kInvalidArgument, kInvalid, "plan.effective_from"},
      {"Plans/Set", plan + "'0000-00-00' }", kInvalidArgument, kInvalid, "plan.effective_from"},
      {"Plans/Set", plan + "'10000-01-01' }", kInvalidArgument, kInvalid, "plan.effective_from"},
      {"Plans/Set", plan + "'1.1.2026' }", kInvalidArgument, kInvalid, "plan.effective_from"},
      {"Plans/Set", Line(one), kInvalidArgument, v1::REASON_PRICE_MISSING, "plan.lines[0]"},
      {"Plans/Set", Line(price), kInvalidArgument, v1::REASON_QUANTITY_MISSING, "plan.lines[0]"},
      {"Plans/Set", Line("fixed {} " + price), kInvalidArgument, v1::REASON_FIELD_MISSING,
       "plan.lines[0].fixed.quantity"},
      {"Plans/Set", Line(one + "held {}"), kInvalidArgument, v1::REASON_FIELD_MISSING,
       "plan.lines[0].held.unit_price"},
      {"Plans/Set", Line(one + "vendor { markup_percent: '5' }"), kInvalidArgument,
       v1::REASON_VENDOR_PRICE_NEEDS_COUNT, "plan.lines[0].vendor"},
      {"Plans/Set", Line("fixed { quantity: '-1' } " + price), kInvalidArgument, kInvalid,
       "plan.lines[0].fixed.quantity"},
      {"Plans/Set", Line("fixed { quantity: '1000000001' } " + price), kInvalidArgument, kInvalid,
       "plan.lines[0].fixed.quantity"},
      {"Plans/Set", Line("fixed { quantity: '99999999999999999999' } " + price), kInvalidArgument,
       kInvalid, "plan.lines[0].fixed.quantity"},
      {"Plans/Set", Line("fixed { quantity: 'Infinity' } " + price), kInvalidArgument, kInvalid,
       "plan.lines[0].fixed.quantity"},
      {"Plans/Set", Line("fixed { quantity: '0.0000001' } " + price), kInvalidArgument, kInvalid,
       "plan.lines[0].fixed.quantity"},
      {"Plans/Set", Line(one + "held { unit_price: '-0.01' }"), kInvalidArgument, kInvalid,
       "plan.lines[0].held.unit_price"},
      {"Plans/Set", Line(one + "held { unit_price: '1,50' }"), kInvalidArgument, kInvalid,
       "plan.lines[0].held.unit_price"},
      {"Plans/Set", Line("counted { source_id: 'shop' meter: 'SEAT' } " + price), kInvalidArgument,
       v1::REASON_FIELD_MISSING, "plan.lines[0].counted.rule"},
      {"Plans/Set", Line("counted { source_id: 'shop' meter: 'SEAT' rule: 99 } " + price),
       kInvalidArgument, kInvalid, "plan.lines[0].counted.rule"},
      {"Plans/Set", Plan(line + line), kInvalidArgument, v1::REASON_LISTED_TWICE, "plan.lines[1]"},
      {"Plans/Set", Plan(Times(501, line)), kInvalidArgument, v1::REASON_TOO_MANY_ITEMS,
       "plan.lines"},
      {"Plans/Set", "etag: 'old' " + Plan(""), kAborted, v1::REASON_ETAG_MISMATCH, "etag"},
  });
}

}  // namespace
}  // namespace tally
