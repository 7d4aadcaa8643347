#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::StatusOr<v1::ConflictPage> List(const v1::ListConflicts& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::ConflictPage reply;
  const auto take = [&](const Rows<v1::Conflict>& rows) {
    *reply.add_conflicts() = rows.row();
    return true;
  };
  const auto& conflicts = view.books().conflicts;
  reply.set_next_page_token(
      query.month().empty()
          ? page->Fill(conflicts.ScanFrom(page->from(), query.org_id()), take)
          : page->Fill(conflicts.ScanFrom(page->from(), query.org_id(), query.month()), take));
  return reply;
}

}  // namespace

ServicePtr ServeConflicts(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Conflict::descriptor()->file(), "Conflicts", serving);
  service->Query<v1::ListConflicts, v1::ConflictPage>("List", &List);
  return service;
}

}  // namespace tally
