#include "daemon/automatic_approvals.h"

#include <algorithm>
#include <utility>

#include "absl/synchronization/blocking_counter.h"
#include "daemon/rpc/method_log.h"
#include "ledger/base/refusal.h"
#include "ledger/deciders/automatic_approval.h"
#include "ledger/deciders/drafts.h"

namespace tally {
namespace {

// Approvals that wait for the ledger at a time: enough for it to write many in one go.
constexpr size_t kInFlight = 64;

}  // namespace

std::vector<v1::ApproveDraft> AutomaticApprovals(const Books& books, const v1::Run& run) {
  std::vector<v1::ApproveDraft> approvals;
  for (auto rows = books.drafts.Scan(run.org_id(), run.month()); rows.Valid(); rows.Next()) {
    auto approval = AutomaticApproval(books, run, rows.row());
    if (approval) approvals.push_back(*std::move(approval));
  }
  return approvals;
}

bool Approve(Ledger& ledger, const std::vector<v1::ApproveDraft>& approvals,
             const std::string& actor, const std::function<bool()>& stops, spdlog::logger& log) {
  for (size_t start = 0; start < approvals.size(); start += kInFlight) {
    if (stops()) return false;
    const size_t count = std::min(kInFlight, approvals.size() - start);
    std::vector<absl::Status> outcomes(count);
    absl::BlockingCounter answered(static_cast<int>(count));
    for (size_t i = 0; i < count; ++i) {
      ledger.Submit<v1::ApproveDraft>(approvals[start + i], actor, [&, i](const auto& reply) {
        outcomes[i] = reply.status();
        answered.DecrementCount();
      });
    }
    answered.Wait();
    for (size_t i = 0; i < count; ++i) {
      if (outcomes[i].ok()) continue;
      if (!RefusalOf(outcomes[i]) || absl::IsResourceExhausted(outcomes[i])) return false;
      const v1::ApproveDraft& left = approvals[start + i];
      log.info("event=left_in_review org_id={} month={} customer_id={} message={}", left.org_id(),
               left.month(), left.customer_id(), LogValue(outcomes[i].message()));
    }
  }
  return true;
}

}  // namespace tally
