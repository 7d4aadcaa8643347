#include "clients/cli/show/projects.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

// `invoiced`, `quoted`, or nothing yet.
std::string StateOf(const v1::ProjectView& view) {
  if (!view.invoice_number().empty()) return "invoiced";
  return view.quote_id().empty() ? "open" : "quoted";
}

std::string AmountOf(const v1::ProjectView& view, const std::string& task_id) {
  const auto of_task = std::ranges::find(view.amounts(), task_id, &v1::TaskAmount::task_id);
  return of_task == view.amounts().end() ? "" : AmountText(of_task->amount());
}

// How the amount of a task comes about.
std::string BasisOf(const v1::Task& task) {
  if (task.not_billable()) return "not billed";
  return task.unit_price().empty() ? "share of estimate" : "own rate";
}

std::string TasksTable(const v1::ProjectView& view, const Look& look) {
  const std::string& currency = view.net().currency();
  TextTable table({{"task"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"item"},
                   {"quantity", TextTable::kRight, TextTable::kMayVanish},
                   {"price", TextTable::kRight, TextTable::kMayVanish},
                   {"billed by"},
                   {absl::StrCat("net ", currency), TextTable::kRight}});
  for (const v1::Task& task : view.project().tasks()) {
    table.Add({{task.task_id()},
               {task.name()},
               {task.item_id().empty() ? view.project().item_id() : task.item_id()},
               {Grouped(task.quantity())},
               {task.unit_price().empty() ? "" : PriceText(task.unit_price(), currency)},
               {BasisOf(task), task.not_billable() ? Style::kFaint : Style::kPlain},
               {AmountOf(view, task.task_id())}});
  }
  table.AddFooter(
      {{"total", Style::kHeading}, {}, {}, {}, {}, {}, {AmountText(view.net()), Style::kHeading}});
  return table.Layout(look);
}

}  // namespace

std::string ProjectTable(const v1::ProjectPage& page, const Look& look) {
  if (page.projects().empty()) return "No projects.\n";
  MoneyColumn money;
  for (const v1::ProjectView& view : page.projects()) money.See(view.net());
  TextTable table({{"project"},
                   {"client"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"tasks", TextTable::kRight},
                   {money.Title("net"), TextTable::kRight},
                   {"status"},
                   {"quote", TextTable::kLeft, TextTable::kMayVanish},
                   {"invoice", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::ProjectView& view : page.projects()) {
    const v1::Project& project = view.project();
    table.Add({{project.project_id()},
               {project.customer_id()},
               {project.name()},
               {Grouped(absl::StrCat(project.tasks_size()))},
               {money.Amount(view.net())},
               {StateOf(view)},
               {view.quote_id()},
               {view.invoice_number()}});
  }
  return table.Layout(look);
}

std::string ProjectSheet(const v1::ProjectView& view, const Look& look) {
  const v1::Project& project = view.project();
  std::string head =
      absl::StrCat(Paint(absl::StrCat("Project ", project.project_id(), ": ", project.name()),
                         Style::kHeading, look),
                   "\n  for      ", project.customer_id(), "\n");
  if (!project.estimate().empty()) {
    absl::StrAppend(&head, "  estimate ", PriceText(project.estimate(), view.net().currency()), " ",
                    view.net().currency(), "\n");
  }
  if (!view.quote_id().empty()) absl::StrAppend(&head, "  quote    ", view.quote_id(), "\n");
  if (!view.invoice_number().empty()) {
    absl::StrAppend(&head, "  invoice  ", view.invoice_number(), "\n");
  }
  return absl::StrCat(head, "\n", TasksTable(view, look));
}

}  // namespace tally
