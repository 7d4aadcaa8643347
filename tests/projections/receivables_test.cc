#include "projections/receivables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/deciders/payments.h"
#include "ledger/deciders/receivables.h"
#include "ledger/money/money.h"
#include "projections/folded.h"
#include "projections/open_items.h"
#include "projections/projections.h"

namespace tally {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Events in text format, each at a position of its own.
class Told {
 public:
  Told& Tell(absl::string_view event) {
    v1::RecordedEvent recorded;
    recorded.set_position(++position_);
    *recorded.mutable_event() = Parse<v1::Event>(event);
    Apply(receivables_, recorded);
    return *this;
  }

  // What is open on a day, as `0 B-1 70.00`.
  std::vector<std::string> OpenOn(const std::string& day) const {
    std::vector<std::string> words;
    OpenItems(receivables_, "msp", day).ForEach([&](const OpenItem& item) {
      words.push_back(absl::StrCat(item.name.kind, " ", item.name.id, " ",
                                   FormatAmount(item.amount),
                                   item.base ? " = " + FormatAmount(*item.base) : ""));
    });
    std::vector<std::string> of_customer;
    OpenItems(receivables_, "msp", day).ForEachOf("acme", [&](const OpenItem& item) {
      of_customer.push_back(item.name.id);
    });
    EXPECT_EQ(of_customer.size(), words.size());
    return words;
  }

  // How many items are listed as not closed.
  size_t CountOpen() const {
    size_t count = 0;
    for (auto rows = receivables_.open.Scan("msp"); rows.Valid(); rows.Next()) {
      count += static_cast<size_t>(rows.row().credits_size());
    }
    return count;
  }

  // The movements of the customer, as `2026-05-01 B-1 100.00`.
  std::vector<std::string> Movements() const {
    std::vector<std::string> words;
    for (auto rows = receivables_.movements.Scan("msp", "acme"); rows.Valid(); rows.Next()) {
      const v1::StatementEntry entry = rows.row();
      words.push_back(
          absl::StrCat(entry.date(), " ", entry.document(), " ", FormatAmount(entry.amount())));
    }
    return words;
  }

 private:
  uint64_t position_ = 0;
  MemoryStore store_;
  Receivables receivables_{store_};
};

std::string Money(const char* field, int64_t minor_units, const char* currency = "USD") {
  return absl::StrCat(field, " { minor_units: ", minor_units, " currency: '", currency, "' } ");
}

std::string Invoice(const char* number, const char* day, const std::string& totals,
                    const std::string& more = "") {
  return absl::StrCat("invoice_issued { org_id: 'msp' invoice { number: '", number,
                      "' bill_to { customer_id: 'acme' } issue_date: '", day, "' totals { ", totals,
                      "} ", more, "} }");
}

std::string Paid(const char* id, const char* day, int64_t minor_units) {
  return absl::StrCat("payment_recorded { org_id: 'msp' payment { payment_id: '", id,
                      "' customer_id: 'acme' date: '", day, "' ", Money("amount", minor_units),
                      "} }");
}

std::string Allocated(const char* id, const char* invoice, const char* day, int64_t minor_units,
                      const std::string& more = "") {
  return absl::StrCat(
      "credit_allocated { org_id: 'msp' customer_id: 'acme' "
      "credit { kind: CREDIT_KIND_PAYMENT id: '",
      id, "' } allocations { invoice_number: '", invoice, "' date: '", day, "' ",
      Money("amount", minor_units), more, "} }");
}

TEST(Receivables, WhatIsPaidLaterWasOpenBefore) {
  Told told;
  told.Tell(Invoice("B-1", "2026-05-01", Money("total", 10000)))
      .Tell(Paid("p", "2026-05-10", 12000))
      .Tell(Allocated("p", "B-1", "2026-05-10", 10000));
  EXPECT_THAT(told.OpenOn("2026-04-30"), IsEmpty());
  EXPECT_THAT(told.OpenOn("2026-05-01"), ElementsAre("0 B-1 100.00"));
  EXPECT_THAT(told.OpenOn("2026-05-09"), ElementsAre("0 B-1 100.00"));
  EXPECT_THAT(told.OpenOn("2026-05-10"), ElementsAre("1 p 20.00"));
  EXPECT_EQ(told.CountOpen(), 1U);
}

// What was settled on the day on which it came was never open.
TEST(Receivables, WhatIsSettledOnItsDayIsNotListed) {
  Told told;
  told.Tell(Invoice("B-1", "2026-05-01", Money("total", 10000)))
      .Tell(Paid("p", "2026-05-01", 10000))
      .Tell(Allocated("p", "B-1", "2026-05-01", 10000));
  EXPECT_THAT(told.OpenOn("2026-05-01"), IsEmpty());
  EXPECT_THAT(told.OpenOn("2026-12-31"), IsEmpty());
  EXPECT_EQ(told.CountOpen(), 0U);
}

TEST(Receivables, WhatIsTakenBackIsOpenAgain) {
  Told told;
  told.Tell(Invoice("B-1", "2026-05-01", Money("total", 10000)))
      .Tell(Paid("p", "2026-05-10", 10000))
      .Tell(Allocated("p", "B-1", "2026-05-10", 10000))
      .Tell(Allocated("p", "B-1", "2026-05-20", -10000))
      .Tell(
          "payment_reversed { org_id: 'msp' customer_id: 'acme' payment_id: 'p' "
          "kind: REVERSAL_KIND_FAILED date: '2026-05-20' }");
  EXPECT_THAT(told.OpenOn("2026-05-09"), ElementsAre("0 B-1 100.00"));
  EXPECT_THAT(told.OpenOn("2026-05-15"), IsEmpty());
  EXPECT_THAT(told.OpenOn("2026-05-20"), ElementsAre("0 B-1 100.00"));
  EXPECT_THAT(told.Movements(),
              ElementsAre("2026-05-01 B-1 100.00", "2026-05-10 p -100.00", "2026-05-20 p 100.00"));
}

TEST(Receivables, InvoicesBelowZeroGiveCreditUntilTheyAreCredited) {
  Told told;
  told.Tell(Invoice("B-1", "2026-05-01",
                    Money("total", -3000) + Money("payable", 0) + Money("customer_credit", 3000)));
  EXPECT_THAT(told.OpenOn("2026-05-01"), ElementsAre("3 B-1 30.00"));
  told.Tell(absl::StrCat(
      "credit_note_issued { org_id: 'msp' credit_note { number: 'C-1' invoice_number: 'B-1' "
      "bill_to { customer_id: 'acme' } issue_date: '2026-05-05' totals { ",
      Money("total", -3000), "} settlement { ", Money("amount", -3000),
      Money("against_open", -3000), Money("to_credit", 0), "} } }"));
  EXPECT_THAT(told.OpenOn("2026-05-04"), ElementsAre("3 B-1 30.00"));
  EXPECT_THAT(told.OpenOn("2026-05-05"), IsEmpty());
  EXPECT_THAT(told.Movements(), ElementsAre("2026-05-01 B-1 -30.00", "2026-05-05 C-1 30.00"));
}

TEST(Receivables, NotesTakeOffWhatIsOpenAndGiveCreditForTheRest) {
  const std::string note =
      "credit_note_issued { org_id: 'msp' credit_note { number: 'C-1' invoice_number: 'B-1' "
      "bill_to { customer_id: 'acme' } issue_date: '2026-05-05' ";
  Told told;
  told.Tell(Invoice("B-1", "2026-05-01", Money("total", 10000)))
      .Tell(Paid("p", "2026-05-02", 7000))
      .Tell(Allocated("p", "B-1", "2026-05-02", 7000))
      .Tell(absl::StrCat(note, "totals { ", Money("total", 5000), "} settlement { ",
                         Money("amount", 5000), Money("against_open", 3000),
                         Money("to_credit", 2000), "} } }"));
  EXPECT_THAT(told.OpenOn("2026-05-04"), ElementsAre("0 B-1 30.00"));
  EXPECT_THAT(told.OpenOn("2026-05-05"), ElementsAre("2 C-1 20.00"));
}

// Notes of before there were payments; the invoice was rounded down to coins.
TEST(Receivables, NotesWithoutASettlementTakeAllOffWhatIsOpen) {
  Told told;
  told.Tell(Invoice("B-1", "2026-05-01", Money("total", 10751) + Money("payable", 10750)))
      .Tell(absl::StrCat("credit_note_issued { org_id: 'msp' credit_note { number: 'C-1' "
                         "invoice_number: 'B-1' bill_to { customer_id: 'acme' } "
                         "issue_date: '2026-05-05' totals { ",
                         Money("total", 10751), "} } }"));
  EXPECT_THAT(told.OpenOn("2026-05-04"), ElementsAre("0 B-1 107.50"));
  EXPECT_THAT(told.OpenOn("2026-05-05"), IsEmpty());
  EXPECT_THAT(told.Movements(), ElementsAre("2026-05-01 B-1 107.50", "2026-05-05 C-1 -107.50"));
}

TEST(Receivables, WhatIsOpenIsKnownInTheBooksOfTheOrg) {
  Told told;
  told.Tell(Invoice("B-1", "2026-05-01", Money("total", 10000),
                    absl::StrCat("base_totals { totals { ", Money("total", 9000, "EUR"), "} }")))
      .Tell(Paid("p", "2026-05-02", 4000))
      .Tell(Allocated("p", "B-1", "2026-05-02", 4000, Money("receivable_base", 3600, "EUR")));
  EXPECT_THAT(told.OpenOn("2026-05-01"), ElementsAre("0 B-1 100.00 = 90.00"));
  EXPECT_THAT(told.OpenOn("2026-05-02"), ElementsAre("0 B-1 60.00 = 54.00"));
  // What has no worth in the books leaves what is left without one.
  told.Tell(Paid("q", "2026-05-03", 1000)).Tell(Allocated("q", "B-1", "2026-05-03", 1000));
  EXPECT_THAT(told.OpenOn("2026-05-03"), ElementsAre("0 B-1 50.00"));
}

TEST(Receivables, WriteOffsAndRefundsAndGrantsAreMovements) {
  Told told;
  told.Tell(Invoice("B-1", "2026-05-01", Money("total", 1000)))
      .Tell(absl::StrCat("invoice_written_off { org_id: 'msp' customer_id: 'acme' "
                         "invoice_number: 'B-1' date: '2026-05-02' ",
                         Money("amount", 400), "}"))
      .Tell(absl::StrCat("invoice_write_off_reversed { org_id: 'msp' customer_id: 'acme' "
                         "invoice_number: 'B-1' date: '2026-05-04' ",
                         Money("amount", 400), "}"))
      .Tell(absl::StrCat("credit_granted { org_id: 'msp' customer_id: 'acme' credit_id: 'g' "
                         "date: '2026-05-03' ",
                         Money("amount", 500), "}"))
      .Tell(absl::StrCat("customer_refunded { org_id: 'msp' customer_id: 'acme' refund { "
                         "refund_id: 'r' credit { kind: CREDIT_KIND_GRANTED id: 'g' } "
                         "date: '2026-05-05' ",
                         Money("amount", 200), "} }"));
  EXPECT_THAT(told.OpenOn("2026-05-03"), UnorderedElementsAre("0 B-1 6.00", "4 g 5.00"));
  EXPECT_THAT(told.OpenOn("2026-05-05"), UnorderedElementsAre("0 B-1 10.00", "4 g 3.00"));
  EXPECT_THAT(told.Movements(),
              ElementsAre("2026-05-01 B-1 10.00", "2026-05-02 B-1 -4.00", "2026-05-03 g -5.00",
                          "2026-05-04 B-1 4.00", "2026-05-05 r 2.00"));
}

TEST(Receivables, FoldsTheSameEachTime) {
  Office office(AllProjections());
  office.OpenProvider(1);
  office.RunMonth("2026-10");
  const auto approved = office.Try(office.Approval("counted", "2026-10"));
  ASSERT_TRUE(approved.ok()) << approved.status();
  const std::string of =
      absl::StrCat("org_id: 'msp' reason: 'r' invoice_number: '", approved->invoice_number(), "' ");
  office.Do<v1::RecordPayment>(
      "org_id: 'msp' payment { payment_id: 'p' customer_id: 'counted' "
      "  amount { minor_units: 900 currency: 'USD' } } oldest_first {}");
  office.Do<v1::ReversePayment>(
      "org_id: 'msp' payment_id: 'p' kind: REVERSAL_KIND_MISTAKE reason: 'r'");
  office.Do<v1::CreditInvoice>(
      absl::StrCat(of, "amount { total { minor_units: 100 currency: 'USD' } }"));
  office.Do<v1::WriteOffInvoice>(absl::StrCat(of, "amount { minor_units: 5 currency: 'USD' }"));
  office.Do<v1::ReverseInvoiceWriteOff>(of);
  office.Do<v1::GrantCredit>(
      "org_id: 'msp' customer_id: 'c0' credit_id: 'g' reason: 'r' "
      "amount { minor_units: 50 currency: 'USD' }");
  office.Do<v1::RefundCustomer>(
      "org_id: 'msp' customer_id: 'c0' refund_id: 'r' reason: 'r' "
      "credit { kind: CREDIT_KIND_GRANTED id: 'g' }");
  ExpectFoldsTheSame<Receivables>(office);
}

}  // namespace
}  // namespace tally
