#include "ledger/plans/project_amounts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_join.h"
#include "ledger/base/refusal.h"
#include "ledger/money/money.h"
#include "properties/choice.h"
#include "support/text.h"

namespace tally {
namespace {

constexpr RoundingMode kMode = RoundingMode::kHalfAwayFromZero;

// A task in text format.
std::string Task(const std::string& id, const std::string& more = "") {
  return absl::StrCat("tasks { task_id: '", id, "' name: '", id, "' ", more, " } ");
}

// What the tasks come to, such as `a 333.34, b 333.33`; the refusal if they come to nothing.
std::string Amounts(const std::string& project, const std::string& currency = "USD") {
  const auto amounts = AmountsOf(Parse<v1::Project>(project), currency, kMode);
  if (!amounts.ok()) {
    const v1::Refusal refusal = RefusalOf(amounts.status()).value_or(v1::Refusal());
    return absl::StrCat(v1::Reason_Name(refusal.reason()), " ", refusal.field(), " ",
                        refusal.message());
  }
  std::vector<std::string> words;
  for (const v1::TaskAmount& of_task : *amounts) {
    words.push_back(absl::StrCat(of_task.task_id(), " ", FormatAmount(of_task.amount())));
  }
  return absl::StrJoin(words, ", ");
}

TEST(ProjectAmounts, AreTheTasksOwnRatesTimesTheirQuantities) {
  EXPECT_EQ(
      Amounts(Task("a", "quantity: '8' unit_price: '120'") + Task("b", "unit_price: '49.995'") +
              Task("c", "quantity: '0.333333' unit_price: '100'")),
      "a 960.00, b 50.00, c 33.33");
}

TEST(ProjectAmounts, ShareTheEstimateEvenlyTheFirstOnesBeingLarger) {
  EXPECT_EQ(Amounts("estimate: '1000' " + Task("a") + Task("b") + Task("c")),
            "a 333.34, b 333.33, c 333.33");
  EXPECT_EQ(Amounts("estimate: '0.02' " + Task("a") + Task("b") + Task("c")),
            "a 0.01, b 0.01, c 0.00");
  EXPECT_EQ(Amounts("estimate: '1000' " + Task("a") + Task("b") + Task("c"), "JPY"),
            "a 334, b 333, c 333");
}

TEST(ProjectAmounts, ShareWhatTheRatesOfOthersLeave) {
  EXPECT_EQ(Amounts("estimate: '1000' " + Task("a", "quantity: '5' unit_price: '100'") + Task("b") +
                    Task("no", "not_billable: true") + Task("c") + Task("d")),
            "a 500.00, b 166.67, c 166.67, d 166.66");
  EXPECT_EQ(Amounts("estimate: '500' " + Task("a", "quantity: '5' unit_price: '100'") + Task("b")),
            "a 500.00, b 0.00");
}

TEST(ProjectAmounts, OfTasksThatAreNotBilledAreNone) {
  EXPECT_EQ(Amounts(Task("a", "not_billable: true unit_price: '1'")), "");
}

TEST(ProjectAmounts, AreRefusedWithTheFiguresIfTheyContradictEachOther) {
  const std::string five_hundred = Task("a", "quantity: '5' unit_price: '100'");
  EXPECT_EQ(Amounts(five_hundred + Task("b")),
            "REASON_PROJECT_CONTRADICTS_ITSELF project.tasks[1].unit_price "
            "is missing: \"b\" is billable, and there is no estimate");
  EXPECT_EQ(Amounts("estimate: '499.99' " + five_hundred + Task("b")),
            "REASON_PROJECT_CONTRADICTS_ITSELF project.estimate "
            "is 499.99 USD, but the rates come to 500.00 USD");
  EXPECT_EQ(Amounts("estimate: '600' " + five_hundred),
            "REASON_PROJECT_CONTRADICTS_ITSELF project.estimate "
            "is 600.00 USD, but all billable tasks have rates, which come to 500.00 USD");
  EXPECT_EQ(Amounts("estimate: '1.5' " + Task("a"), "JPY"),
            "REASON_FIELD_INVALID project.estimate is 1.5, which is no exact amount in JPY");
  EXPECT_EQ(Amounts(Task("a", "quantity: '1000000000' unit_price: '1000000000'")),
            "REASON_AMOUNT_OUT_OF_RANGE project.tasks[0].unit_price "
            "1000000000 x 1000000000 does not fit");
}

// Some tasks have rates, some share the rest, some are not billed.
v1::Project AnyProject() {
  v1::Project project;
  const int tasks = Between(1, 12);
  for (int i = 0; i < tasks; ++i) {
    v1::Task& task = *project.add_tasks();
    task.set_task_id(absl::StrCat("t", i));
    task.set_not_billable(OneIn(5));
    if (OneIn(2)) task.set_quantity(NumberUpTo(100, 6));
    if (OneIn(3)) task.set_unit_price(NumberUpTo(500, 4));
  }
  project.set_estimate(NumberUpTo(1'000'000, 2));
  return project;
}

bool Shares(const v1::Task& task) { return !task.not_billable() && task.unit_price().empty(); }

RC_GTEST_PROP(ProjectAmounts, AddUpToTheEstimateInPartsThatDifferByOneUnitAtMost, ()) {
  const v1::Project project = AnyProject();
  const auto amounts = AmountsOf(project, "USD", kMode);
  RC_PRE(amounts.ok());
  RC_ASSERT(NetOf(*amounts, "USD")->minor_units() ==
            ParseAmount(project.estimate(), "USD")->minor_units());
  std::vector<int64_t> parts;
  auto amount = amounts->begin();
  for (const v1::Task& task : project.tasks()) {
    if (task.not_billable()) continue;
    RC_ASSERT(amount->task_id() == task.task_id());
    if (Shares(task)) parts.push_back(amount->amount().minor_units());
    ++amount;
  }
  RC_ASSERT(amount == amounts->end());
  RC_ASSERT(std::ranges::is_sorted(parts, std::ranges::greater()));
  if (!parts.empty()) RC_ASSERT(parts.front() - parts.back() <= 1);
}

}  // namespace
}  // namespace tally
