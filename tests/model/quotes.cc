// The model's rules of quotes, and of projects that are billed.

#include <algorithm>
#include <set>

#include "model/issue.h"
#include "model/rules.h"

namespace tally {
namespace {

const QuoteState* QuoteOf(const OrgState& org, const std::string& quote_id) {
  const auto found = org.quotes.find(quote_id);
  return found == org.quotes.end() ? nullptr : &found->second;
}

bool IsDecided(const QuoteState& quote) {
  return quote.status == v1::QUOTE_STATUS_ACCEPTED || quote.status == v1::QUOTE_STATUS_DECLINED;
}

bool IsPast(const std::string& date) { return !date.empty() && date < "2024-12-31"; }

template <class C>
Verdict JudgeUndecided(const OrgState& org, const C& command) {
  const QuoteState* quote = QuoteOf(org, command.quote_id());
  return Verdict()
      .If(quote == nullptr, v1::REASON_QUOTE_NOT_FOUND)
      .If(quote != nullptr && IsDecided(*quote), v1::REASON_QUOTE_DECIDED);
}

// Judges the next revision of a quote that may be there.
void JudgeRevision(const OrgState& org, const std::string& quote_id, const std::string& customer_id,
                   const std::string& project_id, Verdict& verdict) {
  const QuoteState* quote = QuoteOf(org, quote_id);
  if (quote == nullptr) return;
  const std::string& before = quote->latest.project_id();
  const bool is_anothers = !before.empty() && !project_id.empty() && before != project_id;
  verdict.If(quote->customer_id != customer_id || is_anothers, v1::REASON_ID_IN_USE)
      .If(IsDecided(*quote), v1::REASON_QUOTE_DECIDED);
}

const v1::QuoteRevision& TakeRevision(OrgState& org, const std::string& quote_id,
                                      const std::string& customer_id, Taken& taken) {
  const auto& revised = taken.Next<v1::QuoteRevised>();
  const uint32_t before = org.quotes[quote_id].latest.revision();
  taken.ExpectSame(quote_id, revised.quote_id(), "the quote");
  taken.ExpectSame(before + 1, revised.revision().revision(), "the revision");
  taken.ExpectSame(customer_id, revised.revision().bill_to().customer_id(), "whom it is for");
  org.quotes[quote_id] = {
      .customer_id = customer_id, .latest = revised.revision(), .status = v1::QUOTE_STATUS_DRAFT};
  return revised.revision();
}

// Revisions.

Verdict JudgeRevise(const OrgState& org, const v1::ReviseQuote& command) {
  Verdict verdict;
  std::set<std::string> line_ids;
  for (const v1::QuoteLineSpec& line : command.lines()) {
    verdict.If(org.items.count(line.item_id()) == 0, v1::REASON_ITEM_NOT_FOUND)
        .If(!line_ids.insert(line.line_id()).second, v1::REASON_LISTED_TWICE);
  }
  JudgeRevision(org, command.quote_id(), command.customer_id(), "", verdict);
  return verdict.If(org.customers.count(command.customer_id()) == 0, v1::REASON_CUSTOMER_NOT_FOUND)
      .If(IsPast(command.valid_until()), v1::REASON_DATE_OUT_OF_RANGE);
}

void TakeRevise(OrgState& org, const v1::ReviseQuote& command, Taken& taken) {
  const v1::QuoteRevision& revision =
      TakeRevision(org, command.quote_id(), command.customer_id(), taken);
  taken.ExpectSame(command.lines_size(), revision.lines_size(), "the number of lines");
  if (const auto reply = taken.reply<v1::ReviseQuoteReply>()) {
    taken.ExpectSame(revision.revision(), reply->revision(), "revision");
  }
}

// Sending.

template <class C>
Verdict JudgeLatest(const OrgState& org, const C& command) {
  const QuoteState* quote = QuoteOf(org, command.quote_id());
  return JudgeUndecided(org, command)
      .If(quote != nullptr && quote->latest.revision() != command.revision(),
          v1::REASON_QUOTE_REVISED);
}

void TakeSending(OrgState& org, const v1::SendQuote& command, Taken& taken) {
  QuoteState& quote = org.quotes[command.quote_id()];
  if (quote.status == v1::QUOTE_STATUS_SENT) return;
  taken.ExpectSame(command.revision(), taken.Next<v1::QuoteSent>().revision(), "the revision");
  quote.status = v1::QUOTE_STATUS_SENT;
}

// Acceptance.

bool Recurs(const v1::QuoteLine& line) { return line.has_cadence(); }

Verdict JudgeAcceptance(const OrgState& org, const v1::AcceptQuote& command) {
  Verdict verdict = JudgeLatest(org, command);
  const QuoteState* quote = QuoteOf(org, command.quote_id());
  if (quote == nullptr) return verdict;
  const v1::QuoteRevision& latest = quote->latest;
  const bool recurs = std::any_of(latest.lines().begin(), latest.lines().end(), Recurs);
  if (recurs) verdict.Perhaps(v1::REASON_QUOTE_NOT_BILLABLE);
  return verdict.If(quote->status != v1::QUOTE_STATUS_SENT, v1::REASON_QUOTE_NOT_SENT)
      .If(org.project_invoices.count(latest.project_id()) > 0, v1::REASON_PROJECT_INVOICED)
      .If(recurs && command.plan_from().empty(), v1::REASON_FIELD_MISSING);
}

void TakeAcceptance(OrgState& org, const v1::AcceptQuote& command, Taken& taken) {
  QuoteState& quote = org.quotes[command.quote_id()];
  const auto& accepted = taken.Next<v1::QuoteAccepted>();
  taken.ExpectSame(command.revision(), accepted.revision(), "the revision");
  quote.status = v1::QUOTE_STATUS_ACCEPTED;
  const auto& lines = quote.latest.lines();
  std::string invoice_number;
  if (!std::all_of(lines.begin(), lines.end(), Recurs)) {
    const v1::Invoice& invoice = TakeInvoice(org, taken);
    invoice_number = invoice.number();
    taken.ExpectMessage(quote.latest.due_on_acceptance().totals(), invoice.totals(),
                        "the total that was quoted");
    taken.ExpectSame(command.quote_id(), invoice.quote_id(), "the quote that is billed");
    if (!quote.latest.project_id().empty()) {
      org.project_invoices[quote.latest.project_id()] = invoice_number;
    }
  }
  taken.ExpectSame(invoice_number, accepted.invoice_number(), "the invoice");
  while (taken.NextIs<v1::PlanSet>()) {
    const v1::Plan& plan = taken.Next<v1::PlanSet>().plan();
    taken.ExpectSame(quote.customer_id, plan.customer_id(), "whose plan it is");
    org.plans[{plan.customer_id(), plan.effective_from()}] = {.is = plan, .etag = ""};
    NoteInput(org, plan.customer_id(), taken);
  }
  if (const auto reply = taken.reply<v1::AcceptQuoteReply>()) {
    taken.ExpectSame(invoice_number, reply->invoice_number(), "invoice_number");
  }
}

void TakeDecline(OrgState& org, const v1::DeclineQuote& command, Taken& taken) {
  taken.ExpectSame(command.quote_id(), taken.Next<v1::QuoteDeclined>().quote_id(), "the quote");
  org.quotes[command.quote_id()].status = v1::QUOTE_STATUS_DECLINED;
}

// Projects.

const std::string& QuoteIdOf(const v1::BillProject& command) {
  return command.quote_id().empty() ? command.project_id() : command.quote_id();
}

Verdict JudgeBilling(const OrgState& org, const v1::BillProject& command) {
  const auto found = org.projects.find(command.project_id());
  if (found == org.projects.end()) return Verdict().If(true, v1::REASON_PROJECT_NOT_FOUND);
  const v1::Project& project = found->second.is;
  const auto& tasks = project.tasks();
  const bool is_billable = std::any_of(tasks.begin(), tasks.end(),
                                       [](const v1::Task& task) { return !task.not_billable(); });
  Verdict verdict;
  verdict.If(org.project_invoices.count(command.project_id()) > 0, v1::REASON_PROJECT_INVOICED)
      .If(!is_billable, v1::REASON_PROJECT_CONTRADICTS_ITSELF);
  if (command.bill_as() == v1::BILL_AS_INVOICE) {
    return verdict.If(!command.quote_id().empty() || !command.valid_until().empty(),
                      v1::REASON_FIELD_INVALID);
  }
  JudgeRevision(org, QuoteIdOf(command), project.customer_id(), command.project_id(), verdict);
  return verdict.If(IsPast(command.valid_until()), v1::REASON_DATE_OUT_OF_RANGE);
}

void TakeBilling(OrgState& org, const v1::BillProject& command, Taken& taken) {
  const v1::Project& project = org.projects[command.project_id()].is;
  const auto reply = taken.reply<v1::BillProjectReply>();
  if (command.bill_as() == v1::BILL_AS_QUOTE) {
    const auto& revision = TakeRevision(org, QuoteIdOf(command), project.customer_id(), taken);
    taken.ExpectSame(command.project_id(), revision.project_id(), "the project");
    if (reply) taken.ExpectSame(revision.revision(), reply->revision(), "revision");
    return;
  }
  const v1::Invoice& invoice = TakeInvoice(org, taken);
  taken.ExpectSame(command.project_id(), invoice.project_id(), "the project");
  taken.ExpectSame(project.customer_id(), invoice.bill_to().customer_id(), "whom it is for");
  org.project_invoices[command.project_id()] = invoice.number();
  if (reply) taken.ExpectSame(invoice.number(), reply->invoice_number(), "invoice_number");
}

}  // namespace

void AddQuoteRules(Rules& rules) {
  AddRule<v1::ReviseQuote>(rules, JudgeRevise, TakeRevise);
  AddRule<v1::SendQuote>(rules, JudgeLatest<v1::SendQuote>, TakeSending);
  AddRule<v1::AcceptQuote>(rules, JudgeAcceptance, TakeAcceptance);
  AddRule<v1::DeclineQuote>(rules, JudgeUndecided<v1::DeclineQuote>, TakeDecline);
  AddRule<v1::BillProject>(rules, JudgeBilling, TakeBilling);
}

}  // namespace tally
