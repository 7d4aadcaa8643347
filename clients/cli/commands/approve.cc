#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/review_queue.h"
#include "clients/cli/reports/reports.pb.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/session/failure_text.h"
#include "clients/cli/show/drafts.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/review.h"

namespace tally {
namespace {

using google::protobuf::Message;

struct ApproveOptions {
  std::vector<std::string> customer_ids;
  std::string month;
  bool all = false;
  bool unblocked = false;
  std::optional<uint64_t> position;
  std::string exception;
};

struct RegenerateOptions {
  std::vector<std::string> customer_ids;
  std::string month;
};

// Requests for many drafts, and what became of them.
class DraftCalls {
 public:
  explicit DraftCalls(Session& session) : session_(session) {}

  // Adds a request for the draft of one customer.
  template <typename Request>
  void Add(Request request) {
    requests_.push_back(std::make_unique<Request>(std::move(request)));
  }

  // Sends them all, many at once. `verb` says what is done, such as `approved`.
  template <typename Request, typename Reply>
  void Send(const char* verb) {
    size_t next = 0;
    session_.connection().CallMany(
        [&]() -> std::unique_ptr<Message> {
          return next < requests_.size() ? std::move(requests_[next++]) : nullptr;
        },
        [&](const Connection::Exchange& exchange) {
          Note(static_cast<const Request&>(*exchange.request), exchange,
               static_cast<const Reply&>(*exchange.reply));
          session_.terminal().Progress(
              absl::StrCat(verb, " ", statuses_.size(), " of ", requests_.size()));
        });
  }

  // Prints what became of them, the refusals to stderr. Partly done if only some were refused.
  absl::Status Conclude(const char* verb) {
    const cli::DraftsReport report = Report();
    session_.Show(report, [&] { return DraftsReportText(report, verb, session_.look()); });
    if (report.refused().empty()) return absl::OkStatus();
    if (statuses_.size() == 1) return statuses_.begin()->second;

    if (!session_.prints_json()) ExplainRefusals();
    const auto refused = static_cast<uint64_t>(report.refused_size());
    const std::string words = absl::StrCat(CountText(refused, "draft"), " not ", verb);
    return report.done().empty() ? absl::AbortedError(words) : PartlyDone(words);
  }

 private:
  static v1::Receipt ReceiptOf(const v1::ApproveDraftReply& reply) { return reply.receipt(); }
  static v1::Receipt ReceiptOf(const v1::Receipt& receipt) { return receipt; }
  static std::string NumberOf(const v1::ApproveDraftReply& reply) { return reply.invoice_number(); }
  static std::string NumberOf(const v1::Receipt&) { return ""; }

  template <typename Request, typename Reply>
  void Note(const Request& request, const Connection::Exchange& exchange, const Reply& reply) {
    statuses_[request.customer_id()] = exchange.status;
    cli::DoneDraft& draft = done_[request.customer_id()];
    draft.set_customer_id(request.customer_id());
    draft.set_month(request.month());
    if (!exchange.status.ok()) return;
    draft.set_invoice_number(NumberOf(reply));
    *draft.mutable_receipt() = ReceiptOf(reply);
  }

  // By customer.
  cli::DraftsReport Report() const {
    cli::DraftsReport report;
    for (const auto& [customer_id, status] : statuses_) {
      const cli::DoneDraft& draft = done_.at(customer_id);
      if (status.ok()) {
        *report.add_done() = draft;
        continue;
      }
      cli::RefusedDraft& refused = *report.add_refused();
      refused.set_customer_id(customer_id);
      refused.set_month(draft.month());
      refused.set_message(std::string(status.message()));
      if (const auto refusal = RefusalOf(status)) *refused.mutable_refusal() = *refusal;
    }
    return report;
  }

  void ExplainRefusals() {
    for (const auto& [customer_id, status] : statuses_) {
      if (status.ok()) continue;
      session_.terminal().Note(
          absl::StrCat(customer_id, ": ", FailureText(status, session_.look())));
    }
  }

  Session& session_;
  std::vector<std::unique_ptr<Message>> requests_;
  std::map<std::string, absl::Status> statuses_;
  std::map<std::string, cli::DoneDraft> done_;
};

// The entries of the customers, in their order. Fails if one has no draft.
absl::StatusOr<v1::DraftPage> Named(const v1::DraftPage& queue, const ApproveOptions& options) {
  v1::DraftPage named;
  named.set_position(queue.position());
  std::vector<std::string> missing;
  for (const std::string& id : options.customer_ids) {
    bool is_found = false;
    for (const v1::ReviewEntry& entry : queue.entries()) {
      if (entry.customer_id() != id) continue;
      *named.add_entries() = entry;
      is_found = true;
    }
    if (!is_found) missing.push_back(id);
  }
  if (missing.empty()) return named;
  return absl::NotFoundError(absl::StrCat("no draft of ", options.month, " for ",
                                          absl::StrJoin(missing, ", "), "; nothing was approved"));
}

// Leaves out what cannot be approved, and says so.
v1::DraftPage Unblocked(Session& session, const v1::DraftPage& queue) {
  v1::DraftPage unblocked;
  unblocked.set_position(queue.position());
  std::vector<std::string> blocked;
  for (const v1::ReviewEntry& entry : queue.entries()) {
    if (entry.blocked()) {
      blocked.push_back(entry.customer_id());
    } else {
      *unblocked.add_entries() = entry;
    }
  }
  if (!blocked.empty()) {
    session.terminal().Note(
        absl::StrCat("left out, blocked by a flag: ", absl::StrJoin(blocked, ", ")));
  }
  return unblocked;
}

// Returns what is to be approved.
absl::StatusOr<v1::DraftPage> Choose(Session& session, const ApproveOptions& options) {
  if (options.all == !options.customer_ids.empty()) {
    return WrongUsage("say which customers, or --all");
  }
  const auto status = options.all ? v1::DRAFT_STATUS_IN_REVIEW : v1::DRAFT_STATUS_UNSPECIFIED;
  const auto queue = ReadReviewQueue(session, options.month, status);
  if (!queue.ok()) return queue.status();
  auto chosen = options.all ? queue : Named(*queue, options);
  if (!chosen.ok()) return chosen.status();
  return options.all || options.unblocked ? Unblocked(session, *chosen) : *chosen;
}

// On a terminal shows what would be approved, and asks.
absl::Status Ask(Session& session, const v1::DraftPage& chosen) {
  if (!session.terminal().CanAsk()) return absl::OkStatus();
  if (!session.prints_json()) session.terminal().Print(ReviewTable(chosen, session.look()) + "\n");
  return session.Confirm(absl::StrCat(
      "Approve ", CountText(static_cast<uint64_t>(chosen.entries_size()), "draft"), "?"));
}

absl::Status Approve(Session& session, const ApproveOptions& options) {
  const auto chosen = Choose(session, options);
  if (!chosen.ok()) return chosen.status();
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  const bool is_one = chosen->entries_size() == 1;
  const auto request_id = is_one ? session.RequestId() : session.RequestIdPrefix();
  if (!request_id.ok()) return request_id.status();
  if (!chosen->entries().empty()) {
    absl::Status answer = Ask(session, *chosen);
    if (!answer.ok()) return answer;
  }

  DraftCalls calls(session);
  for (const v1::ReviewEntry& entry : chosen->entries()) {
    v1::ApproveDraft request;
    request.set_request_id(is_one ? *request_id
                                  : absl::StrCat(*request_id, "-", entry.customer_id()));
    request.set_org_id(*org_id);
    request.set_customer_id(entry.customer_id());
    request.set_month(entry.month());
    request.set_reviewed_position(options.position.value_or(chosen->position()));
    request.set_content_hash(entry.content_hash());
    request.set_four_eyes_exception(options.exception);
    calls.Add(std::move(request));
  }
  calls.Send<v1::ApproveDraft, v1::ApproveDraftReply>("approved");
  return calls.Conclude("approved");
}

absl::Status Regenerate(Session& session, const RegenerateOptions& options) {
  const auto org_id = session.Org();
  if (!org_id.ok()) return org_id.status();
  const bool is_one = options.customer_ids.size() == 1;
  const auto request_id = is_one ? session.RequestId() : session.RequestIdPrefix();
  if (!request_id.ok()) return request_id.status();

  DraftCalls calls(session);
  for (const std::string& customer_id : options.customer_ids) {
    v1::RegenerateDraft request;
    request.set_request_id(is_one ? *request_id : absl::StrCat(*request_id, "-", customer_id));
    request.set_org_id(*org_id);
    request.set_customer_id(customer_id);
    request.set_month(options.month);
    calls.Add(std::move(request));
  }
  calls.Send<v1::RegenerateDraft, v1::Receipt>("regenerated");
  return calls.Conclude("regenerated");
}

}  // namespace

void AddApproveCommands(const CommandTree& tree) {
  auto [approve, options] = AddCommand(
      tree, "approve", "Turn reviewed drafts into invoices", &Approve,
      "  tally approve acme zeta --month 2026-10\n"
      "  tally approve --month 2026-10 --all --at 4711    # as `tally review` says\n"
      "  tally approve acme --month 2026-10 --exception \"Ann is ill\"\n"
      "A draft that was changed since, or would come out differently now, is refused with the\n"
      "difference; if the org wants four eyes, so is one that you had a hand in. The others go\n"
      "through.");
  approve.add_option("CUSTOMER", options.customer_ids, "Whose drafts");
  AddMonth(approve, options.month)->required();
  approve.add_flag("--all", options.all,
                   "All drafts in review; those that a flag blocks are left out and named");
  approve.add_flag("--unblocked", options.unblocked, "Leave out those that a flag blocks");
  AddWholeNumber(approve, "--at", options.position,
                 "Position of the log at which they were reviewed; now if left out");
  approve.add_option("--exception", options.exception,
                     "Why you approve what you had a hand in, where the org wants four eyes and "
                     "allows exceptions");

  auto [regenerate, regenerate_options] =
      AddCommand(tree, "regenerate", "Make drafts again from the plans and counts of now",
                 &Regenerate, "  tally regenerate acme --month 2026-10");
  regenerate.add_option("CUSTOMER", regenerate_options.customer_ids, "Whose drafts")->required();
  AddMonth(regenerate, regenerate_options.month)->required();
}

}  // namespace tally
