#include "ledger/receivables/dunning.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/calendar/date.h"
#include "ledger/money/money.h"
#include "ledger/plans/dunning_rules.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr char kThreeSteps[] =
    "steps { step_id: 'first' days: 3 } steps { step_id: 'second' days: 10 } "
    "steps { step_id: 'third' days: 30 } ";

// An invoice of 100.00 that was due on 2026-05-15, but for what is said of it in text format.
UnpaidInvoice Unpaid(absl::string_view but = "") {
  UnpaidInvoice unpaid;
  unpaid.settlement = Parse<v1::InvoiceSettlement>(
      "customer_id: 'acme' invoice_number: 'B-1' due_date: '2026-05-15' "
      "open { minor_units: 10000 currency: 'EUR' }");
  unpaid.settlement.MergeFrom(Parse<v1::InvoiceSettlement>(but));
  return unpaid;
}

struct Customer {
  std::string policy = kThreeSteps;
  std::vector<UnpaidInvoice> invoices = {Unpaid()};
  int64_t credit = 0;
  RoundingMode rounding = RoundingMode::kHalfAwayFromZero;
};

std::vector<v1::DunningOutcome> OutcomesOn(absl::string_view day, const Customer& customer) {
  const auto policy = Parse<v1::DunningPolicy>(customer.policy);
  const v1::Money credit = MakeMoney(customer.credit, "EUR");
  auto outcomes = OutcomesOfDunning({.policy = policy,
                                     .rounding = customer.rounding,
                                     .invoices = customer.invoices,
                                     .credit = credit,
                                     .today = *ParseDate(day)});
  EXPECT_TRUE(outcomes.ok()) << outcomes.status();
  return outcomes.ok() ? *std::move(outcomes) : std::vector<v1::DunningOutcome>();
}

// `second of 2026-05-25 for first fee 1.00`, or why nothing is done.
std::string InShort(const v1::DunningOutcome& outcome) {
  if (outcome.step_id().empty()) {
    return v1::DunningSkip_Name(outcome.skip()).substr(sizeof("DUNNING_SKIP_") - 1);
  }
  EXPECT_EQ(outcome.skip(), v1::DUNNING_SKIP_UNSPECIFIED);
  return absl::StrCat(
      outcome.step_id(), " of ", outcome.step_date(),
      outcome.passed_over().empty() ? "" : " for " + absl::StrJoin(outcome.passed_over(), " and "),
      outcome.has_late_fee() ? " fee " + FormatAmount(outcome.late_fee()) : "");
}

std::string InShortOn(absl::string_view day, const Customer& customer) {
  std::vector<std::string> all;
  for (const v1::DunningOutcome& outcome : OutcomesOn(day, customer)) {
    all.push_back(InShort(outcome));
  }
  return absl::StrJoin(all, "; ");
}

Customer With(absl::string_view but) { return {.invoices = {Unpaid(but)}}; }

TEST(Dunning, TakesTheLatestStepThatIsDueAndWasNotTaken) {
  const std::string first = "dunning_steps { step_id: 'first' } ";
  const std::string second = "dunning_steps { step_id: 'second' } ";
  const std::string third = "dunning_steps { step_id: 'third' } ";
  struct Row {
    const char* day;
    std::string taken;
    const char* outcome;
  };
  const Row rows[] = {
      {"2026-05-15", "", "NOTHING_DUE"},
      {"2026-05-17", "", "NOTHING_DUE"},
      {"2026-05-18", "", "first of 2026-05-18"},
      {"2026-05-24", "", "first of 2026-05-18"},
      {"2026-05-24", first, "NOTHING_DUE"},
      {"2026-05-25", first, "second of 2026-05-25"},
      {"2026-05-25", "", "second of 2026-05-25 for first"},
      {"2026-06-14", first + second, "third of 2026-06-14"},
      {"2026-12-31", "", "third of 2026-06-14 for first and second"},
      {"2026-12-31", first, "third of 2026-06-14 for second"},
      {"2026-12-31", first + second + third, "NOTHING_DUE"},
      // What comes before a step that was taken was spoken for.
      {"2026-05-24", second, "NOTHING_DUE"},
      {"2026-12-31", third, "NOTHING_DUE"},
      // Of a policy that was.
      {"2026-05-18", "dunning_steps { step_id: 'gone' }", "first of 2026-05-18"},
  };
  for (const auto& [day, taken, outcome] : rows) {
    SCOPED_TRACE(absl::StrCat(day, " ", taken));
    EXPECT_EQ(InShortOn(day, With(taken)), outcome);
  }
}

TEST(Dunning, SaysInWordsWhatIsDoneAndWhyNot) {
  struct Row {
    const char* day;
    Customer customer;
    const char* detail;
  };
  const std::string fees =
      "steps { step_id: 'first' days: 1 fee_percent: '1.5' fees { currency: 'EUR' amount: '5' } } ";
  const Row rows[] = {
      {"2026-05-18",
       {},
       "step first was due on 2026-05-18, 3 days after the due date; "
       "100.00 EUR is open"},
      {"2026-05-16",
       {.policy = fees},
       "step first was due on 2026-05-16, 1 day after the due date; 100.00 EUR is open; late fee "
       "6.50 EUR: 1.5 % of 100.00 EUR and 5.00 EUR"},
      {"2026-05-17", {}, "step first is due on 2026-05-18"},
      {"2026-06-30", With("dunning_steps { step_id: 'third' }"), "every step was taken"},
      {"2026-06-30", {.policy = ""}, "there are no dunning steps"},
      {"2026-05-18", With("open_disputes: 1"),
       "the invoice is disputed; step first was due on 2026-05-18, 3 days after the due date"},
      {"2026-05-18",
       {.credit = 12000},
       "credit of 120.00 EUR covers the 100.00 EUR that is overdue; step first was due on "
       "2026-05-18, 3 days after the due date"},
  };
  for (const auto& [day, customer, detail] : rows) {
    const auto outcomes = OutcomesOn(day, customer);
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes[0].detail(), detail);
    EXPECT_EQ(outcomes[0].customer_id(), "acme");
    EXPECT_EQ(outcomes[0].invoice_number(), "B-1");
    EXPECT_EQ(outcomes[0].due_date(), "2026-05-15");
    EXPECT_EQ(FormatAmount(outcomes[0].open()), "100.00");
  }
}

TEST(Dunning, PausesWhileAnInvoiceIsDisputed) {
  EXPECT_EQ(InShortOn("2026-05-25", With("open_disputes: 2")), "DISPUTED");
  EXPECT_EQ(InShortOn("2026-05-17", With("open_disputes: 2")), "NOTHING_DUE");
}

TEST(Dunning, LeavesThoseAloneWhoseCreditCoversWhatIsOverdue) {
  const UnpaidInvoice eighty = Unpaid("open { minor_units: 8000 }");
  const UnpaidInvoice later = Unpaid("due_date: '2026-06-15' invoice_number: 'B-2'");
  struct Row {
    Customer customer;
    const char* outcome;
  };
  const Row rows[] = {
      {{.invoices = {eighty}, .credit = 10000}, "COVERED_BY_CREDIT"},
      {{.invoices = {eighty}, .credit = 8000}, "COVERED_BY_CREDIT"},
      {{.invoices = {eighty}, .credit = 7999}, "first of 2026-05-18"},
      {{.invoices = {eighty}, .credit = 0}, "first of 2026-05-18"},
      // What is not overdue need not be covered; all that is must be.
      {{.invoices = {eighty, later}, .credit = 8000}, "COVERED_BY_CREDIT; NOTHING_DUE"},
      {{.invoices = {eighty, Unpaid()}, .credit = 17999},
       "first of 2026-05-18; first of 2026-05-18"},
      {{.invoices = {eighty, Unpaid()}, .credit = 18000}, "COVERED_BY_CREDIT; COVERED_BY_CREDIT"},
      {{.policy = absl::StrCat(kThreeSteps, "in_spite_of_credit: true"),
        .invoices = {eighty},
        .credit = 10000},
       "first of 2026-05-18"},
  };
  for (const auto& [customer, outcome] : rows) {
    EXPECT_EQ(InShortOn("2026-05-20", customer), outcome);
  }
}

TEST(Dunning, ChargesAPartOfWhatIsOpenAndAFixedFee) {
  struct Row {
    const char* step;
    int64_t open;
    RoundingMode rounding;
    const char* outcome;
  };
  const Row rows[] = {
      // C15: of 200.00, 50.00 is paid.
      {"fee_percent: '1.5'", 15000, RoundingMode::kHalfAwayFromZero, " fee 2.25"},
      {"fee_percent: '1.5'", 15033, RoundingMode::kHalfAwayFromZero, " fee 2.25"},
      {"fee_percent: '1.5'", 15034, RoundingMode::kUp, " fee 2.26"},
      {"fee_percent: '0.5'", 500, RoundingMode::kHalfAwayFromZero, " fee 0.03"},
      {"fee_percent: '0.5'", 500, RoundingMode::kHalfEven, " fee 0.02"},
      {"fee_percent: '0.5'", 99, RoundingMode::kDown, ""},
      {"fees { currency: 'EUR' amount: '40' }", 1, RoundingMode::kDown, " fee 40.00"},
      {"fees { currency: 'USD' amount: '40' }", 1, RoundingMode::kDown, ""},
      {"fee_percent: '0.5' fees { currency: 'USD' amount: '9' } "
       "fees { currency: 'EUR' amount: '0.99' }",
       500, RoundingMode::kHalfAwayFromZero, " fee 1.02"},
      {"", 15000, RoundingMode::kHalfAwayFromZero, ""},
  };
  for (const auto& [step, open, rounding, outcome] : rows) {
    SCOPED_TRACE(step);
    UnpaidInvoice unpaid = Unpaid();
    unpaid.settlement.mutable_open()->set_minor_units(open);
    EXPECT_EQ(InShortOn("2026-06-14",
                        {.policy = absl::StrCat("steps { step_id: 'last' days: 30 ", step, " }"),
                         .invoices = {unpaid},
                         .rounding = rounding}),
              absl::StrCat("last of 2026-06-14", outcome));
  }
}

TEST(Dunning, ChargesNoFeesOnFeesUnlessThePolicySaysSo) {
  const std::string policy = "steps { step_id: 'last' days: 3 fee_percent: '10' } ";
  UnpaidInvoice fees = Unpaid();
  fees.charges_late_fees = true;
  const auto outcomes = OutcomesOn("2026-05-18", {.policy = policy, .invoices = {fees}});
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(InShort(outcomes[0]), "last of 2026-05-18");
  EXPECT_EQ(outcomes[0].detail(),
            "step last was due on 2026-05-18, 3 days after the due date; 100.00 EUR is open; "
            "no late fee on late fees");
  EXPECT_EQ(InShortOn("2026-05-18", {.policy = policy + "fees_on_fees: true", .invoices = {fees}}),
            "last of 2026-05-18 fee 10.00");
}

TEST(Dunning, RefusesAFeeThatDoesNotFit) {
  const auto policy = Parse<v1::DunningPolicy>("steps { step_id: 's' days: 1 fee_percent: '900' }");
  const v1::Money credit = MakeMoney(0, "EUR");
  std::vector<UnpaidInvoice> invoices = {Unpaid()};
  invoices[0].settlement.mutable_open()->set_minor_units(INT64_MAX / 2);
  const auto outcomes = OutcomesOfDunning({.policy = policy,
                                           .invoices = invoices,
                                           .credit = credit,
                                           .today = *ParseDate("2026-06-01")});
  EXPECT_FALSE(outcomes.ok());
}

std::string ProblemOf(absl::string_view policy) {
  std::vector<std::string> fields;
  for (const DunningProblem& problem : ProblemsWith(Parse<v1::DunningPolicy>(policy))) {
    EXPECT_NE(problem.words, "");
    fields.push_back(problem.field);
  }
  return absl::StrJoin(fields, " ");
}

TEST(DunningRules, SayWhatAPolicyMayNotSay) {
  struct Row {
    std::string policy;
    const char* fields;
  };
  const Row rows[] = {
      {"", ""},
      {kThreeSteps, ""},
      {"steps { step_id: 'a' days: 1 } steps { step_id: 'b' days: 1000 }", ""},
      {"steps { step_id: 'a' days: 1 } steps { step_id: 'b' days: 1 }", "steps[1].days"},
      {"steps { step_id: 'a' days: 9 } steps { step_id: 'b' days: 8 } "
       "steps { step_id: 'c' days: 9 }",
       "steps[1].days steps[2].days"},
      {"steps { step_id: 'a' days: 0 }", "steps[0].days"},
      {"steps { step_id: 'a' days: 1001 }", "steps[0].days"},
      {"steps { step_id: 'a' days: 1 } steps { step_id: 'a' days: 2 }", "steps[1].step_id"},
      {"steps { step_id: 'a' days: 1 fee_percent: '1' }", "late_fee_item_id"},
      {"steps { step_id: 'a' days: 1 fees { currency: 'EUR' amount: '1' } }", "late_fee_item_id"},
      {"late_fee_item_id: 'fee' steps { step_id: 'a' days: 1 fee_percent: '1' }", ""},
      {"late_fee_item_id: 'fee' steps { step_id: 'a' days: 1 "
       "  fees { currency: 'EUR' amount: '0.001' } fees { currency: 'EUR' amount: '1' } "
       "  fees { currency: 'USD' amount: '0' } fees { currency: 'XXZ' amount: '1' } }",
       "steps[0].fees[0].amount steps[0].fees[1].currency steps[0].fees[2].amount "
       "steps[0].fees[3].amount"},
  };
  for (const auto& [policy, fields] : rows) {
    SCOPED_TRACE(policy);
    EXPECT_EQ(ProblemOf(policy), fields);
  }
}

}  // namespace
}  // namespace tally
