#include "clients/cli/book/write_project.h"

#include "absl/strings/str_cat.h"

namespace tally {

std::string ProjectText(const v1::Project& project) {
  std::string text = absl::StrCat("  ", YamlText(project.project_id()), ":\n",
                                  ProjectFields(project).OnALineEach(4), "    tasks:\n");
  for (const v1::Task& task : project.tasks()) {
    YamlFields fields;
    fields.AddText("id", task.task_id());
    fields.AddAll(TaskFields(task));
    absl::StrAppend(&text, "      - ", fields.OnOneLine(), "\n");
  }
  return text;
}

YamlFields ProjectFields(const v1::Project& project) {
  YamlFields fields;
  fields.AddText("customer", project.customer_id());
  fields.AddText("name", project.name());
  fields.AddText("item", project.item_id());
  fields.Add("estimate", project.estimate());
  return fields;
}

YamlFields TaskFields(const v1::Task& task) {
  YamlFields fields;
  fields.AddText("name", task.name());
  fields.AddIf("not_billable", task.not_billable());
  fields.Add("quantity", task.quantity());
  fields.Add("price", task.unit_price());
  fields.AddText("item", task.item_id());
  return fields;
}

}  // namespace tally
