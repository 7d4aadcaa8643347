#include "ledger/deciders/catalog.h"

#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/unique.h"

namespace tally {

Decision<> Decide(const v1::DefineItem& command, const Books& books, const Context&) {
  v1::Item item = command.item();
  item.clear_etag();

  const std::string& org_id = command.org_id();
  const std::optional<v1::Item> current = books.items.Find(org_id, item.item_id());
  if (absl::Status is = CheckOrg(books, org_id); !is.ok()) return is;
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (!item.tax_id().empty()) {
    if (absl::Status is = CheckTax(books, org_id, "item.tax_id", item.tax_id()); !is.ok()) {
      return is;
    }
  }
  const auto system_of = [](const v1::ExternalId& external) { return external.system(); };
  absl::Status unique = CheckUnique("item.external_ids", item.external_ids(), system_of);
  if (!unique.ok()) return unique;
  if (IsAs(current, item)) return Emit();

  v1::ItemDefined defined;
  defined.set_org_id(org_id);
  *defined.mutable_item() = item;
  return Emit(defined);
}

}  // namespace tally
