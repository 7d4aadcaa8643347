#include "ledger/audit/quotes_again.h"

#include <utility>

#include "ledger/audit/repeat.h"
#include "ledger/deciders/projects.h"
#include "ledger/deciders/quotes.h"

namespace tally {
namespace {

template <class C, class Event>
C OfQuote(const Event& event) {
  C command;
  command.set_org_id(event.org_id());
  command.set_quote_id(event.quote_id());
  return command;
}

v1::ReviseQuote RevisionOf(const v1::QuoteRevised& event) {
  auto command = OfQuote<v1::ReviseQuote>(event);
  const v1::QuoteRevision& revision = event.revision();
  command.set_customer_id(revision.bill_to().customer_id());
  command.set_valid_until(revision.valid_until());
  command.set_note(revision.note());
  for (const v1::QuoteLine& quoted : revision.lines()) {
    v1::QuoteLineSpec& spec = *command.add_lines();
    spec.set_line_id(quoted.line().line_id());
    spec.set_item_id(quoted.line().item_id());
    spec.set_description(quoted.line().description());
    spec.set_quantity(quoted.line().quantity());
    spec.set_unit_price(quoted.line().unit_price());
    if (quoted.has_cadence()) *spec.mutable_cadence() = quoted.cadence();
  }
  return command;
}

v1::BillProject BillingOf(const v1::QuoteRevised& event) {
  auto command = OfQuote<v1::BillProject>(event);
  command.set_project_id(event.revision().project_id());
  command.set_bill_as(v1::BILL_AS_QUOTE);
  command.set_valid_until(event.revision().valid_until());
  return command;
}

}  // namespace

DecidedAgain DecideRevisionAgain(const v1::QuoteRevised& revised, const DecidedCommit& decided,
                                 const Books& books) {
  if (decided.commit.command() == v1::BillProject::descriptor()->full_name()) {
    return Repeat(BillingOf(revised), decided, books);
  }
  return Repeat(RevisionOf(revised), decided, books);
}

DecidedAgain DecideSendingAgain(const v1::QuoteSent& sent, const DecidedCommit& decided,
                                const Books& books) {
  auto command = OfQuote<v1::SendQuote>(sent);
  command.set_revision(sent.revision());
  return Repeat(std::move(command), decided, books);
}

DecidedAgain DecideAcceptanceAgain(const v1::QuoteAccepted& accepted, const DecidedCommit& decided,
                                   const Books& books) {
  auto command = OfQuote<v1::AcceptQuote>(accepted);
  command.set_revision(accepted.revision());
  command.set_plan_from(accepted.plan_effective_from());
  command.set_accepted_by(accepted.accepted_by());
  return Repeat(std::move(command), decided, books);
}

DecidedAgain DecideDeclineAgain(const v1::QuoteDeclined& declined, const DecidedCommit& decided,
                                const Books& books) {
  auto command = OfQuote<v1::DeclineQuote>(declined);
  command.set_reason(declined.reason());
  return Repeat(std::move(command), decided, books);
}

DecidedAgain DecideProjectAgain(const v1::InvoiceIssued& issued, const DecidedCommit& decided,
                                const Books& books) {
  v1::BillProject command;
  command.set_org_id(issued.org_id());
  command.set_project_id(issued.invoice().project_id());
  command.set_bill_as(v1::BILL_AS_INVOICE);
  return Repeat(std::move(command), decided, books);
}

}  // namespace tally
