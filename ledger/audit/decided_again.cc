#include "ledger/audit/decided_again.h"

#include "absl/strings/str_cat.h"
#include "ledger/audit/credits_again.h"
#include "ledger/audit/late_again.h"
#include "ledger/audit/payments_again.h"
#include "ledger/audit/postings_again.h"
#include "ledger/audit/quotes_again.h"
#include "ledger/audit/receivables_again.h"
#include "ledger/audit/repeat.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/runs.h"
#include "ledger/events/stream.h"

namespace tally {
namespace {

// The command `C` about the draft that `event` is about.
template <class C, class Event>
C OfDraft(const Event& event) {
  C command;
  command.set_org_id(event.org_id());
  command.set_customer_id(event.customer_id());
  command.set_month(event.month());
  return command;
}

template <class C, class Event>
C OfDraftForReason(const Event& event) {
  C command = OfDraft<C>(event);
  command.set_reason(event.reason());
  return command;
}

v1::StartRun StartOf(const v1::RunStarted& event) {
  v1::StartRun command;
  command.set_org_id(event.org_id());
  command.set_month(event.month());
  *command.mutable_customer_ids() = event.customer_ids();
  command.set_automatic(event.automatic());
  return command;
}

template <class Event>
v1::AdvanceRun AdvanceOf(const Event& event) {
  v1::AdvanceRun command;
  command.set_org_id(event.org_id());
  command.set_run_id(event.run_id());
  return command;
}

// What a person changed on the line stands in the content.
v1::OverrideDraftLine OverrideOf(const v1::DraftLineOverridden& event) {
  auto command = OfDraftForReason<v1::OverrideDraftLine>(event);
  command.set_line_id(event.line_id());
  for (const v1::DraftLine& rated : event.content().lines()) {
    if (rated.line().line_id() != event.line_id()) continue;
    command.set_quantity(rated.override().quantity());
    command.set_unit_price(rated.override().unit_price());
  }
  return command;
}

v1::WaiveDraftFlag WaiverOf(const v1::DraftFlagsWaived& event) {
  auto command = OfDraftForReason<v1::WaiveDraftFlag>(event);
  command.set_flag(event.flag());
  command.set_line_id(event.line_id());
  return command;
}

v1::ApproveDraft ApprovalOf(const v1::DraftApproved& event) {
  auto command = OfDraft<v1::ApproveDraft>(event);
  command.set_reviewed_position(event.reviewed_position());
  command.set_content_hash(event.content_hash());
  command.set_four_eyes_exception(event.four_eyes_exception());
  command.set_automatic(event.automatic());
  return command;
}

DecidedAgain Impossible(const DecidedCommit& decided, absl::string_view why) {
  return {.command = decided.commit.command(),
          .events = absl::FailedPreconditionError(why),
          .reply = ""};
}

}  // namespace

v1::Receipt ReceiptOf(const v1::Commit& commit) {
  v1::Receipt receipt;
  receipt.set_first_position(commit.first_position());
  receipt.set_event_count(static_cast<uint32_t>(commit.events_size()));
  *receipt.mutable_recorded_at() = commit.recorded_at();
  return receipt;
}

std::optional<DecidedAgain> DecideAgain(const DecidedCommit& decided, const Books& books) {
  const v1::Event& first = decided.events.front().event();
  switch (first.body_case()) {
    case v1::Event::kRunStarted:
      if (!ParseMonth(first.run_started().month())) return Impossible(decided, "it has no month");
      return Repeat(StartOf(first.run_started()), decided, books);
    case v1::Event::kRunAdvanced:
      return Repeat(AdvanceOf(first.run_advanced()), decided, books);
    case v1::Event::kRunCompleted:
      return Repeat(AdvanceOf(first.run_completed()), decided, books);
    case v1::Event::kDraftGenerated:
      return Repeat(AdvanceOf(first.draft_generated()), decided, books);
    case v1::Event::kDraftRegenerated:
      return Repeat(OfDraft<v1::RegenerateDraft>(first.draft_regenerated()), decided, books);
    case v1::Event::kDraftLineOverridden:
      return Repeat(OverrideOf(first.draft_line_overridden()), decided, books);
    case v1::Event::kDraftFlagsWaived:
      return Repeat(WaiverOf(first.draft_flags_waived()), decided, books);
    case v1::Event::kDraftHeld:
      return Repeat(OfDraftForReason<v1::HoldDraft>(first.draft_held()), decided, books);
    case v1::Event::kDraftReleased:
      return Repeat(OfDraft<v1::ReleaseDraft>(first.draft_released()), decided, books);
    case v1::Event::kDraftRejected:
      return Repeat(OfDraftForReason<v1::RejectDraft>(first.draft_rejected()), decided, books);
    case v1::Event::kDraftApproved:
      return Repeat(ApprovalOf(first.draft_approved()), decided, books);
    case v1::Event::kCreditNoteIssued:
      return DecideCreditAgain(first.credit_note_issued(), decided, books);
    case v1::Event::kLateDifferencesSettled:
      return DecideLateAgain(first.late_differences_settled(), decided, books);
    case v1::Event::kQuoteRevised:
      return DecideRevisionAgain(first.quote_revised(), decided, books);
    case v1::Event::kQuoteSent:
      return DecideSendingAgain(first.quote_sent(), decided, books);
    case v1::Event::kQuoteAccepted:
      return DecideAcceptanceAgain(first.quote_accepted(), decided, books);
    case v1::Event::kQuoteDeclined:
      return DecideDeclineAgain(first.quote_declined(), decided, books);
    case v1::Event::kInvoiceIssued:
      if (first.invoice_issued().invoice().project_id().empty()) {
        return Impossible(decided, absl::StrCat("no command begins with ", TypeOf(first)));
      }
      return DecideProjectAgain(first.invoice_issued(), decided, books);
    case v1::Event::kInvoiceVoided:
      return Impossible(decided, absl::StrCat("no command begins with ", TypeOf(first)));
    default:
      break;
  }
  if (auto again = DecidePaymentsAgain(decided, books)) return again;
  if (auto again = DecideReceivablesAgain(decided, books)) return again;
  if (auto again = DecidePostingsAgain(decided, books)) return again;
  // What defines something has nothing to be derived from; but it makes no document beside it.
  for (const v1::RecordedEvent& event : decided.events) {
    if (!event.event().has_invoice_issued() && !event.event().has_credit_note_issued() &&
        !event.event().has_draft_generated()) {
      continue;
    }
    return Impossible(decided, absl::StrCat("no command makes a document after ", TypeOf(first)));
  }
  return std::nullopt;
}

}  // namespace tally
