#include "ledger/deciders/taxes.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/rating/tax_point.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

using Rates = google::protobuf::RepeatedPtrField<v1::TaxRate>;

void WriteTheShortestWay(Rates& rates) {
  for (v1::TaxRate& rate : rates) rate.set_rate_percent(CanonicalNumber(rate.rate_percent()));
}

v1::Tax Canonical(v1::Tax tax) {
  tax.clear_etag();
  tax.set_rate_percent(CanonicalNumber(tax.rate_percent()));
  WriteTheShortestWay(*tax.mutable_rates());
  for (v1::TaxComponent& component : *tax.mutable_components()) {
    component.set_rate_percent(CanonicalNumber(component.rate_percent()));
    WriteTheShortestWay(*component.mutable_rates());
  }
  return tax;
}

absl::Status RefuseRates(absl::string_view field, absl::string_view message) {
  return Refuse(v1::REASON_TAX_RATES_INVALID, field, message);
}

absl::Status CheckHasRates(const v1::Tax& tax) {
  if (tax.components().empty()) {
    if (!tax.rate_percent().empty()) return absl::OkStatus();
    return RefuseRates("tax.rate_percent", "is empty, and there are no components");
  }
  if (!tax.rate_percent().empty()) {
    return RefuseRates("tax.components", "are given beside a rate of the whole");
  }
  if (!tax.rates().empty()) {
    return RefuseRates("tax.rates", "are given beside components, which have their own");
  }
  return absl::OkStatus();
}

absl::Status CheckAscending(const std::string& field, const Rates& rates) {
  for (int i = 1; i < rates.size(); ++i) {
    if (rates[i - 1].effective_from() < rates[i].effective_from()) continue;
    return RefuseRates(absl::StrCat(field, "[", i, "].effective_from"),
                       absl::StrCat("is ", rates[i].effective_from(), ", which is not after ",
                                    rates[i - 1].effective_from()));
  }
  return absl::OkStatus();
}

absl::Status CheckComponents(const v1::Tax& tax) {
  for (int i = 0; i < tax.components_size(); ++i) {
    const v1::TaxComponent& component = tax.components(i);
    const std::string field = absl::StrCat("tax.components[", i, "]");
    const auto before = std::find_if(
        tax.components().begin(), tax.components().begin() + i,
        [&](const v1::TaxComponent& known) { return known.name() == component.name(); });
    if (before != tax.components().begin() + i) {
      return RefuseRates(absl::StrCat(field, ".name"),
                         absl::StrCat("names \"", component.name(), "\" again"));
    }
    absl::Status ascending = CheckAscending(absl::StrCat(field, ".rates"), component.rates());
    if (!ascending.ok()) return ascending;
  }
  return absl::OkStatus();
}

// Taxes on taxes multiply: what they come to together must be a rate that can be said.
absl::Status CheckRatesFit(const v1::Tax& tax) {
  std::vector<std::string> days = {"1900-01-01"};
  for (const v1::TaxComponent& component : tax.components()) {
    for (const v1::TaxRate& rate : component.rates()) days.push_back(rate.effective_from());
  }
  for (const std::string& day : days) {
    const auto date = ParseDate(day);
    if (!date || RatePercentOf(RatesOn(tax, *date))) continue;
    return RefuseRates("tax.components",
                       absl::StrCat("come to a rate on ", day, " that does not fit"));
  }
  return absl::OkStatus();
}

absl::Status CheckRates(const v1::Tax& tax) {
  if (absl::Status is = CheckHasRates(tax); !is.ok()) return is;
  if (absl::Status is = CheckAscending("tax.rates", tax.rates()); !is.ok()) return is;
  if (absl::Status is = CheckComponents(tax); !is.ok()) return is;
  return CheckRatesFit(tax);
}

}  // namespace

Decision<> Decide(const v1::DefineTax& command, const Books& books, const Context&) {
  const v1::Tax tax = Canonical(command.tax());
  const std::string& org_id = command.org_id();
  const std::optional<v1::Tax> current = books.taxes.Find(org_id, tax.tax_id());
  if (absl::Status is = CheckOrg(books, org_id); !is.ok()) return is;
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (tax.tax_id() == kExempt) {
    return Refuse(v1::REASON_TAX_ID_RESERVED, "tax.tax_id",
                  "is \"exempt\", which says that no tax is due");
  }
  if (absl::Status is = CheckRates(tax); !is.ok()) return is;
  if (IsAs(current, tax)) return Emit();

  v1::TaxDefined defined;
  defined.set_org_id(org_id);
  *defined.mutable_tax() = tax;
  return Emit(defined);
}

}  // namespace tally
