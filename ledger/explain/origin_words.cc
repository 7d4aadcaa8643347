#include "ledger/explain/origin_words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

std::string RevisionWords(const v1::Invoice& invoice) {
  return absl::StrCat("revision ", invoice.quote_revision(), " of quote ", invoice.quote_id());
}

// How many tasks of `project` share what the others leave of its estimate.
int64_t CountSharing(const v1::Project& project) {
  return std::ranges::count_if(project.tasks(), [](const v1::Task& task) {
    return !task.not_billable() && task.unit_price().empty();
  });
}

bool SomeHaveRates(const v1::Project& project) {
  return std::ranges::any_of(project.tasks(), [](const v1::Task& task) {
    return !task.not_billable() && !task.unit_price().empty();
  });
}

// `its share of the estimate of 1000.00 USD, split evenly over 3 tasks`.
std::string ShareWords(const v1::Project& project, const std::string& currency) {
  const int64_t sharing = CountSharing(project);
  return absl::StrCat("its share of ",
                      SomeHaveRates(project) ? "what the rates of others leave of " : "",
                      "the estimate of ", PriceWords(project.estimate(), currency), " ", currency,
                      sharing > 1 ? absl::StrCat(", split evenly over ", sharing, " tasks") : "");
}

std::string RateWords(const v1::Task& task, const std::string& currency) {
  return absl::StrCat(task.quantity().empty() ? "1" : task.quantity(), " at its own rate of ",
                      PriceWords(task.unit_price(), currency), " ", currency);
}

}  // namespace

std::string QuotedLineWords(const v1::Line& line, const v1::Invoice& invoice,
                            const v1::QuoteRevision& revision) {
  return absl::StrCat("As quoted: line ", line.line_id(), " of ", RevisionWords(invoice),
                      ", made on ", DayWords(revision.date()));
}

std::string TaskWords(const v1::Line& line, const v1::ProjectView& project) {
  const auto& tasks = project.project().tasks();
  const auto task = std::ranges::find(tasks, line.line_id(), &v1::Task::task_id);
  const auto amount =
      std::ranges::find(project.amounts(), line.line_id(), &v1::TaskAmount::task_id);
  if (task == tasks.end() || amount == project.amounts().end()) return "";
  if (amount->amount().minor_units() != line.amount().minor_units()) return "";
  const std::string& currency = line.amount().currency();
  return absl::StrCat("Task ", task->task_id(), " of project ", project.project().project_id(),
                      ", ", project.project().name(), ": ",
                      task->unit_price().empty() ? ShareWords(project.project(), currency)
                                                 : RateWords(*task, currency));
}

std::string QuoteAcceptedWords(const v1::Invoice& invoice, const Deed& acceptance) {
  return absl::StrCat("Bills ", RevisionWords(invoice), ", noted as accepted by ", acceptance.actor,
                      " on ", acceptance.when);
}

std::string ProjectWords(const v1::Project& project) {
  return absl::StrCat("Bills project ", project.project_id(), ", ", project.name());
}

std::string IssuedWords(const Deed& issue) {
  return absl::StrCat(issue.actor, " issued it on ", issue.when);
}

std::string OneOffTaxWords(const v1::TaxGroup& group, const v1::Invoice& invoice,
                           const v1::QuoteRevision& revision) {
  const std::string when =
      invoice.quote_id().empty()
          ? absl::StrCat("on ", DayWords(invoice.issue_date()), ", when the invoice was issued")
          : absl::StrCat("as quoted on ", DayWords(revision.date()));
  if (group.tax_id().empty()) return absl::StrCat("Not taxed, ", when);
  return absl::StrCat(group.name().empty() ? group.tax_id() : group.name(), ", ",
                      group.rate_percent(), "%, ", when);
}

}  // namespace tally
