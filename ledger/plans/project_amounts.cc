#include "ledger/plans/project_amounts.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/money/amount_words.h"
#include "ledger/money/decimal.h"
#include "ledger/money/fraction.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

constexpr char kEstimate[] = "project.estimate";

Fraction FractionOf(absl::string_view number) {
  return Fraction(Decimal::Parse(number).value_or(Decimal()));
}

absl::Status Contradicts(absl::string_view field, absl::string_view words) {
  return Refuse(v1::REASON_PROJECT_CONTRADICTS_ITSELF, field, words);
}

// What the tasks come to by their own rates, and which are to share the rest.
struct Rated {
  std::vector<v1::TaskAmount> amounts;
  std::vector<size_t> sharing;
};

absl::StatusOr<Rated> RateTasks(const v1::Project& project, absl::string_view currency,
                                RoundingMode mode) {
  Rated rated;
  for (int i = 0; i < project.tasks_size(); ++i) {
    const v1::Task& task = project.tasks(i);
    if (task.not_billable()) continue;
    const std::string field = absl::StrCat("project.tasks[", i, "].unit_price");
    v1::TaskAmount& of_task = rated.amounts.emplace_back();
    of_task.set_task_id(task.task_id());
    *of_task.mutable_amount() = MakeMoney(0, currency);
    if (task.unit_price().empty()) {
      if (project.estimate().empty()) {
        return Contradicts(field, absl::StrCat("is missing: \"", task.task_id(),
                                               "\" is billable, and there is no estimate"));
      }
      rated.sharing.push_back(rated.amounts.size() - 1);
      continue;
    }
    const std::string quantity = task.quantity().empty() ? "1" : task.quantity();
    const auto amount =
        RoundToMoney(FractionOf(quantity) * FractionOf(task.unit_price()), currency, mode);
    if (!amount) {
      return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, field,
                    absl::StrCat(quantity, " x ", task.unit_price(), " does not fit"));
    }
    *of_task.mutable_amount() = *amount;
  }
  return rated;
}

// Gives the tasks that share the rest of `estimate` their parts of it.
absl::Status ShareRest(const v1::Money& estimate, Rated& rated) {
  const absl::StatusOr<v1::Money> by_rate = NetOf(rated.amounts, estimate.currency());
  if (!by_rate.ok()) return by_rate.status();
  const int64_t rest = estimate.minor_units() - by_rate->minor_units();
  if (rest < 0) {
    return Contradicts(kEstimate, absl::StrCat("is ", AmountWords(estimate),
                                               ", but the rates come to ", AmountWords(*by_rate)));
  }
  if (rated.sharing.empty()) {
    if (rest == 0) return absl::OkStatus();
    return Contradicts(kEstimate, absl::StrCat("is ", AmountWords(estimate),
                                               ", but all billable tasks have rates,",
                                               " which come to ", AmountWords(*by_rate)));
  }
  const std::vector<int64_t> evenly(rated.sharing.size(), 1);
  const std::vector<int64_t> parts = Allocate(rest, evenly);
  for (size_t i = 0; i < parts.size(); ++i) {
    *rated.amounts[rated.sharing[i]].mutable_amount() = MakeMoney(parts[i], estimate.currency());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::TaskAmount>> AmountsOf(const v1::Project& project,
                                                      absl::string_view currency,
                                                      RoundingMode mode) {
  absl::StatusOr<Rated> rated = RateTasks(project, currency, mode);
  if (!rated.ok()) return rated.status();
  if (project.estimate().empty()) return std::move(rated->amounts);

  const std::optional<v1::Money> estimate = ParseAmount(project.estimate(), currency);
  if (!estimate) {
    return Refuse(
        v1::REASON_FIELD_INVALID, kEstimate,
        absl::StrCat("is ", project.estimate(), ", which is no exact amount in ", currency));
  }
  if (absl::Status is = ShareRest(*estimate, *rated); !is.ok()) return is;
  return std::move(rated->amounts);
}

absl::StatusOr<v1::Money> NetOf(const std::vector<v1::TaskAmount>& amounts,
                                absl::string_view currency) {
  std::vector<int64_t> units;
  for (const v1::TaskAmount& of_task : amounts) units.push_back(of_task.amount().minor_units());
  const std::optional<int64_t> sum = Sum(units);
  if (!sum) return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "project.tasks", "the sum does not fit");
  return MakeMoney(*sum, currency);
}

}  // namespace tally
