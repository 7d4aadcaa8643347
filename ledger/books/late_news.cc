#include "ledger/books/late_news.h"

#include <algorithm>
#include <vector>

#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"

namespace tally {
namespace {

// No two zones are further apart.
constexpr absl::Duration kBetweenZones = absl::Hours(26);
// West of UTC, none is further from it.
constexpr absl::Duration kWestOfUtc = absl::Hours(12);

// The months of the org that were run, from that of `first` on and as far back as is looked at.
// What is new mostly is of this month, and takes one look.
std::vector<std::string> MonthsRunFrom(const Books& books, const std::string& org_id,
                                       absl::CivilDay first, const v1::RecordedEvent& recorded) {
  const absl::CivilMonth now(
      absl::ToCivilDay(FromProto(recorded.recorded_at()), absl::UTCTimeZone()));
  // A month more: it may be another one in the org's zone.
  const absl::CivilMonth from = std::max(absl::CivilMonth(first), now - (kLateMonths + 1));
  std::vector<std::string> months;
  for (absl::CivilMonth month = from; month <= now; ++month) {
    const std::string name = FormatMonth(month);
    if (books.runs_of_months.Has(org_id, name)) months.push_back(name);
  }
  return months;
}

// Whether what is known of a customer's month can differ from what is billed for it: drafts that
// are no invoices yet are made again.
bool IsClosed(const Books& books, const std::string& org_id, const std::string& month,
              const std::string& customer_id) {
  const auto draft = books.drafts.Find(org_id, month, customer_id);
  return !draft || draft->status() == v1::DRAFT_STATUS_APPROVED;
}

void Mark(Books& books, const std::string& org_id, const std::string& customer_id,
          absl::CivilDay first, const std::vector<std::string>& months) {
  const std::string from = FormatMonth(absl::CivilMonth(first));
  for (const std::string& month : months) {
    if (month < from || books.late_news.Has(org_id, customer_id, month)) continue;
    if (IsClosed(books, org_id, month, customer_id)) {
      books.late_news.Put(org_id, customer_id, month, {});
    }
  }
}

// The first instant of the event, by owner of the accounts.
std::map<std::string, absl::Time> FirstByOwner(const Books& books,
                                               const v1::CountsRecorded& event) {
  std::map<std::string, absl::Time> first;
  for (const v1::Observation& seen : event.observations()) {
    const auto owner = books.account_owners.Find(event.org_id(), event.source_id(), seen.account());
    if (!owner) continue;
    const absl::Time at = FromProto(seen.observed_at());
    const auto [known, is_new] = first.emplace(owner->value(), at);
    if (!is_new) known->second = std::min(known->second, at);
  }
  return first;
}

}  // namespace

void MarkLateNews(Books& books, const std::string& org_id, const NewsByCustomer& news,
                  const v1::RecordedEvent& recorded) {
  if (news.empty()) return;
  absl::CivilDay first = news.begin()->second;
  for (const auto& [customer_id, day] : news) first = std::min(first, day);
  const std::vector<std::string> months = MonthsRunFrom(books, org_id, first, recorded);
  if (months.empty()) return;
  for (const auto& [customer_id, day] : news) Mark(books, org_id, customer_id, day, months);
}

void MarkLateCounts(Books& books, const v1::CountsRecorded& event,
                    const v1::RecordedEvent& recorded) {
  absl::Time first = absl::InfiniteFuture();
  for (const v1::Observation& seen : event.observations()) {
    first = std::min(first, FromProto(seen.observed_at()));
  }
  if (event.observations().empty()) return;
  const absl::CivilDay day = absl::ToCivilDay(first - kWestOfUtc, absl::UTCTimeZone());
  // On most days no month is run that a count is for.
  if (MonthsRunFrom(books, event.org_id(), day, recorded).empty()) return;

  const auto org = books.orgs.Find(event.org_id());
  NewsByCustomer news;
  for (const auto& [customer_id, at] : FirstByOwner(books, event)) {
    const auto customer = books.customers.Find(event.org_id(), customer_id);
    if (!customer || !org) continue;
    const std::string& zone =
        customer->time_zone().empty() ? org->time_zone() : customer->time_zone();
    // When a month was billed, its customer may have had another zone.
    news[customer_id] = LocalDate(at - kBetweenZones, FindZone(zone).value_or(absl::UTCTimeZone()));
  }
  MarkLateNews(books, event.org_id(), news, recorded);
}

}  // namespace tally
