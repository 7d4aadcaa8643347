#include "clients/cli/book/write_tax.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/words.h"

namespace tally {
namespace {

template <class Rates>
std::string RatesText(const Rates& rates) {
  std::vector<std::string> texts;
  for (const v1::TaxRate& rate : rates) {
    YamlFields fields;
    fields.Add("from", rate.effective_from());
    fields.AddPercent("rate", rate.rate_percent());
    texts.push_back(fields.OnOneLine());
  }
  return YamlList(texts);
}

std::string ComponentsText(const v1::Tax& tax) {
  std::vector<std::string> texts;
  for (const v1::TaxComponent& component : tax.components()) {
    YamlFields fields;
    fields.AddText("name", component.name());
    fields.AddPercent("rate", component.rate_percent());
    fields.Add("rates", RatesText(component.rates()));
    fields.AddIf("compound", component.compound());
    texts.push_back(fields.OnOneLine());
  }
  return YamlList(texts);
}

}  // namespace

YamlFields TaxFields(const v1::Tax& tax) {
  YamlFields fields;
  fields.AddText("name", tax.name());
  fields.AddPercent("rate", tax.rate_percent());
  fields.Add("rates", RatesText(tax.rates()));
  fields.Add("components", ComponentsText(tax));
  fields.AddText("exemption_reason", tax.exemption_reason());
  return fields;
}

std::string TaxRoundingText(const v1::Org& org) {
  const bool is_per_line = org.tax_rounding() == v1::TAX_ROUNDING_PER_LINE;
  const v1::TaxPolicy& policy = org.tax_policy();
  YamlFields fields;
  fields.Add("per", is_per_line ? "line" : "group");
  if (policy.line_digits() > 0) fields.Add("digits", absl::StrCat(policy.line_digits()));
  fields.Add("rounding", WordFor(kRoundingWords, policy.rounding()));
  fields.Add("total", WordFor(kRoundingWords, policy.total_rounding()));
  if (fields.fields().size() > 1) return fields.OnOneLine();
  return is_per_line ? "per_line" : "per_group";
}

}  // namespace tally
