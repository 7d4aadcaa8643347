#include "clients/cli/book/read_book.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/read_customer.h"
#include "clients/cli/book/references.h"
#include "clients/cli/book/yaml_tree.h"

namespace tally {
namespace {

v1::Rounding ReadRounding(const Field& field) {
  if (!field.given()) return v1::ROUNDING_HALF_AWAY_FROM_ZERO;
  const std::string text = field.Text();
  if (text == "half_even") return v1::ROUNDING_HALF_EVEN;
  if (!text.empty() && text != "half_away_from_zero") {
    field.Refuse(absl::StrCat("is \"", text, "\"; write half_away_from_zero or half_even"));
  }
  return v1::ROUNDING_HALF_AWAY_FROM_ZERO;
}

v1::TaxRounding ReadTaxRounding(const Field& field) {
  const std::string text = field.Text();
  if (!text.empty() && text != "per_group") {
    field.Refuse(absl::StrCat("is \"", text, "\"; write per_group"));
  }
  return v1::TAX_ROUNDING_PER_GROUP;
}

void ReadReview(const Field& field, v1::ReviewLimits& review) {
  if (!field.given()) return;
  FieldMap fields(field);
  if (const Field jump = fields.May("quantity_jump"); jump.given()) {
    FieldMap limits(jump);
    review.set_quantity_jump_percent(limits.May("ratio").Percent());
    review.set_quantity_jump_units(limits.May("units").Quantity());
    limits.RefuseOthers();
  }
  review.set_stale_after_hours(fields.May("stale_after").Hours());
  fields.RefuseOthers();
}

void ReadOrg(const Field& field, Book& book, References& references) {
  FieldMap fields(field);
  v1::Org& org = book.org;
  org.set_org_id(fields.Need("id", "give an id such as northwind").Id());
  org.set_name(fields.Need("name", "give the name shown on documents").Text());
  org.set_currency(
      ReadCurrency(fields.Need("currency", "give a currency such as EUR"), "", references));
  org.set_time_zone(fields.Need("time_zone", "give a zone such as Europe/Paris").TimeZone());
  org.set_rounding(ReadRounding(fields.May("rounding")));
  org.set_tax_rounding(ReadTaxRounding(fields.May("tax_rounding")));
  org.set_number_pattern(fields.May("number_pattern").NumberPattern());
  org.set_credit_note_pattern(fields.May("credit_note_pattern").NumberPattern());
  if (const Field terms = fields.May("payment_terms"); terms.given()) {
    *org.mutable_payment_terms() = terms.Terms();
  }
  ReadReview(fields.May("review"), *org.mutable_review());
  fields.RefuseOthers();
}

// Calls `read` with the id and the value of each entry of a section.
template <typename Read>
void ForEach(const Field& section, Read read) {
  for (const auto& [key, field] : section.Entries()) {
    section.CheckKey(key);
    read(key, field);
  }
}

void ReadTax(const std::string& id, const Field& field, Book& book) {
  FieldMap fields(field);
  v1::Tax& tax = book.taxes.emplace_back();
  tax.set_tax_id(id);
  tax.set_name(fields.Need("name", "give the name shown on documents").Text());
  tax.set_rate_percent(fields.Need("rate", "give a percentage like 8.25%").Percent());
  fields.RefuseOthers();
  if (id == kExempt) field.Refuse("says that no tax is due; choose another id");
}

// `tax: exempt` says of an item the same as no tax.
std::string ReadItemTax(const Field& field, References& references) {
  const std::string id = ReadReference(field, references.taxes);
  return id == kExempt ? "" : id;
}

void ReadItem(const std::string& id, const Field& field, Book& book, References& references) {
  FieldMap fields(field);
  v1::Item& item = book.items.emplace_back();
  item.set_item_id(id);
  item.set_name(fields.Need("name", "give the name shown on documents").Text());
  item.set_tax_id(ReadItemTax(fields.May("tax"), references));
  const Field external_ids = fields.May("external_ids");
  ReadExternalIds(external_ids, *item.mutable_external_ids());
  external_ids.CheckSize(item, v1::Item::kExternalIdsFieldNumber);
  fields.RefuseOthers();
}

void ReadSource(const std::string& id, const Field& field, Book& book, References& references) {
  FieldMap fields(field);
  v1::Source& source = book.sources.emplace_back();
  source.set_source_id(id);
  source.set_kind(fields.Need("kind", "give the product, such as ninjaone").Id());
  const Field meters = fields.May("meters");
  for (const auto& [key, item] : meters.Entries()) {
    meters.CheckForeignKey(key);
    v1::Meter& meter = *source.add_meters();
    meter.set_meter(key);
    meter.set_item_id(ReadReference(item, references.items));
  }
  meters.CheckSize(source, v1::Source::kMetersFieldNumber);
  fields.RefuseOthers();
}

}  // namespace

std::optional<Book> ReadBook(absl::string_view text, References& references, Problems& problems) {
  const std::optional<YamlNode> tree = ParseYaml(text, problems);
  if (!tree) return std::nullopt;

  Book book;
  FieldMap sections(Field(*tree, "", problems));
  ReadOrg(sections.Need("org", "give the org's id, name, currency and time zone"), book,
          references);
  ForEach(sections.May("taxes"),
          [&](const auto& id, const Field& field) { ReadTax(id, field, book); });
  ForEach(sections.May("catalog"),
          [&](const auto& id, const Field& field) { ReadItem(id, field, book, references); });
  ForEach(sections.May("sources"),
          [&](const auto& id, const Field& field) { ReadSource(id, field, book, references); });
  ForEach(sections.May("customers"),
          [&](const auto& id, const Field& field) { ReadCustomer(id, field, book, references); });
  sections.RefuseOthers();
  CheckReferences(book, references, problems);
  if (!problems.empty()) return std::nullopt;
  return book;
}

}  // namespace tally
