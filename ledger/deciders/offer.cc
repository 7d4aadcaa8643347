#include "ledger/deciders/offer.h"

#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/deciders/lookup.h"
#include "ledger/plans/plan_rules.h"
#include "ledger/rating/agreement.h"

namespace tally {
namespace {

absl::Status CheckSameSubject(const v1::QuoteView& quote, const Offerer& offerer,
                              const Offer& offer) {
  const std::string& customer_id = offerer.customer.customer_id();
  if (quote.customer_id() != customer_id) {
    return Refuse(v1::REASON_ID_IN_USE, "quote_id",
                  absl::StrCat("\"", quote.quote_id(), "\" is a quote for \"", quote.customer_id(),
                               "\", not for \"", customer_id, "\""));
  }
  const std::string& project_id = quote.revisions().rbegin()->project_id();
  if (project_id.empty() || offer.project_id.empty() || project_id == offer.project_id) {
    return absl::OkStatus();
  }
  return Refuse(v1::REASON_ID_IN_USE, "quote_id",
                absl::StrCat("\"", quote.quote_id(), "\" is a quote for project \"", project_id,
                             "\", not for \"", offer.project_id, "\""));
}

absl::Status CheckValidUntil(const std::string& valid_until, absl::CivilDay today) {
  if (valid_until.empty() || FormatDate(today) <= valid_until) return absl::OkStatus();
  return Refuse(v1::REASON_DATE_OUT_OF_RANGE, "valid_until",
                absl::StrCat("is ", valid_until, ", but today is ", FormatDate(today)));
}

// The lines as they stand on the quote, their taxes not figured out yet.
absl::StatusOr<v1::QuoteRevision> LinesOf(const OneOff& one_off, const Offer& offer) {
  v1::QuoteRevision revision;
  for (const OfferedLine& offered : offer.lines) {
    absl::StatusOr<v1::Line> line = one_off.LineOf(offered.line);
    if (!line.ok()) return line.status();
    v1::QuoteLine& quoted = *revision.add_lines();
    *quoted.mutable_line() = *std::move(line);
    if (offered.cadence) *quoted.mutable_cadence() = *offered.cadence;
  }
  return revision;
}

// What recurs becomes lines of a plan, so it has to keep the rules of plans; the ids of the others
// have to differ from theirs.
absl::Status CheckAsPlan(const v1::QuoteRevision& revision) {
  v1::Plan plan;
  for (const v1::QuoteLine& line : revision.lines()) *plan.add_lines() = RecurringLine(line);
  const std::vector<PlanProblem> problems = ProblemsWith(plan);
  if (problems.empty()) return absl::OkStatus();
  return Refuse(problems.front().reason, problems.front().field, problems.front().words);
}

v1::QuoteTotals TotalsOf(OneOffDocument document) {
  v1::QuoteTotals totals;
  *totals.mutable_tax_groups() = std::move(document.tax_groups);
  *totals.mutable_totals() = std::move(document.totals);
  return totals;
}

// Figures out what the lines come to: all of them, and those that are due once.
absl::Status FigureOutTotals(const OneOff& one_off, v1::QuoteRevision& revision) {
  absl::StatusOr<OneOffDocument> once = one_off.DocumentOf(LinesDueOnce(revision));
  if (!once.ok()) return once.status();
  *revision.mutable_due_on_acceptance() = TotalsOf(*std::move(once));

  google::protobuf::RepeatedPtrField<v1::Line> lines;
  for (const v1::QuoteLine& quoted : revision.lines()) *lines.Add() = quoted.line();
  absl::StatusOr<OneOffDocument> all = one_off.DocumentOf(std::move(lines));
  if (!all.ok()) return all.status();
  for (int i = 0; i < revision.lines_size(); ++i) {
    *revision.mutable_lines(i)->mutable_line() = all->lines[i];
  }
  *revision.mutable_first_period() = TotalsOf(*std::move(all));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::QuoteRevised> Revise(const Offerer& offerer, const std::string& quote_id,
                                        const Offer& offer) {
  const std::string& org_id = offerer.org.org_id();
  const absl::CivilDay today = LocalDate(offerer.context.now, *FindZone(offerer.org.time_zone()));
  const auto quote = offerer.books.quotes.Find(org_id, quote_id);
  if (quote) {
    if (absl::Status is = CheckSameSubject(*quote, offerer, offer); !is.ok()) return is;
    if (absl::Status is = CheckUndecided(*quote); !is.ok()) return is;
  }
  if (absl::Status is = CheckValidUntil(offer.valid_until, today); !is.ok()) return is;

  const BookFacts facts(offerer.books, org_id);
  const OneOff one_off(offerer.org, offerer.customer, facts, today);
  absl::StatusOr<v1::QuoteRevision> revision = LinesOf(one_off, offer);
  if (!revision.ok()) return revision.status();
  if (absl::Status is = CheckAsPlan(*revision); !is.ok()) return is;
  if (absl::Status is = FigureOutTotals(one_off, *revision); !is.ok()) return is;

  revision->set_revision(quote ? static_cast<uint32_t>(quote->revisions_size()) + 1 : 1);
  *revision->mutable_bill_to() = BillToOf(offerer.customer);
  revision->set_date(FormatDate(today));
  revision->set_valid_until(offer.valid_until);
  revision->set_note(offer.note);
  revision->set_tax_rounding(one_off.tax_rounding());
  *revision->mutable_terms() = TermsOf(offerer.org, offerer.customer);
  const bool keeps_project = quote && offer.project_id.empty();
  revision->set_project_id(keeps_project ? quote->revisions().rbegin()->project_id()
                                         : offer.project_id);
  v1::QuoteRevised revised;
  revised.set_org_id(org_id);
  revised.set_quote_id(quote_id);
  *revised.mutable_revision() = *std::move(revision);
  return revised;
}

absl::Status CheckUndecided(const v1::QuoteView& quote) {
  const bool accepted = quote.status() == v1::QUOTE_STATUS_ACCEPTED;
  if (!accepted && quote.status() != v1::QUOTE_STATUS_DECLINED) return absl::OkStatus();
  return Refuse(v1::REASON_QUOTE_DECIDED, "quote_id",
                absl::StrCat("\"", quote.quote_id(), "\" was ", accepted ? "accepted" : "declined",
                             " on ", quote.decided_on()));
}

v1::PlanLine RecurringLine(const v1::QuoteLine& line) {
  v1::PlanLine recurring;
  recurring.set_line_id(line.line().line_id());
  recurring.set_item_id(line.line().item_id());
  recurring.mutable_fixed()->set_quantity(line.line().quantity());
  recurring.mutable_held()->set_unit_price(line.line().unit_price());
  if (line.has_cadence()) *recurring.mutable_cadence() = line.cadence();
  return recurring;
}

google::protobuf::RepeatedPtrField<v1::Line> LinesDueOnce(const v1::QuoteRevision& revision) {
  google::protobuf::RepeatedPtrField<v1::Line> lines;
  for (const v1::QuoteLine& quoted : revision.lines()) {
    if (!quoted.has_cadence()) *lines.Add() = quoted.line();
  }
  return lines;
}

}  // namespace tally
