// The model's rules of runs and drafts. What a draft bills is read from its events; the model knows
// in which state it is, who may change it, and what approving it must issue.

#include <algorithm>
#include <set>

#include "model/issue.h"
#include "model/rules.h"

namespace tally {
namespace {

using MonthAndCustomer = std::pair<std::string, std::string>;

template <class C>
const DraftState* DraftOf(const OrgState& org, const C& command) {
  const auto found = org.drafts.find({command.month(), command.customer_id()});
  return found == org.drafts.end() ? nullptr : &found->second;
}

// Positions after which what a draft is made from was the same.
uint64_t LastInputOf(const OrgState& org, const std::string& customer_id) {
  const auto of = [&](const std::string& key) {
    const auto found = org.inputs.find(key);
    return found == org.inputs.end() ? 0 : found->second;
  };
  return std::max(of(""), of(customer_id));
}

template <class C>
Verdict JudgeDraft(const OrgState& org, const C& command) {
  return Verdict()
      .If(org.customers.count(command.customer_id()) == 0, v1::REASON_CUSTOMER_NOT_FOUND)
      .If(DraftOf(org, command) == nullptr, v1::REASON_DRAFT_NOT_FOUND);
}

template <class C>
Verdict JudgeInReview(const OrgState& org, const C& command) {
  Verdict verdict = JudgeDraft(org, command);
  const DraftState* draft = DraftOf(org, command);
  if (draft == nullptr) return verdict;
  return verdict.If(draft->status == v1::DRAFT_STATUS_APPROVED, v1::REASON_DRAFT_APPROVED)
      .If(draft->status == v1::DRAFT_STATUS_HELD, v1::REASON_DRAFT_HELD)
      .If(draft->status == v1::DRAFT_STATUS_REJECTED, v1::REASON_DRAFT_REJECTED);
}

template <class C>
Verdict JudgeNotApproved(const OrgState& org, const C& command) {
  const DraftState* draft = DraftOf(org, command);
  return JudgeDraft(org, command)
      .If(draft != nullptr && draft->status == v1::DRAFT_STATUS_APPROVED,
          v1::REASON_DRAFT_APPROVED);
}

// The draft of an event about the command's month and customer.
template <class Event, class C>
DraftState& Change(OrgState& org, const C& command, const Event& event, Taken& taken) {
  taken.ExpectSame(command.customer_id(), event.customer_id(), "the customer");
  taken.ExpectSame(command.month(), event.month(), "the month");
  DraftState& draft = org.drafts[{command.month(), command.customer_id()}];
  draft.changed_at = taken.position();
  return draft;
}

void SetContent(OrgState& org, const std::string& customer_id, const v1::DraftContent& content,
                DraftState& draft, Taken& taken) {
  draft.content = content;
  draft.made_at = taken.position();
  // The months of a customer are compared with each other.
  NoteInput(org, customer_id, taken);
  draft.made_at = taken.position();
}

// Runs.

Verdict JudgeRun(const OrgState& org, const v1::StartRun& command) {
  Verdict verdict;
  for (const std::string& customer_id : command.customer_ids()) {
    verdict.If(org.customers.count(customer_id) == 0, v1::REASON_CUSTOMER_NOT_FOUND);
  }
  const bool is_under_way = std::any_of(org.runs.begin(), org.runs.end(), [&](const auto& run) {
    return run.second.month == command.month() && !run.second.completed;
  });
  return verdict.If(is_under_way, v1::REASON_RUN_UNDER_WAY)
      .If(command.month() >= "2900", v1::REASON_MONTH_NOT_OVER)
      .If(command.automatic(), v1::REASON_FIELD_INVALID);
}

void TakeRun(OrgState& org, const v1::StartRun& command, Taken& taken) {
  const auto& started = taken.Next<v1::RunStarted>();
  const auto of_month = std::count_if(org.runs.begin(), org.runs.end(), [&](const auto& run) {
    return run.second.month == command.month();
  });
  const std::string run_id = absl::StrCat(command.month(), ".", of_month + 1);
  taken.ExpectSame(run_id, started.run_id(), "the run");
  taken.ExpectSame(command.month(), started.month(), "the month");
  org.runs[run_id] = {
      .month = command.month(),
      .customer_ids = {command.customer_ids().begin(), command.customer_ids().end()}};
  if (const auto reply = taken.reply<v1::StartRunReply>()) {
    taken.ExpectSame(run_id, reply->run_id(), "run_id");
  }
}

// Why a customer gets no draft, as far as the model knows; anything where it does not.
bool MayBeSkipped(const OrgState& org, const MonthAndCustomer& which, v1::SkipReason reason) {
  const auto draft = org.drafts.find(which);
  if (draft == org.drafts.end()) return reason == v1::SKIP_REASON_NOTHING_BILLABLE;
  return reason == (draft->second.status == v1::DRAFT_STATUS_APPROVED
                        ? v1::SKIP_REASON_ALREADY_INVOICED
                        : v1::SKIP_REASON_ALREADY_DRAFTED);
}

bool HasPlan(const OrgState& org, const MonthAndCustomer& which) {
  return std::any_of(org.plans.begin(), org.plans.end(), [&](const auto& plan) {
    const auto& [customer_id, from] = plan.first;
    return customer_id == which.second && from <= which.first + "-31";
  });
}

// Sent by the daemon alone: drafts each customer of a run who has no draft.
Verdict JudgeAdvance(const OrgState& org, const v1::AdvanceRun& command) {
  const auto run = org.runs.find(command.run_id());
  return Verdict()
      .If(run == org.runs.end(), v1::REASON_RUN_NOT_FOUND)
      .If(run != org.runs.end() && run->second.completed, v1::REASON_RUN_COMPLETED);
}

void TakeAdvance(OrgState& org, const v1::AdvanceRun& command, Taken& taken) {
  RunState& run = org.runs[command.run_id()];
  std::set<std::string> drafted;
  while (taken.NextIs<v1::DraftGenerated>()) {
    const auto& generated = taken.Next<v1::DraftGenerated>();
    const MonthAndCustomer which = {run.month, generated.customer_id()};
    taken.ExpectSame(run.month, generated.month(), "the month");
    taken.Expect(org.drafts.count(which) == 0, "nobody is drafted twice");
    taken.Expect(HasPlan(org, which), "nobody is drafted without a plan");
    DraftState& draft = org.drafts[which];
    draft.changed_at = taken.position();
    SetContent(org, generated.customer_id(), generated.content(), draft, taken);
    drafted.insert(generated.customer_id());
  }
  std::set<std::string> expected = run.customer_ids;
  if (expected.empty()) {
    for (const auto& [customer_id, customer] : org.customers) expected.insert(customer_id);
  }
  if (!expected.empty()) {
    std::set<std::string> done;
    for (const v1::RunOutcome& outcome : taken.Next<v1::RunAdvanced>().outcomes()) {
      const MonthAndCustomer which = {run.month, outcome.customer_id()};
      done.insert(outcome.customer_id());
      const bool is_drafted = drafted.count(outcome.customer_id()) > 0;
      taken.ExpectSame(is_drafted, outcome.created(), "whether there is a draft");
      taken.Expect(is_drafted || MayBeSkipped(org, which, outcome.skip_reason()),
                   absl::StrCat(outcome.customer_id(), " is not skipped because of ",
                                v1::SkipReason_Name(outcome.skip_reason())));
    }
    taken.Expect(done == expected, "each customer of the run has an outcome");
  }
  taken.ExpectSame(command.run_id(), taken.Next<v1::RunCompleted>().run_id(), "the run");
  run.completed = true;
}

// Drafts.

void TakeHold(OrgState& org, const v1::HoldDraft& command, Taken& taken) {
  Change(org, command, taken.Next<v1::DraftHeld>(), taken).status = v1::DRAFT_STATUS_HELD;
}

Verdict JudgeRelease(const OrgState& org, const v1::ReleaseDraft& command) {
  const DraftState* draft = DraftOf(org, command);
  return JudgeDraft(org, command)
      .If(draft != nullptr && draft->status != v1::DRAFT_STATUS_HELD, v1::REASON_DRAFT_NOT_HELD);
}

void TakeRelease(OrgState& org, const v1::ReleaseDraft& command, Taken& taken) {
  Change(org, command, taken.Next<v1::DraftReleased>(), taken).status = v1::DRAFT_STATUS_IN_REVIEW;
}

void TakeRejection(OrgState& org, const v1::RejectDraft& command, Taken& taken) {
  Change(org, command, taken.Next<v1::DraftRejected>(), taken).status = v1::DRAFT_STATUS_REJECTED;
}

void TakeRegeneration(OrgState& org, const v1::RegenerateDraft& command, Taken& taken) {
  DraftState& before = org.drafts[{command.month(), command.customer_id()}];
  const bool is_rejected = before.status == v1::DRAFT_STATUS_REJECTED;
  const bool may_differ = LastInputOf(org, command.customer_id()) > before.made_at;
  if (!is_rejected && (!may_differ || !taken.NextIs<v1::DraftRegenerated>())) return;
  const auto& event = taken.Next<v1::DraftRegenerated>();
  DraftState& draft = Change(org, command, event, taken);
  // What a hold waits for is for a person to say.
  if (is_rejected) draft.status = v1::DRAFT_STATUS_IN_REVIEW;
  SetContent(org, command.customer_id(), event.content(), draft, taken);
}

const v1::DraftLine* LineOf(const DraftState& draft, const std::string& line_id) {
  const auto& lines = draft.content.lines();
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const v1::DraftLine& line) {
    return line.line().line_id() == line_id;
  });
  return found == lines.end() ? nullptr : &*found;
}

Verdict JudgeOverride(const OrgState& org, const v1::OverrideDraftLine& command) {
  Verdict verdict = JudgeInReview(org, command);
  const DraftState* draft = DraftOf(org, command);
  if (draft == nullptr) return verdict;
  const v1::DraftLine* line = LineOf(*draft, command.line_id());
  return verdict.If(line == nullptr, v1::REASON_LINE_NOT_FOUND)
      .If(line != nullptr && line->line().part() == v1::LINE_PART_LATE, v1::REASON_FIELD_INVALID)
      .If(command.quantity().empty() && command.unit_price().empty(), v1::REASON_NOTHING_TO_CHANGE);
}

void TakeOverride(OrgState& org, const v1::OverrideDraftLine& command, Taken& taken) {
  const auto& event = taken.Next<v1::DraftLineOverridden>();
  DraftState& draft = Change(org, command, event, taken);
  SetContent(org, command.customer_id(), event.content(), draft, taken);
  const v1::DraftLine* line = LineOf(draft, command.line_id());
  taken.Expect(line != nullptr, "the line is there");
  if (line == nullptr) return;
  if (!command.quantity().empty()) {
    taken.ExpectSame(command.quantity(), line->line().quantity(), "the quantity");
  }
  if (!command.unit_price().empty()) {
    taken.ExpectSame(command.unit_price(), line->line().unit_price(), "the price");
  }
}

// Calls `with` for each flag of the kind that a waiver is about.
template <class With>
void ForEachFlag(const v1::DraftContent& content, const v1::WaiveDraftFlag& command, With with) {
  const auto look = [&](const auto& flags) {
    for (const v1::Flag& flag : flags) {
      if (flag.kind() == command.flag()) with(flag);
    }
  };
  if (command.line_id().empty()) look(content.flags());
  for (const v1::DraftLine& line : content.lines()) {
    if (command.line_id().empty() || line.line().line_id() == command.line_id()) look(line.flags());
  }
}

Verdict JudgeWaiver(const OrgState& org, const v1::WaiveDraftFlag& command) {
  Verdict verdict = JudgeInReview(org, command);
  const DraftState* draft = DraftOf(org, command);
  if (draft == nullptr) return verdict;
  int found = 0;
  ForEachFlag(draft->content, command, [&](const v1::Flag&) { found += 1; });
  return verdict.If(found == 0, v1::REASON_FLAG_NOT_FOUND);
}

void TakeWaiver(OrgState& org, const v1::WaiveDraftFlag& command, Taken& taken) {
  int standing = 0;
  ForEachFlag(org.drafts[{command.month(), command.customer_id()}].content, command,
              [&](const v1::Flag& flag) { standing += flag.has_waiver() ? 0 : 1; });
  if (standing == 0) return;
  const auto& event = taken.Next<v1::DraftFlagsWaived>();
  DraftState& draft = Change(org, command, event, taken);
  ForEachFlag(event.content(), command, [&](const v1::Flag& flag) {
    taken.Expect(flag.has_waiver(), "each flag of the kind is waived");
  });
  // Only the waivers are new: what the rest is made from is as old as it was.
  draft.content = event.content();
}

// Approvals.

bool IsBlocked(const v1::DraftContent& content) {
  const auto blocks = [](const v1::Flag& flag) { return flag.blocks() && !flag.has_waiver(); };
  const auto any = [&](const auto& flags) {
    return std::any_of(flags.begin(), flags.end(), blocks);
  };
  return any(content.flags()) ||
         std::any_of(content.lines().begin(), content.lines().end(),
                     [&](const v1::DraftLine& line) { return any(line.flags()); });
}

bool BillsNothing(const v1::DraftContent& content) {
  return std::all_of(content.lines().begin(), content.lines().end(),
                     [](const v1::DraftLine& line) { return line.line().quantity() == "0"; });
}

Verdict JudgeApproval(const OrgState& org, const v1::ApproveDraft& command) {
  // No log of this model is so long.
  constexpr uint64_t kNever = 1'000'000'000;
  Verdict verdict = JudgeInReview(org, command);
  verdict.If(command.reviewed_position() >= kNever, v1::REASON_FIELD_INVALID)
      .If(command.automatic(), v1::REASON_FIELD_INVALID);
  const DraftState* draft = DraftOf(org, command);
  if (draft == nullptr) return verdict;
  const auto customer = org.customers.find(command.customer_id());
  const bool is_renamed = customer != org.customers.end() &&
                          customer->second.is.name() != draft->content.bill_to().name();
  verdict.If(draft->changed_at > command.reviewed_position(), v1::REASON_DRAFT_CHANGED)
      .If(draft->content.content_hash() != command.content_hash(), v1::REASON_DRAFT_CHANGED)
      .If(is_renamed, v1::REASON_DRAFT_IS_STALE)
      .If(IsBlocked(draft->content), v1::REASON_DRAFT_BLOCKED)
      .If(BillsNothing(draft->content), v1::REASON_NOTHING_BILLABLE);
  const bool may_differ = LastInputOf(org, command.customer_id()) > draft->made_at;
  return may_differ ? verdict.Perhaps(v1::REASON_DRAFT_IS_STALE) : verdict;
}

void TakeApproval(OrgState& org, const v1::ApproveDraft& command, Taken& taken) {
  const auto& approved = taken.Next<v1::DraftApproved>();
  DraftState& draft = Change(org, command, approved, taken);
  draft.status = v1::DRAFT_STATUS_APPROVED;
  const v1::Invoice& invoice = TakeInvoice(org, taken);
  draft.invoice_number = invoice.number();
  taken.ExpectSame(invoice.number(), approved.invoice_number(), "the invoice that is approved");
  taken.ExpectSame(command.customer_id(), invoice.bill_to().customer_id(), "whom it is for");
  taken.ExpectMessage(draft.content.totals(), invoice.totals(), "the total of the draft");
  taken.ExpectSame(draft.content.lines_size(), invoice.lines_size(), "the number of lines");
  if (const auto reply = taken.reply<v1::ApproveDraftReply>()) {
    taken.ExpectSame(invoice.number(), reply->invoice_number(), "invoice_number");
  }
}

}  // namespace

void AddDraftRules(Rules& rules) {
  AddRule<v1::StartRun>(rules, JudgeRun, TakeRun);
  AddRule<v1::AdvanceRun>(rules, JudgeAdvance, TakeAdvance);
  AddRule<v1::HoldDraft>(rules, JudgeInReview<v1::HoldDraft>, TakeHold);
  AddRule<v1::ReleaseDraft>(rules, JudgeRelease, TakeRelease);
  AddRule<v1::RejectDraft>(rules, JudgeNotApproved<v1::RejectDraft>, TakeRejection);
  AddRule<v1::RegenerateDraft>(rules, JudgeNotApproved<v1::RegenerateDraft>, TakeRegeneration);
  AddRule<v1::OverrideDraftLine>(rules, JudgeOverride, TakeOverride);
  AddRule<v1::WaiveDraftFlag>(rules, JudgeWaiver, TakeWaiver);
  AddRule<v1::ApproveDraft>(rules, JudgeApproval, TakeApproval);
}

}  // namespace tally
