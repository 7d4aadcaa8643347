#include "ledger/deciders/drafts.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/draft_state.h"
#include "projections/review_queue.h"

namespace tally {
namespace {

absl::StatusOr<v1::Draft> Get(const v1::GetDraft& query, const View& view) {
  absl::StatusOr<v1::Draft> draft = FindDraft(query, view.books());
  if (draft.ok()) draft->set_position(view.position());
  return draft;
}

absl::StatusOr<v1::DraftPage> List(const v1::ListDrafts& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  const auto store = view.RowsOf(ReviewQueue::kName);
  const ReviewQueue queue(*store);
  v1::DraftPage reply;
  reply.set_position(view.position());
  const auto take = [&](const Rows<v1::ReviewEntry>& rows) {
    v1::ReviewEntry entry = rows.row();
    const bool wanted =
        query.status() == v1::DRAFT_STATUS_UNSPECIFIED || query.status() == entry.status();
    if (wanted) *reply.add_entries() = std::move(entry);
    return wanted;
  };
  reply.set_next_page_token(
      query.month().empty()
          ? page->Fill(queue.entries.ScanFrom(page->from(), query.org_id()), take)
          : page->Fill(queue.entries.ScanFrom(page->from(), query.org_id(), query.month()), take));
  return reply;
}

}  // namespace

ServicePtr ServeDrafts(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::Draft::descriptor()->file(), "Drafts", serving);
  service->Command<v1::ApproveDraft>("Approve");
  service->Command<v1::HoldDraft>("Hold");
  service->Command<v1::ReleaseDraft>("Release");
  service->Command<v1::RejectDraft>("Reject");
  service->Command<v1::OverrideDraftLine>("OverrideLine");
  service->Command<v1::WaiveDraftFlag>("WaiveFlag");
  service->Command<v1::RegenerateDraft>("Regenerate");
  service->Query<v1::GetDraft, v1::Draft>("Get", &Get);
  service->Query<v1::ListDrafts, v1::DraftPage>("List", &List);
  return service;
}

}  // namespace tally
