#include "clients/cli/book/read_book.h"

#include <string>

#include "clients/cli/book/field.h"
#include "clients/cli/book/read_customer.h"
#include "clients/cli/book/read_org.h"
#include "clients/cli/book/read_project.h"
#include "clients/cli/book/read_tax.h"
#include "clients/cli/book/references.h"
#include "clients/cli/book/yaml_tree.h"

namespace tally {
namespace {

// Calls `read` with the id and the value of each entry of a section.
template <typename Read>
void ForEach(const Field& section, Read read) {
  for (const auto& [key, field] : section.Entries()) {
    section.CheckKey(key);
    read(key, field);
  }
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

// A meter is the item that it is billed as, or says more.
void ReadMeter(const Field& field, v1::Meter& meter, References& references) {
  if (!field.is_map()) {
    meter.set_item_id(ReadReference(field, references.items));
    return;
  }
  FieldMap fields(field);
  meter.set_item_id(
      ReadReference(fields.Need("item", "give the item it is billed as"), references.items));
  const Field excluded = fields.May("exclude_members");
  for (const Field& member : excluded.Items()) meter.add_excluded_members(member.ForeignId());
  excluded.CheckSize(meter, v1::Meter::kExcludedMembersFieldNumber);
  meter.set_ignores_case(fields.May("ignore_case").IsTrue());
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
    ReadMeter(item, meter, references);
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
  ReadOrg(sections.Need("org", "give the org's id, name, currency and time zone"), book.org,
          references);
  ForEach(sections.May("taxes"), [&](const auto& id, const Field& field) {
    ReadTax(id, field, book.taxes.emplace_back());
  });
  ForEach(sections.May("catalog"),
          [&](const auto& id, const Field& field) { ReadItem(id, field, book, references); });
  ForEach(sections.May("sources"),
          [&](const auto& id, const Field& field) { ReadSource(id, field, book, references); });
  ForEach(sections.May("customers"),
          [&](const auto& id, const Field& field) { ReadCustomer(id, field, book, references); });
  ForEach(sections.May("projects"),
          [&](const auto& id, const Field& field) { ReadProject(id, field, book, references); });
  sections.RefuseOthers();
  CheckReferences(book, references, problems);
  if (!problems.empty()) return std::nullopt;
  return book;
}

}  // namespace tally
