#include "clients/cli/book/write_book.h"

#include <cstddef>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/facts.h"
#include "clients/cli/book/words.h"
#include "clients/cli/book/write_accounting_systems.h"
#include "clients/cli/book/write_customer.h"
#include "clients/cli/book/write_dunning.h"
#include "clients/cli/book/write_four_eyes.h"
#include "clients/cli/book/write_project.h"
#include "clients/cli/book/write_tax.h"
#include "clients/cli/book/yaml_text.h"

namespace tally {
namespace {

std::string Review(const v1::ReviewLimits& review) {
  YamlFields jump;
  jump.Add("ratio", absl::StrCat(review.quantity_jump_percent(), "%"));
  jump.Add("units", review.quantity_jump_units());
  YamlFields fields;
  fields.Add("quantity_jump", jump.OnOneLine());
  fields.Add("stale_after", absl::StrCat(review.stale_after_hours(), "h"));
  return fields.OnOneLine();
}

std::string CashRounding(const v1::Org& org) {
  YamlFields fields;
  for (const v1::CashRounding& coin : org.cash_rounding()) {
    fields.Add(coin.currency(), coin.increment());
  }
  return fields.OnOneLineIfAny();
}

std::string OrgSection(const v1::Org& org) {
  YamlFields fields;
  fields.AddText("id", org.org_id());
  fields.AddText("name", org.name());
  fields.Add("currency", org.currency());
  fields.AddText("time_zone", org.time_zone());
  fields.Add("rounding", WordFor(kRoundingWords, org.rounding()));
  fields.Add("tax_rounding", TaxRoundingText(org));
  fields.Add("tax_point", WordUnlessDefault(kTaxPointWords, org.tax_policy().tax_point()));
  fields.Add("cash_rounding", CashRounding(org));
  fields.AddQuoted("number_pattern", org.number_pattern());
  fields.AddQuoted("credit_note_pattern", org.credit_note_pattern());
  fields.Add("payment_terms", TermsWord(org.payment_terms()));
  fields.Add("review", Review(org.review()));
  fields.Add("dunning", DunningFields(org.dunning()).OnOneLineIfAny());
  fields.AddIf("credit_by_hand", org.credit_by_hand());
  fields.Add("calendar", CalendarFields(org).OnOneLineIfAny());
  fields.Add("four_eyes", FourEyesText(org));
  fields.Add("accounting_systems", AccountingSystemFields(org).OnOneLineIfAny());
  return absl::StrCat("org:\n", fields.OnALineEach(2));
}

std::string TaxesSection(const std::vector<v1::Tax>& taxes) {
  std::string section = taxes.empty() ? "" : "taxes:\n";
  for (const v1::Tax& tax : taxes) {
    absl::StrAppend(&section, "  ", YamlText(tax.tax_id()), ": ", TaxFields(tax).OnOneLine(), "\n");
  }
  return section;
}

std::string CatalogSection(const std::vector<v1::Item>& items) {
  std::string section = items.empty() ? "" : "catalog:\n";
  for (const v1::Item& item : items) {
    YamlFields fields;
    fields.AddText("name", item.name());
    fields.AddText("tax", item.tax_id());
    fields.Add("external_ids", ExternalIdsText(item.external_ids()));
    absl::StrAppend(&section, "  ", YamlText(item.item_id()), ": ", fields.OnOneLine(), "\n");
  }
  return section;
}

std::string SourcesSection(const std::vector<v1::Source>& sources) {
  std::string section = sources.empty() ? "" : "sources:\n";
  for (const v1::Source& source : sources) {
    absl::StrAppend(&section, "  ", YamlText(source.source_id()),
                    ":\n    kind: ", YamlText(source.kind()), "\n");
    if (source.meters().empty()) continue;
    YamlFields meters;
    for (const v1::Meter& meter : source.meters()) meters.Add(meter.meter(), MeterText(meter));
    absl::StrAppend(&section, "    meters:\n", meters.OnALineEach(6));
  }
  return section;
}

std::string CustomersSection(const Book& book) {
  std::map<std::string, std::vector<const v1::Plan*>> plans;
  for (const v1::Plan& plan : book.plans) plans[plan.customer_id()].push_back(&plan);

  std::string section = book.customers.empty() ? "" : "customers:\n";
  for (const v1::Customer& customer : book.customers) {
    absl::StrAppend(&section, CustomerText(customer, plans[customer.customer_id()]));
  }
  return section;
}

std::string ProjectsSection(const std::vector<v1::Project>& projects) {
  std::string section = projects.empty() ? "" : "projects:\n";
  for (const v1::Project& project : projects) absl::StrAppend(&section, ProjectText(project));
  return section;
}

}  // namespace

std::string WriteBook(const Book& book) {
  return absl::StrCat(OrgSection(book.org), TaxesSection(book.taxes), CatalogSection(book.items),
                      SourcesSection(book.sources), CustomersSection(book),
                      ProjectsSection(book.projects));
}

}  // namespace tally
