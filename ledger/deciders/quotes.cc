#include "ledger/deciders/quotes.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "ledger/calendar/date.h"
#include "ledger/deciders/issue.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/movement_date.h"
#include "ledger/deciders/offer.h"
#include "ledger/deciders/projects.h"
#include "ledger/deciders/quoted_plan.h"
#include "ledger/formats/canonical.h"
#include "ledger/rating/agreement.h"

namespace tally {
namespace {

const v1::QuoteRevision& LatestOf(const v1::QuoteView& quote) {
  return quote.revisions(quote.revisions_size() - 1);
}

template <class C>
absl::StatusOr<v1::QuoteView> FindQuote(const C& command, const Books& books) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;
  return OrRefuse(books.quotes.Find(command.org_id(), command.quote_id()),
                  v1::REASON_QUOTE_NOT_FOUND, "quote_id", command.quote_id());
}

absl::Status CheckLatest(const v1::QuoteView& quote, uint32_t revision) {
  const uint32_t latest = LatestOf(quote).revision();
  if (revision == latest) return absl::OkStatus();
  return Refuse(v1::REASON_QUOTE_REVISED, "revision",
                absl::StrCat("is ", revision, ", but the latest revision is ", latest));
}

absl::Status CheckAcceptable(const v1::QuoteView& quote, const std::string& today) {
  if (quote.status() != v1::QUOTE_STATUS_SENT) {
    return Refuse(v1::REASON_QUOTE_NOT_SENT, "revision",
                  absl::StrCat("revision ", LatestOf(quote).revision(), " of \"", quote.quote_id(),
                               "\" was not sent"));
  }
  if (StatusOn(quote, today) != v1::QUOTE_STATUS_EXPIRED) return absl::OkStatus();
  return Refuse(v1::REASON_QUOTE_EXPIRED, "revision",
                absl::StrCat("could be accepted until ", LatestOf(quote).valid_until(),
                             ", and today is ", today));
}

absl::Status CheckProject(const Books& books, const std::string& org_id,
                          const v1::QuoteRevision& revision) {
  if (revision.project_id().empty()) return absl::OkStatus();
  return CheckNotInvoiced(*books.projects.Find(org_id, revision.project_id()), "quote_id");
}

absl::Status CheckPlanFrom(const v1::AcceptQuote& command, const v1::QuoteRevision& revision) {
  if (!Recurs(revision) || !command.plan_from().empty()) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_MISSING, "plan_from",
                "is missing: say from which day on what recurs is billed");
}

// Items must be there, before what they are priced and taxed by is looked up.
absl::Status CheckItems(const v1::ReviseQuote& command, const Books& books) {
  for (int i = 0; i < command.lines_size(); ++i) {
    absl::Status known = CheckItem(books, command.org_id(), absl::StrCat("lines[", i, "].item_id"),
                                   command.lines(i).item_id());
    if (!known.ok()) return known;
  }
  return absl::OkStatus();
}

Offer OfferOf(const v1::ReviseQuote& command) {
  Offer offer;
  for (const v1::QuoteLineSpec& spec : command.lines()) {
    OfferedLine& offered = offer.lines.emplace_back();
    offered.line = {.line_id = spec.line_id(),
                    .item_id = spec.item_id(),
                    .description = spec.description(),
                    .quantity = spec.quantity(),
                    .unit_price = spec.unit_price()};
    if (spec.has_cadence()) offered.cadence = spec.cadence();
  }
  offer.valid_until = command.valid_until();
  offer.note = command.note();
  return offer;
}

// The invoice with the figures that were quoted, whatever they would be today.
v1::Invoice QuotedInvoice(const v1::QuoteView& quote, const v1::Customer& customer) {
  const v1::QuoteRevision& revision = LatestOf(quote);
  v1::Invoice invoice;
  *invoice.mutable_bill_to() = BillToOf(customer);
  *invoice.mutable_terms() = revision.terms();
  *invoice.mutable_lines() = LinesDueOnce(revision);
  *invoice.mutable_tax_groups() = revision.due_on_acceptance().tax_groups();
  *invoice.mutable_totals() = revision.due_on_acceptance().totals();
  invoice.set_tax_rounding(revision.tax_rounding());
  invoice.set_quote_id(quote.quote_id());
  invoice.set_quote_revision(revision.revision());
  invoice.set_project_id(revision.project_id());
  return invoice;
}

// Adds the invoice of what is due once to what happens; its number to `accepted`.
absl::Status Bill(const v1::QuoteView& quote, const v1::Org& org, const Books& books,
                  const Context& context, v1::QuoteAccepted& accepted,
                  std::vector<v1::Event>& events) {
  if (LinesDueOnce(LatestOf(quote)).empty()) return absl::OkStatus();
  const absl::StatusOr<InvoiceIssue> next = NextInvoice(books, org, context);
  if (!next.ok()) return next.status();
  const v1::Customer customer = *books.customers.Find(org.org_id(), quote.customer_id());
  absl::StatusOr<std::vector<v1::Event>> issued =
      IssueInvoice(books, org, context, *next, QuotedInvoice(quote, customer));
  if (!issued.ok()) return issued.status();
  accepted.set_invoice_number(next->number.number);
  std::ranges::move(*issued, std::back_inserter(events));
  return absl::OkStatus();
}

// Adds the plans with what recurs to what happens; their first day to `accepted`.
absl::Status Plan(const v1::QuoteRevision& revision, const v1::AcceptQuote& command,
                  const Books& books, v1::QuoteAccepted& accepted, std::vector<v1::Event>& events) {
  if (!Recurs(revision)) return absl::OkStatus();
  absl::StatusOr<std::vector<v1::Plan>> plans =
      PlansWith(revision, command.plan_from(), books, command.org_id());
  if (!plans.ok()) return plans.status();
  for (v1::Plan& plan : *plans) {
    v1::PlanSet set;
    set.set_org_id(command.org_id());
    *set.mutable_plan() = std::move(plan);
    events.push_back(Wrap(std::move(set)));
  }
  accepted.set_plan_effective_from(command.plan_from());
  return absl::OkStatus();
}

}  // namespace

Decision<v1::ReviseQuoteReply> Decide(const v1::ReviseQuote& command, const Books& books,
                                      const Context& context) {
  v1::ReviseQuote wanted = command;
  MakeCanonical(wanted);
  const auto org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  const auto customer = FindCustomer(books, command.org_id(), "customer_id", command.customer_id());
  if (!customer.ok()) return customer.status();
  if (absl::Status is = CheckItems(wanted, books); !is.ok()) return is;
  const Offerer offerer{.books = books, .context = context, .org = *org, .customer = *customer};
  absl::StatusOr<v1::QuoteRevised> revised = Revise(offerer, command.quote_id(), OfferOf(wanted));
  if (!revised.ok()) return revised.status();

  Outcome<v1::ReviseQuoteReply> outcome;
  outcome.reply.set_revision(revised->revision().revision());
  outcome.events.push_back(Wrap(*std::move(revised)));
  return outcome;
}

Decision<> Decide(const v1::SendQuote& command, const Books& books, const Context& context) {
  const absl::StatusOr<v1::QuoteView> quote = FindQuote(command, books);
  if (!quote.ok()) return quote.status();
  if (absl::Status is = CheckUndecided(*quote); !is.ok()) return is;
  if (absl::Status is = CheckLatest(*quote, command.revision()); !is.ok()) return is;
  if (quote->status() == v1::QUOTE_STATUS_SENT) return Emit();

  v1::QuoteSent sent;
  sent.set_org_id(command.org_id());
  sent.set_quote_id(command.quote_id());
  sent.set_revision(command.revision());
  sent.set_date(FormatDate(Today(*books.orgs.Find(command.org_id()), context)));
  return Emit(sent);
}

Decision<v1::AcceptQuoteReply> Decide(const v1::AcceptQuote& command, const Books& books,
                                      const Context& context) {
  const absl::StatusOr<v1::QuoteView> quote = FindQuote(command, books);
  if (!quote.ok()) return quote.status();
  const v1::Org org = *books.orgs.Find(command.org_id());
  const std::string today = FormatDate(Today(org, context));
  const v1::QuoteRevision& revision = LatestOf(*quote);
  if (absl::Status is = CheckUndecided(*quote); !is.ok()) return is;
  if (absl::Status is = CheckLatest(*quote, command.revision()); !is.ok()) return is;
  if (absl::Status is = CheckAcceptable(*quote, today); !is.ok()) return is;
  if (absl::Status is = CheckProject(books, command.org_id(), revision); !is.ok()) return is;
  if (absl::Status is = CheckPlanFrom(command, revision); !is.ok()) return is;

  v1::QuoteAccepted accepted;
  accepted.set_org_id(command.org_id());
  accepted.set_quote_id(command.quote_id());
  accepted.set_revision(command.revision());
  accepted.set_date(today);
  accepted.set_accepted_by(command.accepted_by());
  std::vector<v1::Event> follow;
  if (absl::Status is = Bill(*quote, org, books, context, accepted, follow); !is.ok()) return is;
  if (absl::Status is = Plan(revision, command, books, accepted, follow); !is.ok()) return is;

  Outcome<v1::AcceptQuoteReply> outcome;
  outcome.reply.set_invoice_number(accepted.invoice_number());
  outcome.reply.set_plan_effective_from(accepted.plan_effective_from());
  outcome.events.push_back(Wrap(std::move(accepted)));
  std::ranges::move(follow, std::back_inserter(outcome.events));
  return outcome;
}

Decision<> Decide(const v1::DeclineQuote& command, const Books& books, const Context& context) {
  const absl::StatusOr<v1::QuoteView> quote = FindQuote(command, books);
  if (!quote.ok()) return quote.status();
  if (absl::Status is = CheckUndecided(*quote); !is.ok()) return is;

  v1::QuoteDeclined declined;
  declined.set_org_id(command.org_id());
  declined.set_quote_id(command.quote_id());
  declined.set_date(FormatDate(Today(*books.orgs.Find(command.org_id()), context)));
  declined.set_reason(command.reason());
  return Emit(declined);
}

v1::QuoteStatus StatusOn(const v1::QuoteView& quote, absl::string_view today) {
  const std::string& valid_until = LatestOf(quote).valid_until();
  const bool is_over = !valid_until.empty() && valid_until < today;
  return quote.status() == v1::QUOTE_STATUS_SENT && is_over ? v1::QUOTE_STATUS_EXPIRED
                                                            : quote.status();
}

}  // namespace tally
