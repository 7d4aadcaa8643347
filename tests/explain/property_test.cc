// Whatever a provider bills: what is told adds up to what is printed, and rests on events that are
// there.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "explain/choices.h"
#include "explain/figures.h"
#include "explain/told.h"

namespace tally {
namespace {

// A provider made up at random, with one customer.
class MadeUp {
 public:
  MadeUp() {
    office_.SetNow("2026-07-15T12:00:00Z");
    currency_ = OneOf("USD", "JPY", "KWD");
    office_.Do<v1::DefineOrg>(absl::StrCat(
        "org { org_id: 'msp' name: 'Msp' currency: '", currency_, "' time_zone: '",
        OneOf("UTC", "America/Denver", "Asia/Kathmandu", "Pacific/Kiritimati", "America/Asuncion"),
        "' rounding: ", OneOf("ROUNDING_HALF_AWAY_FROM_ZERO", "ROUNDING_HALF_EVEN"), " }"));
    for (const char* tax : {"tax_id: 'vat' name: 'VAT' rate_percent: '20'",
                            "tax_id: 'low' name: 'Low' rate_percent: '8.25'"}) {
      office_.Do<v1::DefineTax>(absl::StrCat("org_id: 'msp' tax { ", tax, " }"));
    }
    for (const char* item :
         {"item_id: 'seat' name: 'Seat' tax_id: 'vat'",
          "item_id: 'book' name: 'Book' tax_id: 'low'", "item_id: 'stamp' name: 'Stamp'"}) {
      office_.Do<v1::DefineItem>(absl::StrCat("org_id: 'msp' item { ", item, " }"));
    }
    office_.Do<v1::DefineSource>("org_id: 'msp' source { source_id: 'shop' kind: 'pax8' }");
    office_.Do<v1::DefineCustomer>(
        absl::StrCat("org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha' ",
                     Maybe() ? "accounts { source_id: 'shop' account: 'S1' } " : "",
                     OneOf("", "tax_id: 'exempt' ", "tax_id: 'low' "),
                     Maybe() ? "payment_terms { kind: TERMS_KIND_NET days: 14 } " : "", "}"));
    const int lines = 1 + UpTo(3);
    for (const char* from : {"2026-06-01", "2026-08-01", "2026-10-01"}) {
      if (Maybe() || from == std::string("2026-06-01")) SetPlan(from, lines);
    }
    office_.SetNow("2026-11-03T12:00:00Z");
    for (int i = UpTo(5); i > 0; --i) Count();
  }

  // Runs and works on `month`, and approves it if it bills anything.
  void Bill(const std::string& month) {
    office_.RunMonth(month);
    if (!HasDraft(month)) return;
    for (int i = UpTo(4); i > 0; --i) WorkOn(month);
    for (const char* flag : {"MISSING_COUNT", "STALE_COUNT", "MISSING_COST", "UNMAPPED_METER"}) {
      (void)office_.Try<v1::WaiveDraftFlag>(
          absl::StrCat(Named(month), "flag: FLAG_KIND_", flag, " reason: 'seen'"));
    }
    const auto approved = office_.ledger().Execute(office_.Approval("alpha", month), "bob");
    if (!approved.ok()) return;
    numbers_.push_back(approved->invoice_number());
    WorkOnInvoice(approved->invoice_number());
  }

  // The numbers of all invoices.
  const std::vector<std::string>& numbers() const { return numbers_; }
  Office& office() { return office_; }

 private:
  static std::string Named(const std::string& month) {
    return absl::StrCat("org_id: 'msp' customer_id: 'alpha' month: '", month, "' ");
  }

  bool HasDraft(const std::string& month) {
    return office_.ledger().Read().books().drafts.Has("msp", month, "alpha");
  }

  void SetPlan(const std::string& from, int lines) {
    std::string plan =
        absl::StrCat("org_id: 'msp' plan { customer_id: 'alpha' effective_from: '", from, "' ");
    for (int i = 0; i < lines; ++i) {
      const bool is_counted = Maybe();
      const bool is_vendors = is_counted && Maybe();
      absl::StrAppend(
          &plan, "lines { line_id: 'line-", i, "' item_id: '", OneOf("seat", "book", "stamp"), "' ",
          is_counted
              ? absl::StrCat("counted { source_id: 'shop' meter: '", OneOf("M1", "M2"), "' rule: ",
                             OneOf("QUANTITY_RULE_PERIOD_START", "QUANTITY_RULE_PERIOD_END",
                                   "QUANTITY_RULE_PEAK"),
                             " } ")
              : absl::StrCat("fixed { quantity: '", NumberWith(2), "' } "),
          is_vendors
              ? absl::StrCat("vendor { markup_percent: '", NumberWith(1), "' } ")
              : absl::StrCat("held { unit_price: '", OneOf("0.000001", "3", NumberWith(6)), "' } "),
          "} ");
    }
    office_.Do<v1::SetPlan>(plan + "}");
  }

  void Count() {
    const std::string cost = Maybe()
                                 ? absl::StrCat("unit_cost: '", NumberWith(4), "' cost_currency: '",
                                                OneOf(currency_, "EUR"), "' ")
                                 : "";
    office_.Do<v1::RecordCounts>(absl::StrCat(
        "org_id: 'msp' source_id: 'shop' observations { account: 'S1' meter: '", OneOf("M1", "M2"),
        "' quantity: '", OneOf("7", NumberWith(1)), "' ", cost, "observed_at @2026-",
        OneOf("08-31T12", "09-15T12", "09-30T23", "10-01T00", "10-20T12", "10-31T22"), ":00:0",
        UpTo(9), "Z }"));
  }

  // Things that a person does to a draft; some are refused.
  void WorkOn(const std::string& month) {
    const std::string line = absl::StrCat("line_id: 'line-", UpTo(3), "' reason: 'agreed' ");
    switch (UpTo(4)) {
      case 0:
        return Count();
      case 1:
        (void)office_.Try<v1::RegenerateDraft>(Named(month));
        return;
      case 2:
        (void)office_.Try<v1::OverrideDraftLine>(
            absl::StrCat(Named(month), line, "quantity: '", NumberWith(1), "'"));
        return;
      case 3:
        (void)office_.Try<v1::OverrideDraftLine>(
            absl::StrCat(Named(month), line, "unit_price: '", NumberWith(3), "'"));
        return;
      default:
        (void)office_.Try<v1::WaiveDraftFlag>(
            absl::StrCat(Named(month), "flag: FLAG_KIND_NEW_LINE reason: 'seen'"));
    }
  }

  void WorkOnInvoice(const std::string& number) {
    const std::string named =
        absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'agreed' ");
    switch (UpTo(3)) {
      case 0:
        (void)office_.Try<v1::CreditInvoice>(named + "whole {}");
        return;
      case 1:
        (void)office_.Try<v1::VoidInvoice>(named);
        return;
      case 2: {
        const auto reply = office_.Try<v1::CorrectInvoice>(
            absl::StrCat(named, "lines { line_id: 'line-0' quantity: '", NumberWith(1), "' }"));
        if (reply.ok() && !reply->invoice_number().empty()) {
          numbers_.push_back(reply->invoice_number());
        }
        return;
      }
      default:
        return;
    }
  }

  Office office_;
  std::string currency_;
  std::vector<std::string> numbers_;
};

RC_GTEST_PROP(ExplainProperty, AddsUpAndRestsOnEvents, ()) {
  MadeUp provider;
  provider.Bill("2026-09");
  provider.Bill("2026-10");
  RC_PRE(!provider.numbers().empty());
  RC_TAG(provider.numbers().size());
  for (const std::string& number : provider.numbers()) {
    const auto view = provider.office().ledger().Read().books().invoices.Find("msp", number);
    ASSERT_TRUE(view) << number;
    const v1::Explanation told = Told(provider.office(), number);
    EXPECT_TRUE(IsSame(view->invoice().totals().total(), told.amount())) << told.text();
    EXPECT_EQ(told.position(), view->position());
    for (int i = 0; i < view->invoice().lines_size(); ++i) {
      const v1::Line& line = view->invoice().lines(i);
      CheckFigures(told.children(i), line);
      CheckFigures(Told(provider.office(), number, line.line_id()), line);
    }
  }
  RC_ASSERT(!testing::Test::HasFailure());
}

}  // namespace
}  // namespace tally
