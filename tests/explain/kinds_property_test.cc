// Whatever kinds of lines a provider bills, at whatever cadence and tax: what is told adds up to
// what is printed, to the last minor unit, and rests on events that are there.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "absl/strings/str_join.h"
#include "explain/choices.h"
#include "explain/figures.h"
#include "explain/told.h"
#include "ledger/deciders/exchange_rates.h"
#include "ledger/deciders/usage.h"

namespace tally {
namespace {

std::string Sometimes(const std::string& text) { return Maybe() ? text : ""; }

std::string Held() { return absl::StrCat("held { unit_price: '", NumberWith(3), "' } "); }

std::string Vendor() {
  return absl::StrCat("vendor { ", OneOf("markup_percent: '20'", "margin_percent: '12.5'"), " ",
                      OneOf("", "sync: VENDOR_SYNC_NEXT_PERIOD", "sync: VENDOR_SYNC_HOLD"), " ",
                      Sometimes("exact: true "), Sometimes("floor: '9.99' "), "} ");
}

std::string Tiered() {
  return OneOf(
      "tiered { mode: TIER_MODE_GRADUATED tiers { up_to: '5' flat_fee: '10.5' } "
      "  tiers { up_to: '15' unit_price: '3.333' } tiers { unit_price: '0.1' } } ",
      "tiered { mode: TIER_MODE_VOLUME tiers { up_to: '8' unit_price: '4' flat_fee: '1' } "
      "  tiers { unit_price: '2.75' } } ",
      "tiered { mode: TIER_MODE_PACKAGE tiers { up_to: '10' unit_price: '3' block_size: '5' } "
      "  tiers { unit_price: '7' block_size: '20' } } ");
}

std::string Item() { return OneOf("item_id: 'seat' ", "item_id: 'book' ", "item_id: 'stamp' "); }

std::string Prorated() {
  return OneOf("", "proration: PRORATION_BY_DAY ", "proration: PRORATION_THIRTY_DAY_MONTH ",
               "proration: PRORATION_BY_SECOND ");
}

std::string Discounts() {
  return Sometimes("discounts { name: 'Early' percent: '7.5' } ") +
         Sometimes("discounts { name: 'Gift' amount: '3' tax: DISCOUNT_TAX_AFTER } ");
}

// What any line may say besides.
std::string Besides() { return absl::StrCat(Discounts(), Sometimes("price_includes_tax: true ")); }

std::string Source() { return "source_id: 'shop' meter: 'SEAT' "; }

std::string Counted() {
  const std::string rule = OneOf("PERIOD_START", "PERIOD_END", "PEAK", "AVERAGE", "SEAT_DAYS",
                                 "PER_CHANGE", "SUM", "RUNNING_TOTAL");
  const bool at_one_time = rule[0] == 'P' && rule != "PER_CHANGE";
  const bool at_once = rule != "PER_CHANGE" && Maybe();
  const std::string price =
      at_once ? OneOf(Vendor(), Tiered(),
                      std::string("vendor { markup_percent: '10' sync: VENDOR_SYNC_IMMEDIATE } "))
              : OneOf(Held(), Vendor());
  return absl::StrCat("lines { line_id: 'counted' ", Item(), "counted { ", Source(),
                      "rule: QUANTITY_RULE_", rule, " ",
                      at_one_time ? Sometimes("distinct: true ") : "",
                      Sometimes("others { source_id: 'dir' meter: 'SEAT' } "),
                      rule == "PER_CHANGE" ? "" : Sometimes("round_up_to: '2' "), "} ", price,
                      Prorated(), Besides(), Sometimes("margin_guard_percent: '15' "), "} ");
}

std::string InAdvance() {
  const std::string quantity =
      Maybe() ? absl::StrCat("fixed { quantity: '", 1 + UpTo(9), "' } ")
              : absl::StrCat("counted { ", Source(), "rule: QUANTITY_RULE_PERIOD_START } ");
  return absl::StrCat("lines { line_id: 'advance' ", Item(), quantity, Held(), "cadence { ",
                      OneOf("months: 1", "months: 3 anchor: '2026-08-15'", "weeks: 2"),
                      " timing: TIMING_IN_ADVANCE } ", Prorated(), Besides(), "} ");
}

std::string Included() {
  return absl::StrCat("lines { line_id: 'included' ", Item(), "counted { ", Source(),
                      "rule: QUANTITY_RULE_PERIOD_END } ", Held(), "included { quantity: '9' ",
                      OneOf("overage: OVERAGE_FLAG ", "unit_price: '5.55' ", ""),
                      Sometimes("prorated: true "), "} ", Prorated(), Besides(), "} ");
}

std::string Accumulated() {
  return absl::StrCat("lines { line_id: 'so-far' ", Item(), "counted { ", Source(),
                      "rule: ", OneOf("QUANTITY_RULE_SUM ", "QUANTITY_RULE_RUNNING_TOTAL "),
                      Sometimes("round_up_to: '1' "), "} ", OneOf(Held(), Tiered()),
                      "accumulate_months: 3 ", Besides(), "} ");
}

std::string Time() {
  return absl::StrCat(
      "lines { line_id: 'work' ", Item(), "time { ",
      OneOf("", "increment_minutes: 15 ",
            "increment_minutes: 7 increment_scope: "
            "INCREMENT_SCOPE_TOTAL "),
      Sometimes("rates { project: 'P' unit_price: '180' } "), "} ", OneOf(Held(), Tiered()),
      Sometimes(absl::StrCat(
          "included { quantity: '3' ",
          OneOf("", "overage: OVERAGE_FLAG ", "overage: OVERAGE_NEXT_PERIOD ", "unit_price: '99' "),
          "} ")),
      Besides(), "} ");
}

std::string Others() {
  return absl::StrCat(
      "lines { line_id: 'parts' ", Item(), "pass_through { } ",
      Sometimes("vendor { markup_percent: '20' } "), Besides(), "} ", "lines { line_id: 'done' ",
      Item(), "triggered { kind: TRIGGER_KIND_MILESTONE } ", Held(), Besides(),
      "} lines { line_id: 'sla' item_id: 'stamp' credit { line_id: '",
      OneOf("done", "work", "counted"), "' ", OneOf("percent: '12.5' ", "amount: '4' "),
      Sometimes("trigger: TRIGGER_KIND_SLA_BREACH "), "} } ");
}

std::string Commitments() {
  return Sometimes(
             "commitments { commitment_id: 'least' kind: COMMITMENT_KIND_MINIMUM amount: '400' "
             "  item_id: 'seat' proration: PRORATION_BY_DAY } ") +
         Sometimes(
             "commitments { commitment_id: 'most' kind: COMMITMENT_KIND_MAXIMUM amount: '90' "
             "  line_ids: 'counted' line_ids: 'work' } ") +
         Sometimes("discounts { name: 'Loyal' percent: '3' } ") +
         Sometimes("discounts { name: 'Voucher' amount: '2' tax: DISCOUNT_TAX_AFTER } ");
}

// A provider made up at random, with one customer who is billed in every way.
class Anything {
 public:
  Anything() {
    office_.SetNow("2026-07-15T12:00:00Z");
    DefineOrg();
    for (const char* item : {"item_id: 'seat' name: 'Seat' tax_id: 'vat'",
                             "item_id: 'book' name: 'Book: of all' tax_id: 'both'",
                             "item_id: 'stamp' name: 'Stamp'"}) {
      office_.Do<v1::DefineItem>(absl::StrCat("org_id: 'msp' item { ", item, " }"));
    }
    for (const char* source : {"shop", "dir", "desk"}) {
      office_.Do<v1::DefineSource>(absl::StrCat("org_id: 'msp' source { source_id: '", source,
                                                "' kind: 'x' meters { meter: 'SEAT' "
                                                "item_id: 'seat' excluded_members: 'kiosk*' } }"));
    }
    office_.Do<v1::DefineCustomer>(
        absl::StrCat("org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha' currency: '",
                     OneOf("USD", "EUR"), "' accounts { source_id: 'shop' account: 'S1' } ",
                     Sometimes("accounts { source_id: 'shop' account: 'S2' } "),
                     Sometimes("accounts { source_id: 'dir' account: 'D1' } "),
                     Sometimes("time_zone: 'Asia/Tokyo' "), "}"));
    SetPlan("2026-08-01");
    if (Maybe()) SetPlan("2026-10-11");
    office_.SetNow("2026-11-03T12:00:00Z");
    office_.Do<v1::RecordExchangeRates>(
        "org_id: 'msp' rates { from_currency: 'EUR' to_currency: 'USD' rate: '1.137' "
        "  date: '2026-08-01' source: 'ECB' } rates { from_currency: 'USD' to_currency: 'EUR' "
        "  rate: '0.88' date: '2026-08-01' source: 'ECB' }");
    for (int i = UpTo(8); i > 0; --i) Count();
    for (int i = 0; i < 6; ++i) Use(i);
  }

  void Bill(const std::string& month) {
    office_.RunMonth(month);
    if (!office_.ledger().Read().books().drafts.Has("msp", month, "alpha")) return;
    const std::string named =
        absl::StrCat("org_id: 'msp' customer_id: 'alpha' month: '", month, "' reason: 'seen' ");
    for (int i = UpTo(2); i > 0; --i) {
      (void)office_.Try<v1::OverrideDraftLine>(absl::StrCat(
          named, "line_id: '", OneOf("counted", "work", "so-far", "done", "advance", "included"),
          "' ", OneOf("quantity: '2.5'", "unit_price: '7.77'")));
    }
    for (const char* flag : {"MISSING_COUNT", "STALE_COUNT", "MISSING_COST", "UNMAPPED_METER",
                             "MISSING_MEMBERS", "MISSING_EXCHANGE_RATE"}) {
      (void)office_.Try<v1::WaiveDraftFlag>(absl::StrCat(named, "flag: FLAG_KIND_", flag));
    }
    const auto approved = office_.ledger().Execute(office_.Approval("alpha", month), "bob");
    if (approved.ok()) numbers_.push_back(approved->invoice_number());
  }

  // Corrects a line of the invoice.
  void Correct(const std::string& number) {
    const auto view = office_.ledger().Read().books().invoices.Find("msp", number);
    const int index = UpTo(view->invoice().lines_size() - 1);
    const auto reply = office_.Try<v1::CorrectInvoice>(absl::StrCat(
        "org_id: 'msp' invoice_number: '", number, "' reason: 'agreed' lines { line_id: '",
        view->invoice().lines(index).line_id(), "' quantity: '2.5' }"));
    if (reply.ok() && !reply->invoice_number().empty()) numbers_.push_back(reply->invoice_number());
  }

  const std::vector<std::string>& numbers() const { return numbers_; }
  Office& office() { return office_; }

 private:
  void DefineOrg() {
    const bool is_per_line = Maybe();
    office_.Do<v1::DefineOrg>(absl::StrCat(
        "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'America/Denver' rounding: ",
        OneOf("ROUNDING_HALF_AWAY_FROM_ZERO", "ROUNDING_HALF_EVEN", "ROUNDING_DOWN", "ROUNDING_UP"),
        is_per_line ? " tax_rounding: TAX_ROUNDING_PER_LINE" : "", " tax_policy { ",
        Sometimes("rounding: ROUNDING_DOWN "), is_per_line ? Sometimes("line_digits: 3 ") : "",
        Sometimes("tax_point: TAX_POINT_SERVICE "), "} ",
        Sometimes("cash_rounding { currency: 'USD' increment: '0.05' } "), "}"));
    office_.Do<v1::DefineTax>(
        "org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '20' "
        "  rates { effective_from: '2026-10-16' rate_percent: '21' } }");
    office_.Do<v1::DefineTax>(
        "org_id: 'msp' tax { tax_id: 'both' name: 'Both' components { name: 'A' "
        "  rate_percent: '5' } components { name: 'B' rate_percent: '8' compound: true } }");
  }

  void SetPlan(const std::string& from) {
    const auto reply = office_.Try<v1::SetPlan>(absl::StrCat(
        "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '", from, "' ", Counted(),
        InAdvance(), Included(), Accumulated(), Time(), Others(), Commitments(), "}"));
    EXPECT_TRUE(reply.ok()) << reply.status();
  }

  void Count() {
    const std::string account = OneOf("S1", "S2", "D1");
    const std::string what = Maybe() ? absl::StrCat("quantity: '", UpTo(30), "' ")
                                     : "members: 'ann' members: 'kiosk1' members: 'bob' ";
    (void)office_.Try<v1::RecordCounts>(absl::StrCat(
        "org_id: 'msp' source_id: '", account == "D1" ? "dir" : "shop",
        "' observations { account: '", account, "' meter: 'SEAT' ", what,
        Sometimes(absl::StrCat("unit_cost: '", NumberWith(3), "' cost_currency: '",
                               OneOf("USD", "EUR"), "' ")),
        "observed_at @2026-", OneOf("08-31T12", "09-15T12", "10-01T00", "10-20T12", "10-31T22"),
        ":00:0", UpTo(9), "Z }"));
  }

  void Use(int number) {
    const std::string day =
        absl::StrCat("customer_id: 'alpha' date: '2026-", OneOf("09-12", "10-07", "10-20"), "' ");
    (void)office_.Try<v1::RecordTimeEntries>(absl::StrCat(
        "org_id: 'msp' source_id: 'desk' entries { entry_id: 'e", number, "' ", day, "minutes: ",
        1 + UpTo(400), " ", Sometimes("project: 'P' "), Sometimes("unit_price: '66.6' "), "}"));
    if (number > 2) return;
    (void)office_.Try<v1::RecordChargeEntries>(absl::StrCat(
        "org_id: 'msp' source_id: 'desk' charges { entry_id: 'c", number, "' ", day,
        "kind: CHARGE_KIND_EXPENSE quantity: '", 1 + UpTo(3), "' unit_cost: '", NumberWith(4),
        "' cost_currency: '", OneOf("USD", "EUR"), "' description: 'Taxi' }"));
    (void)office_.Try<v1::RecordTriggerEntries>(
        absl::StrCat("org_id: 'msp' source_id: 'desk' triggers { key: 't", number, "' ", day,
                     "kind: ", OneOf("TRIGGER_KIND_MILESTONE", "TRIGGER_KIND_SLA_BREACH"), " ",
                     Sometimes("amount: '12.34' "), "}"));
  }

  Office office_;
  std::vector<std::string> numbers_;
};

void CheckInvoice(Office& office, const std::string& number) {
  const auto view = office.ledger().Read().books().invoices.Find("msp", number);
  ASSERT_TRUE(view) << number;
  const v1::Explanation told = Told(office, number);
  EXPECT_TRUE(IsSame(view->invoice().totals().total(), told.amount())) << told.text();
  CheckTaxes(told);
  for (int i = 0; i < view->invoice().lines_size(); ++i) {
    const v1::Line& line = view->invoice().lines(i);
    CheckFigures(told.children(i), line);
  }
}

RC_GTEST_PROP(ExplainedKindsProperty, AddUpAndRestOnEvents, ()) {
  Anything provider;
  for (const char* month : {"2026-08", "2026-09", "2026-10"}) provider.Bill(month);
  RC_PRE(!provider.numbers().empty());
  if (Maybe()) provider.Correct(provider.numbers().back());
  RC_TAG(provider.numbers().size());
  for (const std::string& number : provider.numbers()) CheckInvoice(provider.office(), number);
  RC_ASSERT(!testing::Test::HasFailure());
}

}  // namespace
}  // namespace tally
