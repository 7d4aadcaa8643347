#include "ledger/deciders/automatic_approval.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

bool IsFlagged(const v1::DraftContent& content) {
  return !content.flags().empty() ||
         std::ranges::any_of(content.lines(),
                             [](const v1::DraftLine& line) { return !line.flags().empty(); });
}

// Whether drafts of the customer were approved by themselves when `draft` was made.
bool IsApprovedByItself(const Books& books, const v1::Draft& draft) {
  const auto customer =
      books.customer_versions.FindLast(draft.org_id(), draft.customer_id(), draft.made_position());
  return customer && customer->auto_approve();
}

// Whether nobody has touched the draft since `run` made it.
bool IsUntouched(const v1::Run& run, const v1::Draft& draft) {
  return draft.run_id() == run.run_id() && draft.status() == v1::DRAFT_STATUS_IN_REVIEW &&
         draft.changed_position() == draft.made_position();
}

}  // namespace

std::optional<v1::ApproveDraft> AutomaticApproval(const Books& books, const v1::Run& run,
                                                  const v1::Draft& draft) {
  if (!run.automatic() || run.status() != v1::RUN_STATUS_COMPLETED) return std::nullopt;
  if (!IsUntouched(run, draft) || IsFlagged(draft.content())) return std::nullopt;
  if (!IsApprovedByItself(books, draft)) return std::nullopt;

  v1::ApproveDraft approve;
  // The blanks keep it apart from the ids of callers.
  approve.set_request_id(absl::StrCat("approve ", run.run_id(), " for ", draft.customer_id()));
  approve.set_org_id(draft.org_id());
  approve.set_customer_id(draft.customer_id());
  approve.set_month(draft.month());
  approve.set_reviewed_position(draft.changed_position());
  approve.set_content_hash(draft.content().content_hash());
  approve.set_automatic(true);
  return approve;
}

}  // namespace tally
