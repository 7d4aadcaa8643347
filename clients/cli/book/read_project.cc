#include "clients/cli/book/read_project.h"

#include <cstddef>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ledger/base/refusal.h"
#include "ledger/money/rounding.h"
#include "ledger/plans/project_amounts.h"

namespace tally {
namespace {

void ReadTask(const Field& field, v1::Task& task, References& references) {
  FieldMap fields(field);
  task.set_task_id(fields.Need("id", "give an id that no other task has").Id());
  task.set_name(fields.Need("name", "give the name shown on documents").Text());
  task.set_not_billable(fields.May("not_billable").IsTrue());
  task.set_quantity(fields.May("quantity").Quantity());
  task.set_unit_price(fields.May("price").Price());
  task.set_item_id(ReadReference(fields.May("item"), references.items));
  fields.RefuseOthers();
}

void RefuseEqualTaskIds(const v1::Project& project, const std::vector<Field>& tasks) {
  std::map<std::string, int> line_of;
  for (size_t i = 0; i < tasks.size(); ++i) {
    const std::string& id = project.tasks(static_cast<int>(i)).task_id();
    const auto [first, is_first] = line_of.try_emplace(id, tasks[i].place().line);
    if (is_first || id.empty()) continue;
    tasks[i].Refuse(absl::StrCat("has the id `", id, "` of the task on line ", first->second,
                                 " already; give another"));
  }
}

// The currency that the project's customer is billed in; empty if the book has no such customer.
std::string CurrencyOf(const v1::Project& project, const Book& book) {
  for (const v1::Customer& customer : book.customers) {
    if (customer.customer_id() != project.customer_id()) continue;
    return customer.currency().empty() ? book.org.currency() : customer.currency();
  }
  return "";
}

// Complains of amounts that do not fit together, but for what has been complained of since there
// were `problems_before`.
void RefuseContradictions(const Field& field, const v1::Project& project, const Book& book,
                          size_t problems_before) {
  const std::string currency = CurrencyOf(project, book);
  if (currency.empty() || field.IsRefused(problems_before)) return;
  const auto amounts = AmountsOf(project, currency, FromProto(book.org.rounding()));
  if (amounts.ok()) return;
  const v1::Refusal refusal = RefusalOf(amounts.status()).value_or(v1::Refusal());
  const std::string path = absl::StrReplaceAll(
      refusal.field(),
      {{"project.tasks", "tasks"}, {"project.estimate", "estimate"}, {".unit_price", ".price"}});
  field.At(path).Refuse(refusal.message());
}

}  // namespace

void ReadProject(const std::string& id, const Field& field, Book& book, References& references) {
  const size_t problems_before = field.problem_count();
  FieldMap fields(field);
  v1::Project& project = book.projects.emplace_back();
  project.set_project_id(id);
  references.projects.push_back({id, field.place(), field.path()});
  project.set_customer_id(
      ReadReference(fields.Need("customer", "say whom it is for"), references.customers));
  project.set_name(fields.Need("name", "give the name shown on documents").Text());
  project.set_item_id(ReadReference(fields.Need("item", "give the item that tasks are billed as"),
                                    references.items));
  project.set_estimate(fields.May("estimate").Price());
  const Field list = fields.Need("tasks", "list what is to be done");
  const std::vector<Field> tasks = list.Items();
  for (const Field& task : tasks) ReadTask(task, *project.add_tasks(), references);
  list.CheckSize(project, v1::Project::kTasksFieldNumber);
  fields.RefuseOthers();
  RefuseEqualTaskIds(project, tasks);
  RefuseContradictions(field, project, book, problems_before);
}

}  // namespace tally
