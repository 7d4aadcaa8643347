#include "ledger/deciders/sources.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::StatusOr<v1::Source> Get(const v1::GetSource& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  return OrRefuse(view.books().sources.Find(query.org_id(), query.source_id()),
                  v1::REASON_SOURCE_NOT_FOUND, "source_id", query.source_id());
}

absl::StatusOr<v1::SourcePage> List(const v1::ListSources& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::SourcePage reply;
  reply.set_next_page_token(page->Fill(view.books().sources.ScanFrom(page->from(), query.org_id()),
                                       [&](const Rows<v1::Source>& rows) {
                                         *reply.add_sources() = rows.row();
                                         return true;
                                       }));
  return reply;
}

}  // namespace

ServicePtr ServeSources(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Source::descriptor()->file(), "Sources", serving);
  service->Command<v1::DefineSource>("Define");
  service->Query<v1::GetSource, v1::Source>("Get", &Get);
  service->Query<v1::ListSources, v1::SourcePage>("List", &List);
  return service;
}

}  // namespace tally
