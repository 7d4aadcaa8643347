#include "ledger/deciders/catalog.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::StatusOr<v1::Item> Get(const v1::GetItem& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  return OrRefuse(view.books().items.Find(query.org_id(), query.item_id()),
                  v1::REASON_ITEM_NOT_FOUND, "item_id", query.item_id());
}

absl::StatusOr<v1::ItemPage> List(const v1::ListItems& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::ItemPage reply;
  reply.set_next_page_token(page->Fill(view.books().items.ScanFrom(page->from(), query.org_id()),
                                       [&](const Rows<v1::Item>& rows) {
                                         *reply.add_items() = rows.row();
                                         return true;
                                       }));
  return reply;
}

}  // namespace

ServicePtr ServeCatalog(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::Item::descriptor()->file(), "Catalog", serving);
  service->Command<v1::DefineItem>("Define");
  service->Query<v1::GetItem, v1::Item>("Get", &Get);
  service->Query<v1::ListItems, v1::ItemPage>("List", &List);
  return service;
}

}  // namespace tally
