#include "clients/cli/book/write_customer.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/facts.h"
#include "clients/cli/book/write_plan.h"
#include "clients/cli/book/yaml_text.h"

namespace tally {
namespace {

// Several accounts in one source are a list.
std::string Accounts(const v1::Customer& customer) {
  std::map<std::string, std::vector<std::string>> by_source;
  for (const v1::Account& account : customer.accounts()) {
    by_source[account.source_id()].push_back(YamlQuoted(account.account()));
  }
  YamlFields fields;
  for (const auto& [source_id, accounts] : by_source) {
    fields.Add(source_id, accounts.size() == 1 ? accounts.front() : YamlList(accounts));
  }
  return fields.OnOneLineIfAny();
}

std::string Meters(const v1::Customer& customer) {
  std::map<std::string, YamlFields> by_source;
  for (const v1::MeterOverride& meter : customer.meters()) {
    by_source[meter.source_id()].AddText(meter.meter(), meter.item_id());
  }
  YamlFields sources;
  for (const auto& [source_id, meters] : by_source) sources.Add(source_id, meters.OnOneLine());
  return sources.OnOneLineIfAny();
}

}  // namespace

std::string ExternalIdsText(const google::protobuf::RepeatedPtrField<v1::ExternalId>& ids) {
  YamlFields fields;
  for (const v1::ExternalId& id : ids) fields.AddQuoted(id.system(), id.id());
  return fields.OnOneLineIfAny();
}

std::string MeterText(const v1::Meter& meter) {
  std::vector<std::string> excluded;
  for (const std::string& member : meter.excluded_members()) excluded.push_back(YamlQuoted(member));
  YamlFields fields;
  fields.AddText("item", meter.item_id());
  fields.Add("exclude_members", YamlList(excluded));
  fields.AddIf("ignore_case", meter.ignores_case());
  return fields.fields().size() == 1 ? YamlText(meter.item_id()) : fields.OnOneLine();
}

std::string CustomerText(const v1::Customer& customer, const std::vector<const v1::Plan*>& plans) {
  YamlFields fields;
  fields.AddText("name", customer.name());
  fields.AddText("email", customer.email());
  fields.Add("currency", customer.currency());
  fields.AddText("time_zone", customer.time_zone());
  fields.AddText("tax", customer.tax_id());
  fields.AddText("exemption_reason", customer.exemption_reason());
  if (customer.has_payment_terms()) {
    fields.Add("payment_terms", TermsWord(customer.payment_terms()));
  }
  fields.AddIf("auto_approve", customer.auto_approve());
  fields.AddIf("trial", customer.trial());
  fields.Add("accounts", Accounts(customer));
  fields.Add("external_ids", ExternalIdsText(customer.external_ids()));
  fields.Add("meters", Meters(customer));
  std::string text =
      absl::StrCat("  ", YamlText(customer.customer_id()), ":\n", fields.OnALineEach(4));
  if (!plans.empty()) absl::StrAppend(&text, "    plan:\n");
  for (const v1::Plan* plan : plans) absl::StrAppend(&text, PlanText(*plan));
  return text;
}

}  // namespace tally
