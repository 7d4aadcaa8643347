// Quotes and what they became are derived again: whatever is changed of them is found.

#include "ledger/deciders/quotes.h"

#include <gtest/gtest.h>

#include "audit/audited.h"
#include "ledger/deciders/projects.h"

namespace tally {
namespace {

// A quote that was accepted after its tax and the rounding of its org were
// changed, one that was declined, and a project that was quoted and invoiced.
class Quoted {
 public:
  Quoted() {
    Office& office = audited_.office();
    Revise("q", "taxed");
    office.Do<v1::SendQuote>("org_id: 'msp' quote_id: 'q' revision: 1");
    Revise("other", "c0");
    office.Do<v1::DeclineQuote>("org_id: 'msp' quote_id: 'other' reason: 'no'");
    office.Do<v1::DefineTax>("org_id: 'msp' tax { tax_id: 'vat' name: 'VAT' rate_percent: '25' }");
    office.Do<v1::DefineOrg>(
        "org { org_id: 'msp' name: 'Msp' currency: 'USD' time_zone: 'UTC' rounding: ROUNDING_UP }");
    quoted_ = office
                  .Do<v1::AcceptQuote>(
                      "org_id: 'msp' quote_id: 'q' revision: 1 plan_from: '2026-12-01' "
                      "accepted_by: 'Ada'")
                  .invoice_number();
    office.Do<v1::DefineProject>(
        "org_id: 'msp' project { project_id: 'web' customer_id: 'c1' name: 'Web' item_id: 'seat' "
        "  estimate: '100' tasks { task_id: 'a' name: 'A' } tasks { task_id: 'b' name: 'B' } "
        "  tasks { task_id: 'c' name: 'C' } }");
    office.Do<v1::BillProject>("org_id: 'msp' project_id: 'web' bill_as: BILL_AS_QUOTE");
    billed_ = office.Do<v1::BillProject>("org_id: 'msp' project_id: 'web' bill_as: BILL_AS_INVOICE")
                  .invoice_number();
  }

  Audited& audited() { return audited_; }
  const std::string& quoted() const { return quoted_; }
  const std::string& billed() const { return billed_; }

 private:
  void Revise(absl::string_view quote, absl::string_view customer) {
    audited_.office().Do<v1::ReviseQuote>(
        absl::StrCat("org_id: 'msp' quote_id: '", quote, "' customer_id: '", customer,
                     "' lines { line_id: 'a' item_id: 'seat' quantity: '0.3' unit_price: '99.99' } "
                     "lines { line_id: 'b' item_id: 'seat' quantity: '2' unit_price: '5' "
                     "  cadence { months: 1 } }"));
  }

  Audited audited_;
  std::string quoted_;
  std::string billed_;
};

TEST(QuotesAgain, PassAsTheyAre) {
  Quoted quoted;
  const Checked checked = quoted.audited().CheckAsItIs();
  EXPECT_TRUE(checked.verdict.passed()) << checked.text();
}

TEST(QuotesAgain, WhatWasChangedIsFound) {
  Quoted quoted;
  const auto dearer = [](v1::Invoice& invoice) {
    v1::Money& amount = *invoice.mutable_lines(0)->mutable_amount();
    amount.set_minor_units(amount.minor_units() + 1);
  };
  struct Row {
    const char* what;
    Audited::Change change;
  };
  const Row rows[] = {
      {"the invoice of the quote",
       [&](v1::RecordedEvent& event) {
         auto& issued = *event.mutable_event();
         if (!issued.has_invoice_issued()) return;
         v1::Invoice& invoice = *issued.mutable_invoice_issued()->mutable_invoice();
         if (invoice.number() == quoted.quoted()) dearer(invoice);
       }},
      {"the invoice of the project",
       [&](v1::RecordedEvent& event) {
         auto& issued = *event.mutable_event();
         if (!issued.has_invoice_issued()) return;
         v1::Invoice& invoice = *issued.mutable_invoice_issued()->mutable_invoice();
         if (invoice.number() == quoted.billed()) dearer(invoice);
       }},
      {"the plan",
       [](v1::RecordedEvent& event) {
         if (event.event().plan_set().plan().effective_from() != "2026-12-01") return;
         v1::Plan& plan = *event.mutable_event()->mutable_plan_set()->mutable_plan();
         plan.mutable_lines(plan.lines_size() - 1)->mutable_held()->set_unit_price("6");
       }},
      {"a total of the declined quote",
       [](v1::RecordedEvent& event) {
         if (event.event().quote_revised().quote_id() != "other") return;
         event.mutable_event()
             ->mutable_quote_revised()
             ->mutable_revision()
             ->mutable_first_period()
             ->mutable_totals()
             ->mutable_total()
             ->set_minor_units(1);
       }},
      {"the day on which it was sent",
       [](v1::RecordedEvent& event) {
         if (!event.event().has_quote_sent()) return;
         event.mutable_event()->mutable_quote_sent()->set_date("2026-01-01");
       }},
  };
  for (const auto& [what, change] : rows) {
    SCOPED_TRACE(what);
    const Checked checked = quoted.audited().CheckChanged(change);
    EXPECT_FALSE(checked.verdict.passed());
    EXPECT_FALSE(checked.findings.empty());
  }
}

}  // namespace
}  // namespace tally
