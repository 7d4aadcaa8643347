#include "ledger/deciders/counts.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::StatusOr<v1::CountPage> List(const v1::ListCounts& query, const View& view) {
  const std::string& org_id = query.org_id();
  const std::string& source_id = query.source_id();
  if (absl::Status is = CheckOrg(view.books(), org_id); !is.ok()) return is;
  absl::Status source = CheckSource(view.books(), org_id, "source_id", source_id);
  if (!source.ok()) return source;
  if (query.account().empty() && !query.meter().empty()) {
    return Refuse(v1::REASON_FIELD_MISSING, "account", "is missing, but there is a meter");
  }
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::CountPage reply;
  const auto take = [&](const Rows<v1::Count>& rows) {
    *reply.add_counts() = rows.row();
    return true;
  };
  const auto& counts = view.books().counts;
  if (query.account().empty()) {
    reply.set_next_page_token(page->Fill(counts.ScanFrom(page->from(), org_id, source_id), take));
  } else if (query.meter().empty()) {
    reply.set_next_page_token(
        page->Fill(counts.ScanFrom(page->from(), org_id, source_id, query.account()), take));
  } else {
    reply.set_next_page_token(page->Fill(
        counts.ScanFrom(page->from(), org_id, source_id, query.account(), query.meter()), take));
  }
  return reply;
}

}  // namespace

ServicePtr ServeCounts(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::Count::descriptor()->file(), "Counts", serving);
  service->Command<v1::RecordCounts>("Record");
  service->CommandStream<v1::RecordCounts>("RecordStream");
  service->Query<v1::ListCounts, v1::CountPage>("List", &List);
  return service;
}

}  // namespace tally
