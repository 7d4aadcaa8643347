// The model's rules of disputes and dunning.

#include <algorithm>
#include <set>

#include "absl/time/civil_time.h"
#include "model/issue.h"
#include "model/rules.h"

namespace tally {
namespace {

// Disputes.

Verdict JudgeOpening(const OrgState& org, const v1::OpenInvoiceDispute& command) {
  const auto invoice = org.invoices.find(command.invoice_number());
  if (invoice == org.invoices.end()) return Verdict().If(true, v1::REASON_INVOICE_NOT_FOUND);
  Verdict verdict;
  std::set<std::string> named;
  for (const std::string& line_id : command.line_ids()) {
    verdict.If(invoice->second.lines_left.count(line_id) == 0, v1::REASON_LINE_NOT_FOUND)
        .If(!named.insert(line_id).second, v1::REASON_LISTED_TWICE);
  }
  return verdict.If(org.disputes.count({command.invoice_number(), command.dispute_id()}) > 0,
                    v1::REASON_DISPUTE_EXISTS);
}

void TakeOpening(OrgState& org, const v1::OpenInvoiceDispute& command, Taken& taken) {
  const v1::Dispute& dispute = taken.Next<v1::DisputeOpened>().dispute();
  taken.ExpectSame(command.invoice_number(), dispute.invoice_number(), "the invoice");
  taken.ExpectSame(command.dispute_id(), dispute.dispute_id(), "the dispute");
  org.disputes[{command.invoice_number(), command.dispute_id()}] = {};
}

Verdict JudgeEnd(const OrgState& org, const v1::CloseInvoiceDispute& command) {
  const auto dispute = org.disputes.find({command.invoice_number(), command.dispute_id()});
  return Verdict()
      .If(org.invoices.count(command.invoice_number()) == 0, v1::REASON_INVOICE_NOT_FOUND)
      .If(dispute == org.disputes.end(), v1::REASON_DISPUTE_NOT_FOUND)
      .If(dispute != org.disputes.end() && dispute->second.closed, v1::REASON_DISPUTE_CLOSED);
}

void TakeEnd(OrgState& org, const v1::CloseInvoiceDispute& command, Taken& taken) {
  const auto& closed = taken.Next<v1::DisputeClosed>();
  taken.ExpectSame(command.dispute_id(), closed.dispute_id(), "the dispute");
  taken.ExpectSame(command.outcome(), closed.outcome(), "how it ended");
  org.disputes[{command.invoice_number(), command.dispute_id()}].closed = true;
}

// Dunning.

absl::CivilDay DayOf(const std::string& text) {
  absl::CivilDay day;
  absl::ParseCivilTime(text, &day);
  return day;
}

bool IsDisputed(const OrgState& org, const std::string& number) {
  return std::any_of(org.disputes.begin(), org.disputes.end(), [&](const auto& dispute) {
    return dispute.first.first == number && !dispute.second.closed;
  });
}

// Whether the customer's credit covers all of it that is overdue.
bool IsCovered(const OrgState& org, const std::string& customer_id, const std::string& today) {
  int64_t credit = 0;
  for (const auto& [key, each] : org.credits) {
    if (std::get<0>(key) == customer_id) credit += each.left();
  }
  int64_t overdue = 0;
  for (const auto& [number, invoice] : org.invoices) {
    const bool counts = invoice.customer_id() == customer_id && invoice.is.due_date() < today;
    if (counts) overdue += invoice.open();
  }
  return !org.org.is.dunning().in_spite_of_credit() && credit > 0 && credit >= overdue;
}

// The step that is taken for an invoice, which is the latest that is due; empty if that was taken.
std::string StepFor(const OrgState& org, const InvoiceState& invoice, const std::string& today) {
  std::string step;
  for (const v1::DunningStep& each : org.org.is.dunning().steps()) {
    const auto days = static_cast<int64_t>(each.days());
    if (DayOf(invoice.is.due_date()) + days > DayOf(today)) continue;
    step = invoice.dunning_steps.count(each.step_id()) > 0 ? "" : each.step_id();
  }
  return step;
}

Verdict JudgeDunning(const OrgState& org, const v1::DunCustomer& command) {
  return Verdict().If(org.customers.count(command.customer_id()) == 0,
                      v1::REASON_CUSTOMER_NOT_FOUND);
}

void TakeDunning(OrgState& org, const v1::DunCustomer& command, Taken& taken) {
  std::map<std::string, std::string> expected;
  for (const auto& [number, invoice] : org.invoices) {
    if (invoice.customer_id() != command.customer_id() || invoice.open() == 0) continue;
    const std::string step = StepFor(org, invoice, taken.today());
    const bool pauses =
        IsDisputed(org, number) || IsCovered(org, command.customer_id(), taken.today());
    if (!step.empty() && !pauses) expected[number] = step;
  }
  bool has_fee = false;
  std::map<std::string, std::string> steps;
  while (taken.NextIs<v1::DunningStepTaken>()) {
    const auto& step = taken.Next<v1::DunningStepTaken>();
    InvoiceState& invoice = org.invoices[step.invoice_number()];
    taken.ExpectSame(invoice.open(), step.open().minor_units(), "what is open");
    steps[step.invoice_number()] = step.step_id();
    invoice.dunning_steps.insert(step.step_id());
    invoice.dunning_steps.insert(step.passed_over().begin(), step.passed_over().end());
    has_fee = has_fee || !step.late_fee_invoice().empty();
  }
  taken.Expect(steps == expected, "the latest step that is due is taken, for each invoice");
  if (has_fee) {
    const v1::Invoice& invoice = TakeInvoice(org, taken);
    taken.Expect(!invoice.late_fees().empty(), "the invoice charges late fees");
  }
}

}  // namespace

void AddReceivableRules(Rules& rules) {
  AddRule<v1::OpenInvoiceDispute>(rules, JudgeOpening, TakeOpening);
  AddRule<v1::CloseInvoiceDispute>(rules, JudgeEnd, TakeEnd);
  AddRule<v1::DunCustomer>(rules, JudgeDunning, TakeDunning);
}

}  // namespace tally
