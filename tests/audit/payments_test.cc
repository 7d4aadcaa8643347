// What a check finds of money: what was settled is derived again, and what cannot be folded is
// told.

#include "ledger/deciders/payments.h"

#include <gtest/gtest.h>

#include "audit/audited.h"
#include "ledger/deciders/exchange_rates.h"

namespace tally {
namespace {

// The ledger of Audited, in which alpha pays, too: in euros, and not always what it owes.
class Paid {
 public:
  Paid() {
    Office& office = audited_.office();
    office.Do<v1::RecordExchangeRates>(
        "org_id: 'msp' rates { from_currency: 'EUR' to_currency: 'USD' date: '2026-10-01' "
        "  rate: '1.095' source: 'ecb' } rates { from_currency: 'EUR' to_currency: 'USD' "
        "  date: '2026-11-02' rate: '1.1' source: 'ecb' }");
    office.Do<v1::DefineCustomer>(
        "org_id: 'msp' customer { customer_id: 'alpha' name: 'Alpha' currency: 'EUR' }");
    office.Do<v1::SetPlan>(
        "org_id: 'msp' plan { customer_id: 'alpha' effective_from: '2026-01-01' "
        "  lines { item_id: 'stamp' fixed { quantity: '1' } held { unit_price: '100' } } }");
    for (const char* month : {"2026-06", "2026-07"}) office.RunMonth(month);
    const auto credit = [](const char* kind, const char* id, const char* more) {
      return absl::StrCat("org_id: 'msp' customer_id: 'alpha' credit { kind: CREDIT_KIND_", kind,
                          " id: '", id, "' } ", more);
    };
    const auto pay = [&](const char* id, int cents, const char* more) {
      office.Do<v1::RecordPayment>(absl::StrCat(
          "org_id: 'msp' payment { payment_id: '", id, "' customer_id: 'alpha' date: '2026-10-15' ",
          "amount { minor_units: ", cents, " currency: 'EUR' } } ", more));
    };
    office.Do<v1::GrantCredit>(
        "org_id: 'msp' customer_id: 'alpha' credit_id: 'g1' reason: 'sorry' "
        "amount { minor_units: 1234 currency: 'EUR' } date: '2026-10-10'");
    EXPECT_TRUE(office.Try(office.Approval("alpha", "2026-06")).ok());
    pay("p1", 20'000, "");
    pay("p2", 3'333, "none {}");
    EXPECT_TRUE(office.Try(office.Approval("alpha", "2026-07")).ok());
    office.Do<v1::AllocateCredit>(credit("PAYMENT", "p1",
                                         "chosen { invoices { invoice_number: 'BILL-2026-11-009' "
                                         "  amount { minor_units: 5000 currency: 'EUR' } } "
                                         "  invoices { invoice_number: 'BILL-2026-11-010' "
                                         "  amount { minor_units: 1000 currency: 'EUR' } } }"));
    office.Do<v1::AllocateCredit>(credit("PAYMENT", "p1", "oldest_first {}"));
    office.Do<v1::RefundCustomer>(
        credit("PAYMENT", "p1",
               "refund_id: 'r1' reason: 'asked' amount { minor_units: 1 currency: 'EUR' }"));
    office.Do<v1::ReversePayment>(
        "org_id: 'msp' payment_id: 'p2' kind: REVERSAL_KIND_FAILED reason: 'bank'");
    office.Do<v1::CreditInvoice>(
        "org_id: 'msp' invoice_number: 'BILL-2026-11-009' reason: 'asked' whole {}");
  }

  Checked CheckAsItIs() { return audited_.CheckAsItIs(); }

  // Changes the `nth` event of a type, as `change` says.
  template <class Has, class Change>
  Checked CheckChanged(Has has, int nth, Change change) {
    int seen = 0;
    return audited_.CheckChanged([&](v1::RecordedEvent& event) {
      if (has(event.event()) && ++seen == nth) change(*event.mutable_event());
    });
  }
  template <class Has, class Change>
  Checked CheckChangedWithoutRows(Has has, Change change) {
    int seen = 0;
    return audited_.CheckChangedWithoutRows([&](v1::RecordedEvent& event) {
      if (has(event.event()) && ++seen == 1) change(*event.mutable_event());
    });
  }

 private:
  Audited audited_;
};

bool IsAllocation(const v1::Event& event) { return event.has_credit_allocated(); }
bool IsPayment(const v1::Event& event) { return event.has_payment_recorded(); }

v1::Allocation& FirstOf(v1::Event& event) {
  return *event.mutable_credit_allocated()->mutable_allocations(0);
}

// Whether any finding says `words`.
bool Says(const Checked& checked, absl::string_view words) {
  return absl::StrContains(checked.text(), words);
}

TEST(Payments, PassAsTheyAre) {
  const Checked checked = Paid().CheckAsItIs();
  EXPECT_TRUE(checked.verdict.passed()) << checked.text();
}

// The first is the one by which the issued invoice was settled, the second that of the payment.
TEST(Payments, AnotherGainIsFound) {
  for (const int nth : {1, 2}) {
    const Checked checked = Paid().CheckChanged(IsAllocation, nth, [](v1::Event& event) {
      FirstOf(event).mutable_realised()->set_minor_units(7);
    });
    EXPECT_TRUE(Says(checked, "realised: 0.07 USD is recorded")) << nth << checked.text();
  }
}

TEST(Payments, AnotherDayIsFound) {
  const Checked checked = Paid().CheckChanged(
      IsAllocation, 2, [](v1::Event& event) { FirstOf(event).set_date("2026-11-01"); });
  EXPECT_TRUE(Says(checked, "date: \"2026-11-01\" is recorded, \"2026-11-03\" comes out"))
      << checked.text();
}

TEST(Payments, MoreThanIsOpenIsFound) {
  const Checked checked = Paid().CheckChanged(IsAllocation, 2, [](v1::Event& event) {
    FirstOf(event).mutable_amount()->set_minor_units(9'999);
  });
  EXPECT_TRUE(Says(checked, "could not have been decided")) << checked.text();
}

TEST(Payments, AnotherWorthIsFound) {
  const Checked checked = Paid().CheckChanged(IsPayment, 1, [](v1::Event& event) {
    event.mutable_payment_recorded()->mutable_base()->mutable_amount()->set_minor_units(1);
  });
  EXPECT_TRUE(Says(checked, "0.01 USD is recorded, 219.00 USD comes out")) << checked.text();
}

TEST(Payments, AnotherSettlementOfANoteIsFound) {
  const Checked checked = Paid().CheckChanged(
      [](const v1::Event& event) {
        return event.has_credit_note_issued() &&
               event.credit_note_issued().credit_note().invoice_number() == "BILL-2026-11-009";
      },
      1,
      [](v1::Event& event) {
        v1::CreditNoteSettlement& settlement =
            *event.mutable_credit_note_issued()->mutable_credit_note()->mutable_settlement();
        settlement.mutable_credit_base()->set_minor_units(1);
      });
  EXPECT_TRUE(Says(checked, "credit base: 0.01 USD is recorded")) << checked.text();
}

TEST(Payments, WhatCannotBeFoldedIsTold) {
  struct Row {
    bool (*has)(const v1::Event&);
    void (*change)(v1::Event&);
    const char* words;
  };
  const Row rows[] = {
      {IsAllocation,
       [](v1::Event& event) { event.mutable_credit_allocated()->mutable_credit()->set_id("x"); },
       "alpha has no credit x"},
      {IsAllocation, [](v1::Event& event) { FirstOf(event).set_invoice_number("x"); },
       "there is no invoice x"},
      {IsAllocation, [](v1::Event& event) { FirstOf(event).mutable_amount()->set_currency("JPY"); },
       "the amounts do not fit together"},
      {IsAllocation,
       [](v1::Event& event) {
         FirstOf(event).mutable_amount()->set_minor_units(std::numeric_limits<int64_t>::min());
       },
       "the amounts do not fit together"},
      {[](const v1::Event& event) { return event.has_payment_reversed(); },
       [](v1::Event& event) { event.mutable_payment_reversed()->set_payment_id("x"); },
       "alpha has no payment x"},
      {[](const v1::Event& event) { return event.has_customer_refunded(); },
       [](v1::Event& event) {
         event.mutable_customer_refunded()->mutable_refund()->mutable_credit()->set_id("x");
       },
       "alpha has no credit x"},
      {IsPayment,
       [](v1::Event& event) {
         event.mutable_payment_recorded()->mutable_payment()->set_payment_id("p2");
       },
       "there is a payment p2 already"},
  };
  for (const Row& row : rows) {
    const Checked checked = Paid().CheckChangedWithoutRows(row.has, row.change);
    EXPECT_TRUE(Says(checked, row.words)) << row.words << "\n" << checked.text();
  }
}

}  // namespace
}  // namespace tally
