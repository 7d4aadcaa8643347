// Whatever is invoiced, paid, settled and taken back: nothing is lost, nothing is below zero, on
// any day, and the books in the org's currency follow to the last unit.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/deciders/open_credits.h"
#include "ledger/money/totals.h"
#include "ledger/receivables/new_settlement.h"
#include "ledger/store/encoding.h"
#include "properties/choice.h"
#include "properties/money_story.h"

namespace tally {
namespace {

constexpr int kSteps = 40;

std::vector<v1::InvoiceSettlement> Settlements(const Books& books) {
  std::vector<v1::InvoiceSettlement> all;
  for (auto rows = books.settlements.Scan(MoneyStory::kOrg); rows.Valid(); rows.Next()) {
    all.push_back(rows.row());
  }
  return all;
}

std::vector<v1::CustomerCredit> Credits(const Books& books) {
  std::vector<v1::CustomerCredit> all;
  for (auto rows = books.credits.Scan(MoneyStory::kOrg); rows.Valid(); rows.Next()) {
    all.push_back(rows.row());
  }
  return all;
}

std::vector<v1::InvoiceView> Invoices(const Books& books) {
  std::vector<v1::InvoiceView> all;
  for (auto rows = books.invoices.Scan(MoneyStory::kOrg); rows.Valid(); rows.Next()) {
    all.push_back(rows.row());
  }
  return all;
}

int64_t Units(const v1::Money& money) { return money.minor_units(); }

std::string NameOf(const v1::CreditName& name) { return absl::StrCat(name.kind(), "/", name.id()); }

void CheckInvoicesAddUp(const Books& books) {
  for (const v1::InvoiceSettlement& each : Settlements(books)) {
    int64_t sum = 0;
    for (const v1::Money& part :
         {each.credited(), each.paid(), each.credit_applied(), each.written_off(), each.open()}) {
      RC_ASSERT(Units(part) >= 0);
      sum += Units(part);
    }
    RC_ASSERT(sum == Units(each.payable()));
    RC_ASSERT(Units(each.open()) > 0 || Units(each.open_base()) == 0);
    RC_ASSERT((Units(each.open()) > 0) ==
              books.open_invoices.Has(MoneyStory::kOrg, each.customer_id(), each.due_date(),
                                      each.invoice_number()));
  }
}

void CheckCreditsAddUp(const Books& books) {
  for (const v1::CustomerCredit& each : Credits(books)) {
    int64_t sum = 0;
    for (const v1::Money& part :
         {each.allocated(), each.refunded(), each.taken_back(), each.left()}) {
      RC_ASSERT(Units(part) >= 0);
      sum += Units(part);
    }
    RC_ASSERT(sum == Units(each.amount()));
    RC_ASSERT(Units(each.left()) > 0 || Units(each.left_base()) == 0);
    const auto open = OpenCreditsOf(books, MoneyStory::kOrg, each.customer_id());
    RC_ASSERT(std::ranges::count(open, NameOf(each.credit()), [](const auto& credit) {
                return NameOf(credit.credit());
              }) == (Units(each.left()) > 0 ? 1 : 0));
    int64_t allocated = 0;
    for (const v1::Allocation& allocation : each.allocations()) {
      RC_ASSERT(Units(allocation.amount()) > 0);
      allocated += Units(allocation.amount());
      RC_ASSERT(allocation.has_realised() ==
                (allocation.has_credit_base() && allocation.has_receivable_base()));
      if (!allocation.has_realised()) continue;
      RC_ASSERT(Units(allocation.realised()) ==
                Units(allocation.credit_base()) - Units(allocation.receivable_base()));
    }
    RC_ASSERT(allocated == Units(each.allocated()));
  }
}

// What credits say that they settle is what invoices say that settles them.
void CheckBothSidesAgree(const Books& books) {
  std::map<std::string, int64_t> paid;
  std::map<std::string, int64_t> applied;
  for (const v1::CustomerCredit& credit : Credits(books)) {
    const bool is_payment = credit.credit().kind() == v1::CREDIT_KIND_PAYMENT;
    for (const v1::Allocation& each : credit.allocations()) {
      (is_payment ? paid : applied)[each.invoice_number()] += Units(each.amount());
    }
  }
  for (const v1::InvoiceSettlement& each : Settlements(books)) {
    RC_ASSERT(Units(each.paid()) == paid[each.invoice_number()]);
    RC_ASSERT(Units(each.credit_applied()) == applied[each.invoice_number()]);
  }
}

// What the notes of an invoice settle adds up, and to all of it when all of it is credited.
void CheckNotes(const Books& books) {
  for (const v1::InvoiceView& view : Invoices(books)) {
    const v1::Totals& billed = view.invoice().totals();
    int64_t settled = 0;
    int64_t base = 0;
    int64_t tax_base = 0;
    bool gave_credit = false;
    for (const v1::CreditNote& note : view.credit_notes()) {
      const v1::CreditNoteSettlement& each = note.settlement();
      RC_ASSERT(Units(each.amount()) == Units(each.against_open()) + Units(each.to_credit()));
      RC_ASSERT(Units(each.amount()) == Units(note.totals().total()) + Units(each.rounding()));
      RC_ASSERT(Units(each.base().total()) + Units(each.base().rounding()) ==
                Units(each.open_base()) + Units(each.credit_base()));
      RC_ASSERT(Units(each.base().total()) == Units(each.base().net()) + Units(each.base().tax()));
      settled += Units(each.amount());
      base += Units(each.base().total());
      tax_base += Units(each.base().tax());
      gave_credit = gave_credit || Units(each.to_credit()) > 0;
    }
    const int64_t asked = Units(PayableOf(billed)) - Units(billed.customer_credit());
    if (asked >= 0) RC_ASSERT(settled <= asked);
    if (view.credit_notes().empty() || Units(view.left()) != 0) continue;
    RC_ASSERT(settled == asked);
    RC_ASSERT(tax_base == Units(view.invoice().base_totals().totals().tax()));
    // Where credit of a note came back to its own invoice, that is worth what it was given at.
    if (!gave_credit) RC_ASSERT(base == Units(view.invoice().base_totals().totals().total()));
  }
}

// What became of the worth in the books of each invoice and of each credit.
void CheckBaseAddsUp(const Books& books, const std::vector<v1::Event>& events) {
  std::map<std::string, int64_t> of_invoice;
  std::map<std::string, int64_t> of_credit;
  for (const v1::Event& event : events) {
    if (event.has_credit_note_issued()) {
      const v1::CreditNote& note = event.credit_note_issued().credit_note();
      if (Units(note.settlement().against_open()) > 0) {
        of_invoice[note.invoice_number()] += Units(note.settlement().open_base());
      }
    }
    if (event.has_payment_recorded()) {
      of_credit[absl::StrCat("1/", event.payment_recorded().payment().payment_id())] =
          Units(event.payment_recorded().base().amount());
    }
    if (event.has_credit_granted()) {
      of_credit[absl::StrCat("4/", event.credit_granted().credit_id())] =
          Units(event.credit_granted().base().amount());
    }
    if (event.has_customer_refunded()) {
      const v1::CustomerRefund& refund = event.customer_refunded().refund();
      of_credit[NameOf(refund.credit())] -= Units(refund.credit_base());
    }
  }
  for (const v1::CustomerCredit& credit : Credits(books)) {
    int64_t left = of_credit[NameOf(credit.credit())];
    for (const v1::Allocation& each : credit.allocations()) {
      of_invoice[each.invoice_number()] += Units(each.receivable_base());
      left -= Units(each.credit_base());
    }
    const bool is_known = of_credit[NameOf(credit.credit())] != 0 &&
                          Units(credit.taken_back()) == 0 &&
                          (credit.credit().kind() == v1::CREDIT_KIND_PAYMENT ||
                           credit.credit().kind() == v1::CREDIT_KIND_GRANTED);
    if (is_known) RC_ASSERT(left == Units(credit.left_base()));
  }
  for (const v1::InvoiceSettlement& each : Settlements(books)) {
    const v1::Invoice invoice =
        books.invoices.Find(MoneyStory::kOrg, each.invoice_number())->invoice();
    if (!invoice.has_base_totals()) continue;
    RC_ASSERT(of_invoice[each.invoice_number()] + Units(each.written_off_base()) +
                  Units(each.open_base()) ==
              Units(PayableOf(invoice.base_totals().totals())));
  }
}

// By day, what was added and, below zero, taken off.
using Days = std::map<std::string, int64_t>;

void CheckNeverBelowZero(const std::map<std::string, Days>& accounts) {
  for (const auto& [name, days] : accounts) {
    int64_t sum = 0;
    for (const auto& [day, change] : days) {
      sum += change;
      RC_ASSERT(sum >= 0);
    }
  }
}

// Looking back at any day: what was open, what was left, and what each settled of each.
void CheckEveryDay(const Books& books, const std::vector<v1::Event>& events) {
  std::map<std::string, Days> open;
  std::map<std::string, Days> left;
  std::map<std::string, Days> settled;
  for (const v1::Event& event : events) {
    if (event.has_invoice_issued()) {
      const v1::Invoice& invoice = event.invoice_issued().invoice();
      open[invoice.number()][invoice.issue_date()] += Units(PayableOf(invoice.totals()));
      left[absl::StrCat("3/", invoice.number())][invoice.issue_date()] +=
          Units(invoice.totals().customer_credit());
    } else if (event.has_credit_note_issued()) {
      const v1::CreditNote& note = event.credit_note_issued().credit_note();
      const int64_t against_open = Units(note.settlement().against_open());
      if (against_open > 0) open[note.invoice_number()][note.issue_date()] -= against_open;
      if (against_open < 0) {
        left[absl::StrCat("3/", note.invoice_number())][note.issue_date()] += against_open;
      }
      left[absl::StrCat("2/", note.number())][note.issue_date()] +=
          Units(note.settlement().to_credit());
    } else if (event.has_payment_recorded()) {
      const v1::Payment& payment = event.payment_recorded().payment();
      left[absl::StrCat("1/", payment.payment_id())][payment.date()] += Units(payment.amount());
    } else if (event.has_credit_granted()) {
      left[absl::StrCat("4/", event.credit_granted().credit_id())][event.credit_granted().date()] +=
          Units(event.credit_granted().amount());
    } else if (event.has_credit_allocated()) {
      const std::string credit = NameOf(event.credit_allocated().credit());
      for (const v1::Allocation& each : event.credit_allocated().allocations()) {
        open[each.invoice_number()][each.date()] -= Units(each.amount());
        left[credit][each.date()] -= Units(each.amount());
        settled[absl::StrCat(credit, ">", each.invoice_number())][each.date()] +=
            Units(each.amount());
      }
    } else if (event.has_customer_refunded()) {
      const v1::CustomerRefund& refund = event.customer_refunded().refund();
      left[NameOf(refund.credit())][refund.date()] -= Units(refund.amount());
    } else if (event.has_payment_reversed()) {
      const v1::PaymentReversed& reversed = event.payment_reversed();
      const v1::CustomerCredit credit =
          *books.credits.Find(MoneyStory::kOrg, reversed.customer_id(),
                              Number{v1::CREDIT_KIND_PAYMENT}, reversed.payment_id());
      left[NameOf(credit.credit())][reversed.date()] -= Units(credit.taken_back());
    } else if (event.has_invoice_written_off()) {
      const v1::InvoiceWrittenOff& given_up = event.invoice_written_off();
      open[given_up.invoice_number()][given_up.date()] -= Units(given_up.amount());
    } else if (event.has_invoice_write_off_reversed()) {
      const v1::InvoiceWriteOffReversed& back = event.invoice_write_off_reversed();
      open[back.invoice_number()][back.date()] += Units(back.amount());
    }
  }
  CheckNeverBelowZero(open);
  CheckNeverBelowZero(left);
  CheckNeverBelowZero(settled);
}

RC_GTEST_PROP(Money, AddsUpAfterEveryCommand, ()) {
  MoneyStory story;
  for (int i = 0; i < kSteps; ++i) {
    story.DoSomething();
    CheckInvoicesAddUp(story.books());
    CheckCreditsAddUp(story.books());
    CheckBothSidesAgree(story.books());
    CheckNotes(story.books());
  }
}

RC_GTEST_PROP(Money, IsWorthInTheBooksWhatItWasRecordedAt, ()) {
  MoneyStory story;
  for (int i = 0; i < kSteps; ++i) {
    story.DoSomething();
    CheckBaseAddsUp(story.books(), story.events());
  }
}

RC_GTEST_PROP(Money, WasBelowZeroOnNoDay, ()) {
  MoneyStory story;
  for (int i = 0; i < kSteps; ++i) {
    story.DoSomething();
    CheckEveryDay(story.books(), story.events());
  }
}

// Or the rest would say little.
TEST(Money, IsMovedInEveryWay) {
  const auto tell = rc::gen::exec([] {
    MoneyStory story;
    for (int i = 0; i < kSteps; ++i) story.DoSomething();
    std::set<int> seen;
    for (const v1::Event& event : story.events()) seen.insert(event.body_case());
    return seen;
  });
  std::set<int> seen;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    seen.merge(tell(rc::Random(seed), rc::kNominalSize).value());
  }
  for (const int body :
       {v1::Event::kInvoiceIssued, v1::Event::kCreditNoteIssued, v1::Event::kInvoiceVoided,
        v1::Event::kPaymentRecorded, v1::Event::kCreditAllocated, v1::Event::kPaymentReversed,
        v1::Event::kCustomerRefunded, v1::Event::kCreditGranted, v1::Event::kInvoiceWrittenOff,
        v1::Event::kInvoiceWriteOffReversed, v1::Event::kAccountingPeriodClosed}) {
    EXPECT_TRUE(seen.contains(body)) << body;
  }
}

// All that the books hold of what was settled; not at which position it was recorded.
std::vector<std::string> RowsIn(const Books& books) {
  std::vector<std::string> rows;
  for (const auto& each : Settlements(books)) rows.push_back(EncodeDeterministically(each));
  for (const auto& each : Credits(books)) rows.push_back(EncodeDeterministically(each));
  for (auto payments = books.payments.Scan(MoneyStory::kOrg); payments.Valid(); payments.Next()) {
    v1::PaymentView payment = payments.row();
    payment.clear_position();
    rows.push_back(EncodeDeterministically(payment));
  }
  return rows;
}

// The events of the past again, on books of their own.
class Replay {
 public:
  explicit Replay(const std::vector<v1::Event>& events) {
    for (const v1::Event& event : events) Record(event);
  }
  void Do(const MoneyStory::Step& step, absl::Time now) {
    const Context context{.now = now, .actor = "ann", .position = position_};
    const auto events = step(books_, context);
    if (!events.ok()) return;
    for (const v1::Event& event : *events) Record(event);
  }
  const Books& books() const { return books_; }

 private:
  void Record(const v1::Event& event) {
    v1::RecordedEvent recorded;
    recorded.set_position(++position_);
    *recorded.mutable_event() = event;
    Evolve(books_, recorded);
  }

  MemoryStore store_;
  Books books_{store_};
  uint64_t position_ = 0;
};

RC_GTEST_PROP(Money, ComesToTheSameInAnyOrderOfCustomers, ()) {
  MoneyStory story;
  for (int i = 0; i < 10; ++i) story.Issue();
  for (int i = 0; i < 10; ++i) story.DoSomething();

  // Commands are made up one after the other, each on what those before it left.
  struct Told {
    std::string customer;
    MoneyStory::Step step;
  };
  const std::vector<v1::Event> before = story.events();
  const absl::Time now = absl::FromCivil(absl::CivilDay(2027, 6, 1), absl::UTCTimeZone());
  std::vector<Told> told;
  for (int i = 0; i < 12; ++i) {
    const std::string customer = AnyOf<std::string>({"acme", "bolt", "cube", "dent"});
    told.push_back({customer, story.AnyMovement(customer)});
    story.Do(told.back().step);
  }

  Replay as_told(before);
  for (const Told& each : told) as_told.Do(each.step, now);
  Replay by_customer(before);
  std::vector<std::string> customers = MoneyStory::Customers();
  std::rotate(customers.begin(), customers.begin() + Between(0, 3), customers.end());
  for (const std::string& customer : customers) {
    for (const Told& each : told) {
      if (each.customer == customer) by_customer.Do(each.step, now);
    }
  }
  RC_ASSERT(RowsIn(as_told.books()) == RowsIn(by_customer.books()));
}

}  // namespace
}  // namespace tally
