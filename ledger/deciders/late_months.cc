#include "ledger/deciders/late_months.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/books/late_news.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/customer_plans.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// The drafts of the customer after `month` that were not rejected, by month.
std::vector<v1::Draft> DraftsAfter(const Books& books, const v1::Draft& month) {
  std::vector<v1::Draft> drafts;
  for (auto rows = books.runs_of_months.ScanFrom(KeyOf(Text(month.month())), month.org_id());
       rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    const std::string run = TakeText(key);
    if (run == month.month()) continue;
    auto draft = books.drafts.Find(month.org_id(), run, month.customer_id());
    if (!draft || draft->status() == v1::DRAFT_STATUS_REJECTED) continue;
    drafts.push_back(*std::move(draft));
  }
  return drafts;
}

bool IsVoided(const Books& books, const v1::Draft& draft) {
  const auto invoice = books.invoices.Find(draft.org_id(), draft.invoice_number());
  return !invoice || invoice->status() == v1::INVOICE_STATUS_VOIDED;
}

// What `draft` bills of `found`, a difference as it would be without that draft.
v1::LateDifference AsDrafted(v1::LateDifference found, const v1::Draft& draft,
                             const v1::Line& line) {
  const v1::Money& billed = PricedAmount(line);
  *found.mutable_proposed() = line;
  found.mutable_settled()->set_minor_units(found.settled().minor_units() +
                                           found.difference().minor_units() - billed.minor_units());
  *found.mutable_difference() = billed;
  found.set_drafted_in(draft.month());
  return found;
}

}  // namespace

std::vector<v1::Draft> MarkedInvoices(const Books& books, const std::string& org_id,
                                      const std::string& customer_id, absl::CivilMonth first,
                                      absl::CivilMonth end) {
  std::vector<v1::Draft> drafts;
  const std::string before = FormatMonth(end);
  const std::string from = KeyOf(Text(FormatMonth(first)));
  for (auto rows = books.late_news.ScanFrom(from, org_id, customer_id); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    const std::string month = TakeText(key);
    if (month >= before) break;
    auto draft = books.drafts.Find(org_id, month, customer_id);
    if (!draft || draft->status() != v1::DRAFT_STATUS_APPROVED) continue;
    if (!IsVoided(books, *draft)) drafts.push_back(*std::move(draft));
  }
  return drafts;
}

LateMonths::LateMonths(const Books& books, const v1::Org& org, const std::vector<v1::Plan>& plans,
                       absl::CivilDay today, std::vector<v1::Draft> closed)
    : books_(books), org_(org), plans_(plans), today_(today), closed_(std::move(closed)) {
  if (!closed_.empty()) others_ = DraftsAfter(books_, closed_.front());
}

absl::StatusOr<std::vector<v1::LateDifference>> LateMonths::For(absl::CivilMonth month) const {
  const std::string left_out = FormatMonth(month);
  return Walk(left_out, [&](const ClosedMonth& closed) {
    return closed.Differences(SettledOf(closed, left_out));
  });
}

absl::StatusOr<std::vector<v1::LateDifference>> LateMonths::All() const {
  Differences drafted;
  absl::StatusOr<Differences> open =
      Walk("", [&](const ClosedMonth& closed) -> absl::StatusOr<Differences> {
        absl::StatusOr<Differences> found = DraftedOf(closed);
        if (!found.ok()) return found;
        std::ranges::move(*found, std::back_inserter(drafted));
        return closed.Differences(SettledOf(closed, ""));
      });
  if (!open.ok()) return open;
  std::ranges::move(drafted, std::back_inserter(*open));
  std::ranges::stable_sort(*open, {}, &v1::LateDifference::month);
  return open;
}

absl::StatusOr<std::vector<v1::LateDifference>> LateMonths::Walk(const std::string& left_out,
                                                                 const Compare& compare) const {
  Differences all;
  for (const v1::Draft& draft : closed_) {
    ClosedMonth month(books_, org_, plans_, draft);
    std::vector<v1::Line> learnt = LaterLines(draft.month(), left_out);
    for (const v1::LateDifference& each : all) learnt.push_back(each.proposed());
    if (absl::Status is = month.RateAgain(today_, std::move(learnt)); !is.ok()) return is;
    absl::StatusOr<Differences> found = compare(month);
    if (!found.ok()) return found.status();
    std::ranges::move(*found, std::back_inserter(all));
  }
  return all;
}

std::vector<LateAmount> LateMonths::SettledOf(const ClosedMonth& month,
                                              const std::string& left_out) const {
  std::vector<LateAmount> settled;
  for (const v1::Draft& other : others_) {
    if (other.month() <= month.closed().month() || other.month() == left_out) continue;
    std::ranges::move(SettledBy(month.month(), other.content()), std::back_inserter(settled));
  }
  return settled;
}

absl::StatusOr<std::vector<v1::LateDifference>> LateMonths::DraftedOf(
    const ClosedMonth& month) const {
  Differences drafted;
  for (const v1::Draft& other : others_) {
    if (other.status() == v1::DRAFT_STATUS_APPROVED) continue;
    const auto without = month.Differences(SettledOf(month, other.month()));
    if (!without.ok()) return without.status();
    for (const v1::DraftLine& rated : other.content().lines()) {
      const v1::Line& line = rated.line();
      if (line.part() != v1::LINE_PART_LATE) continue;
      if (line.corrects().month() != month.closed().month()) continue;
      const auto found = std::ranges::find_if(*without, [&](const v1::LateDifference& each) {
        return KeyOfLate(each.proposed()) == KeyOfLate(line);
      });
      if (found != without->end()) drafted.push_back(AsDrafted(*found, other, line));
    }
  }
  return drafted;
}

std::vector<v1::Line> LateMonths::LaterLines(const std::string& month,
                                             const std::string& left_out) const {
  std::vector<v1::Line> lines;
  for (const v1::Draft& other : others_) {
    if (other.month() <= month || other.month() == left_out) continue;
    for (const v1::DraftLine& rated : other.content().lines()) {
      const bool corrects_earlier =
          rated.line().part() == v1::LINE_PART_LATE && rated.line().corrects().month() < month;
      if (corrects_earlier) lines.push_back(rated.line());
    }
  }
  return lines;
}

absl::StatusOr<std::vector<v1::LateDifference>> LateDifferencesOf(const Books& books,
                                                                  const v1::Org& org,
                                                                  const std::string& customer_id,
                                                                  absl::Time now) {
  const absl::CivilDay today = LocalDate(now, *FindZone(org.time_zone()));
  const absl::CivilMonth month(today);
  std::vector<v1::Draft> closed =
      MarkedInvoices(books, org.org_id(), customer_id, month - kLateMonths, month + 1);
  if (closed.empty()) return std::vector<v1::LateDifference>();
  const std::vector<v1::Plan> plans = PlansOf(books, org.org_id(), customer_id);
  return LateMonths(books, org, plans, today, std::move(closed)).All();
}

}  // namespace tally
