// The decider of ApproveDraft: the one step from a draft to an invoice.

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/draft_state.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/four_eyes.h"
#include "ledger/deciders/issue.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/rating/differences.h"

namespace tally {
namespace {

absl::Status CheckIsAsReviewed(const v1::ApproveDraft& command, const v1::Draft& draft,
                               uint64_t head) {
  if (command.reviewed_position() > head) {
    return Refuse(v1::REASON_FIELD_INVALID, "reviewed_position",
                  absl::StrCat("is ", command.reviewed_position(), ", but the log ends at ", head));
  }
  if (draft.changed_position() > command.reviewed_position()) {
    return Refuse(v1::REASON_DRAFT_CHANGED, "reviewed_position",
                  absl::StrCat("is ", command.reviewed_position(), ", but the draft of ",
                               draft.customer_id(), " was changed at ", draft.changed_position()));
  }
  if (draft.content().content_hash() != command.content_hash()) {
    return Refuse(v1::REASON_DRAFT_CHANGED, "content_hash",
                  absl::StrCat("is not that of the draft of ", draft.customer_id()));
  }
  return absl::OkStatus();
}

// Refuses, with the differences, if the draft would come out differently now.
absl::Status CheckIsFresh(const v1::Draft& draft, const Books& books, const v1::Org& org,
                          absl::Time now) {
  const MonthDrafter drafter(books, org, *ParseMonth(draft.month()), now);
  const absl::StatusOr<v1::DraftContent> again =
      drafter.Draft(*books.customers.Find(draft.org_id(), draft.customer_id()), draft.content());
  if (!again.ok()) return again.status();
  if (again->content_hash() == draft.content().content_hash()) return absl::OkStatus();

  v1::Refusal refusal;
  refusal.set_reason(v1::REASON_DRAFT_IS_STALE);
  refusal.set_field("content_hash");
  refusal.set_message(absl::StrCat("what the draft of ", draft.customer_id(),
                                   " is made from has changed since it was made"));
  const auto differences = DifferencesBetween(draft.content(), *again);
  *refusal.mutable_differences() = {differences.begin(), differences.end()};
  return Refuse(std::move(refusal));
}

void NameBlocking(const google::protobuf::RepeatedPtrField<v1::Flag>& flags,
                  absl::string_view line_id, std::vector<std::string>& names) {
  for (const v1::Flag& flag : flags) {
    if (!flag.blocks() || flag.has_waiver()) continue;
    const std::string name = v1::FlagKind_Name(flag.kind()).substr(sizeof("FLAG_KIND_") - 1);
    names.push_back(absl::StrCat(absl::AsciiStrToLower(name), line_id.empty() ? "" : " on ",
                                 line_id, " (", flag.detail(), ")"));
  }
}

absl::Status CheckIsNotBlocked(const v1::Draft& draft) {
  std::vector<std::string> names;
  NameBlocking(draft.content().flags(), "", names);
  for (const v1::DraftLine& rated : draft.content().lines()) {
    NameBlocking(rated.flags(), rated.line().line_id(), names);
  }
  if (names.empty()) return absl::OkStatus();
  return Refuse(v1::REASON_DRAFT_BLOCKED, "month",
                absl::StrCat("the draft of ", draft.customer_id(),
                             " is flagged: ", absl::StrJoin(names, "; ")));
}

absl::Status CheckBillsSomething(const v1::Draft& draft) {
  const auto& lines = draft.content().lines();
  const bool bills = std::any_of(lines.begin(), lines.end(), [](const v1::DraftLine& rated) {
    return rated.line().quantity() != "0";
  });
  if (bills) return absl::OkStatus();
  return Refuse(v1::REASON_NOTHING_BILLABLE, "month",
                absl::StrCat("the draft of ", draft.customer_id(), " bills nothing"));
}

absl::Status CheckSaidByDaemon(const v1::ApproveDraft& command) {
  // The gate lets no caller's id have blanks.
  if (!command.automatic() || absl::StrContains(command.request_id(), ' ')) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_INVALID, "automatic",
                "is said by the daemon alone; what a person approves is not automatic");
}

v1::Invoice InvoiceOf(const v1::DraftContent& content) {
  v1::Invoice invoice;
  *invoice.mutable_bill_to() = content.bill_to();
  *invoice.mutable_period() = content.period();
  *invoice.mutable_terms() = content.terms();
  for (const v1::DraftLine& rated : content.lines()) *invoice.add_lines() = rated.line();
  *invoice.mutable_tax_groups() = content.tax_groups();
  *invoice.mutable_totals() = content.totals();
  invoice.set_tax_rounding(content.tax_rounding());
  return invoice;
}

}  // namespace

Decision<v1::ApproveDraftReply> Decide(const v1::ApproveDraft& command, const Books& books,
                                       const Context& context) {
  const absl::StatusOr<v1::Draft> draft = FindDraft(command, books);
  if (!draft.ok()) return draft.status();
  const v1::Org org = *books.orgs.Find(command.org_id());
  if (absl::Status is = CheckSaidByDaemon(command); !is.ok()) return is;
  if (absl::Status is = CheckIsInReview(*draft); !is.ok()) return is;
  if (absl::Status is = CheckIsAsReviewed(command, *draft, context.position); !is.ok()) return is;
  if (absl::Status is = CheckIsFresh(*draft, books, org, context.now); !is.ok()) return is;
  if (absl::Status is = CheckIsNotBlocked(*draft); !is.ok()) return is;
  if (absl::Status is = CheckBillsSomething(*draft); !is.ok()) return is;
  absl::StatusOr<std::string> exception = ExceptionFor(command, *draft, books, org, context);
  if (!exception.ok()) return exception.status();

  const absl::StatusOr<InvoiceIssue> issue = NextInvoice(books, org, context);
  if (!issue.ok()) return issue.status();
  absl::StatusOr<std::vector<v1::Event>> issued =
      IssueInvoice(books, org, context, *issue, InvoiceOf(draft->content()));
  if (!issued.ok()) return issued.status();

  v1::DraftApproved approved;
  approved.set_org_id(draft->org_id());
  approved.set_customer_id(draft->customer_id());
  approved.set_month(draft->month());
  approved.set_reviewed_position(command.reviewed_position());
  approved.set_content_hash(command.content_hash());
  approved.set_invoice_number(issue->number.number);
  approved.set_four_eyes_exception(*std::move(exception));
  approved.set_automatic(command.automatic());

  Outcome<v1::ApproveDraftReply> outcome;
  outcome.reply.set_invoice_number(issue->number.number);
  outcome.events = {Wrap(std::move(approved))};
  std::ranges::move(*issued, std::back_inserter(outcome.events));
  return outcome;
}

}  // namespace tally
