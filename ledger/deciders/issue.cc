#include "ledger/deciders/issue.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/deciders/base_totals.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/deciders/corrected_invoice.h"
#include "ledger/deciders/credit_settling.h"
#include "ledger/deciders/movement_date.h"

namespace tally {

absl::StatusOr<InvoiceIssue> NextInvoice(const Books& books, const v1::Org& org,
                                         const Context& context, const DocumentNumber* before) {
  const absl::CivilDay today = Today(org, context);
  absl::StatusOr<DocumentNumber> number =
      NextNumber(books, org.org_id(), NumberPatternOf(org), today, before);
  if (!number.ok()) return number.status();
  return InvoiceIssue{*std::move(number), today};
}

absl::StatusOr<std::vector<v1::Event>> IssueInvoice(const Books& books, const v1::Org& org,
                                                    const Context& context,
                                                    const InvoiceIssue& issue, v1::Invoice invoice,
                                                    const std::vector<v1::CustomerCredit>& given) {
  invoice.set_number(issue.number.number);
  invoice.set_issue_date(FormatDate(issue.date));
  invoice.set_due_date(FormatDate(DueDateUnder(invoice.terms(), issue.date)));
  invoice.set_approved_by(context.actor);
  const BookFacts facts(books, org.org_id());
  if (absl::Status is = SetBaseTotals(org, facts, invoice); !is.ok()) return is;

  std::vector<v1::Event> settled = SettleIssued(books, org, invoice, given);
  v1::InvoiceIssued issued;
  issued.set_org_id(org.org_id());
  *issued.mutable_invoice() = std::move(invoice);
  issued.set_number_series(issue.number.series);
  issued.set_number_counter(issue.number.counter);
  std::vector<v1::Event> events = {Wrap(std::move(issued))};
  std::ranges::move(settled, std::back_inserter(events));
  return events;
}

}  // namespace tally
