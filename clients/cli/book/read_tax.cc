#include "clients/cli/book/read_tax.h"

#include <set>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

constexpr char kNeedsRate[] = "give a percentage like 8.25%";

// Reads rates of later days, such as `[{from: 2026-02-01, rate: 21%}]`.
template <class Rates>
void ReadRates(const Field& field, Rates& rates) {
  std::string last;
  for (const Field& item : field.Items()) {
    FieldMap fields(item);
    v1::TaxRate& rate = *rates.Add();
    const Field from = fields.Need("from", "give its first day, like 2026-02-01");
    rate.set_effective_from(from.Date());
    rate.set_rate_percent(fields.Need("rate", kNeedsRate).Percent());
    fields.RefuseOthers();
    if (rate.effective_from().empty()) continue;
    if (rate.effective_from() <= last) {
      from.Refuse(absl::StrCat("is not after ", last,
                               ", the day of the rate before it; put the rates in order"));
    }
    last = rate.effective_from();
  }
}

void ReadComponents(const Field& field, v1::Tax& tax) {
  std::set<std::string> names;
  for (const Field& item : field.Items()) {
    FieldMap fields(item);
    v1::TaxComponent& component = *tax.add_components();
    const Field name = fields.Need("name", "give the name shown on documents");
    component.set_name(name.Text());
    component.set_rate_percent(fields.Need("rate", kNeedsRate).Percent());
    const Field rates = fields.May("rates");
    ReadRates(rates, *component.mutable_rates());
    rates.CheckSize(component, v1::TaxComponent::kRatesFieldNumber);
    component.set_compound(fields.May("compound").IsTrue());
    fields.RefuseOthers();
    if (!component.name().empty() && !names.insert(component.name()).second) {
      name.Refuse(absl::StrCat("is \"", component.name(), "\" again; give another name"));
    }
  }
  field.CheckSize(tax, v1::Tax::kComponentsFieldNumber);
  if (field.is_list() && tax.components().empty()) {
    field.Refuse("has no taxes; list at least one, or give a rate");
  }
}

void RefuseBesideComponents(const Field& field) {
  if (field.given()) field.Refuse("stands beside components, which have their own; leave it out");
}

}  // namespace

void ReadTax(const std::string& id, const Field& field, v1::Tax& tax) {
  FieldMap fields(field);
  tax.set_tax_id(id);
  tax.set_name(fields.Need("name", "give the name shown on documents").Text());
  const Field components = fields.May("components");
  const Field rate = components.given() ? fields.May("rate") : fields.Need("rate", kNeedsRate);
  const Field rates = fields.May("rates");
  if (components.given()) {
    ReadComponents(components, tax);
    RefuseBesideComponents(rate);
    RefuseBesideComponents(rates);
  } else {
    tax.set_rate_percent(rate.Percent());
    ReadRates(rates, *tax.mutable_rates());
    rates.CheckSize(tax, v1::Tax::kRatesFieldNumber);
  }
  if (const Field reason = fields.May("exemption_reason"); reason.given()) {
    tax.set_exemption_reason(reason.Text());
  }
  fields.RefuseOthers();
  if (id == kExempt) field.Refuse("says that no tax is due; choose another id");
}

}  // namespace tally
