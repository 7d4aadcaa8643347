#include "clients/cli/commands/review_queue.h"

#include "clients/cli/rpc/pages.h"

namespace tally {

absl::StatusOr<v1::DraftPage> ReadReviewQueue(Session& session, const std::string& month,
                                              v1::DraftStatus status) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  v1::ListDrafts request;
  request.set_org_id(*org_id);
  request.set_month(month);
  request.set_status(status);
  return CallForAll<v1::DraftPage>(session.connection(), request);
}

}  // namespace tally
