#include "clients/cli/show/review.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/review_queue.h"
#include "clients/cli/show/draft_sheet.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

struct ReviewOptions {
  std::string month;
  std::string status;
  std::string customer_id;
};

// Returns the last month in which the customer has a draft.
absl::StatusOr<std::string> LastMonthOf(Session& session, const std::string& customer_id) {
  const auto queue = ReadReviewQueue(session, "", v1::DRAFT_STATUS_UNSPECIFIED);
  if (!queue.ok()) return queue.status();
  std::string month;
  for (const v1::ReviewEntry& entry : queue->entries()) {
    if (entry.customer_id() == customer_id) month = entry.month();
  }
  if (!month.empty()) return month;
  return absl::NotFoundError(absl::StrCat(customer_id, " has no draft"));
}

absl::Status ShowDraft(Session& session, const ReviewOptions& options) {
  v1::GetDraft request;
  request.set_customer_id(options.customer_id);
  request.set_month(options.month);
  if (options.month.empty()) {
    const auto month = LastMonthOf(session, options.customer_id);
    if (!month.ok()) return month.status();
    request.set_month(*month);
  }
  const auto draft = session.Query<v1::Draft>(request);
  if (!draft.ok()) return draft.status();
  session.Show(*draft, [&] { return DraftSheet(*draft, session.look()); });
  return absl::OkStatus();
}

absl::Status Review(Session& session, const ReviewOptions& options) {
  if (!options.customer_id.empty()) return ShowDraft(session, options);

  const auto status = ParseDraftStatus(options.status);
  const auto queue =
      ReadReviewQueue(session, options.month, status.value_or(v1::DRAFT_STATUS_UNSPECIFIED));
  if (!queue.ok()) return queue.status();
  session.Show(*queue, [&] { return ReviewTable(*queue, session.look()); });
  return absl::OkStatus();
}

}  // namespace

void AddReviewCommand(const CommandTree& tree) {
  auto [review, options] = AddCommand(
      tree, "review", "Show the drafts, how they differ from last month, and why", &Review,
      "  tally review --month 2026-10\n"
      "  tally review --month 2026-10 --status in_review\n"
      "  tally review --month 2026-10 --customer acme    # the draft whole");
  AddMonth(review, options.month);
  review.add_option("--status", options.status, "Only drafts in this state")
      ->check(CLI::IsMember(DraftStatusNames()));
  review.add_option("--customer,-c", options.customer_id,
                    "Show this customer's draft line by line; of its last month if none is given");
}

}  // namespace tally
