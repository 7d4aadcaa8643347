#include "ledger/books/conflicts.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"

namespace tally {
namespace {

// The last month before that somebody answered for by approving it.
struct Answered {
  // Position of the approval; zero if there is none.
  uint64_t position = 0;
  // The last day of its month; empty if there is none.
  std::string last_day;
};

std::string LastDayOf(absl::CivilMonth month) { return FormatDate(absl::CivilDay(month + 1) - 1); }

Answered AnsweredBefore(const Books& books, const v1::Draft& draft) {
  const absl::CivilMonth month = *ParseMonth(draft.month());
  const auto approved =
      books.approved_months.FindLast(draft.org_id(), draft.customer_id(), FormatMonth(month - 1));
  if (!approved) return {};
  return {.position = approved->position(), .last_day = LastDayOf(*ParseMonth(approved->month()))};
}

absl::TimeZone ZoneOf(const Books& books, const v1::Draft& draft) {
  const auto org = books.orgs.Find(draft.org_id());
  const auto customer = books.customers.Find(draft.org_id(), draft.customer_id());
  if (!org || !customer) return absl::UTCTimeZone();
  const std::string& zone =
      customer->time_zone().empty() ? org->time_zone() : customer->time_zone();
  return FindZone(zone).value_or(absl::UTCTimeZone());
}

// The last day whose plan `draft` may rest on: that of its month, or of what it bills or used to
// bill ahead.
std::string LastDayBilled(const Books& books, const v1::Draft& draft) {
  const absl::CivilMonth month = *ParseMonth(draft.month());
  absl::Time end = absl::InfinitePast();
  for (const v1::DraftLine& rated : draft.content().lines()) {
    if (!rated.line().has_service()) continue;
    end = std::max(end, FromProto(rated.line().service().end()));
  }
  const bool is_ahead = end != absl::InfinitePast() ||
                        std::ranges::any_of(draft.content().vanished_lines(), [](const auto& gone) {
                          return gone.line().has_service();
                        });
  if (!is_ahead) return LastDayOf(month);
  const std::string next = LastDayOf(month + 1);
  if (end == absl::InfinitePast()) return next;
  return std::max(next, FormatDate(LocalDate(end - absl::Seconds(1), ZoneOf(books, draft))));
}

// Collects what is held against an approver.
class Collector {
 public:
  Collector(const std::string& actor, bool automatic) : actor_(actor), automatic_(automatic) {}

  void Add(v1::Contribution contribution) {
    if (!automatic_ && contribution.actor() != actor_) return;
    found_.push_back(std::move(contribution));
  }

  std::vector<v1::Contribution> InOrder() && {
    std::ranges::sort(found_, {}, &v1::Contribution::position);
    return std::move(found_);
  }

 private:
  const std::string& actor_;
  const bool automatic_;
  std::vector<v1::Contribution> found_;
};

// The plans of the customer, and who it is.
void AddDefinitions(const Books& books, const v1::Draft& draft, Collector& found) {
  const Answered answered = AnsweredBefore(books, draft);
  const std::string last_day = LastDayBilled(books, draft);
  for (auto rows = books.definitions_behind.Scan(draft.org_id(), draft.customer_id()); rows.Valid();
       rows.Next()) {
    v1::Contribution definition = rows.row();
    const bool is_plan = definition.kind() == v1::CONTRIBUTION_KIND_PLAN;
    const bool is_new = definition.position() > answered.position ||
                        (is_plan && definition.subject() > answered.last_day);
    const bool bears = !is_plan || definition.subject() <= last_day;
    if (is_new && bears) found.Add(std::move(definition));
  }
}

void AddEntries(const Books& books, const v1::Draft& draft, Collector& found) {
  std::set<uint64_t> positions;
  for (const v1::DraftLine& rated : draft.content().lines()) {
    for (const v1::BilledEntry& entry : rated.line().entries()) positions.insert(entry.position());
  }
  for (const uint64_t position : positions) {
    auto recorded = books.entries_behind.Find(draft.org_id(), position);
    if (recorded) found.Add(*std::move(recorded));
  }
}

void AddRun(const Books& books, const v1::Draft& draft, Collector& found) {
  const auto run = books.runs.Find(draft.org_id(), draft.run_id());
  if (!run || run->automatic()) return;
  v1::Contribution started;
  started.set_kind(v1::CONTRIBUTION_KIND_RUN);
  started.set_actor(run->started_by());
  started.set_position(draft.made_position());
  *started.mutable_recorded_at() = run->started_at();
  started.set_subject(run->run_id());
  found.Add(std::move(started));
}

void AddWork(const Books& books, const v1::Draft& draft, Collector& found) {
  for (auto rows = books.draft_work.Scan(draft.org_id(), draft.customer_id(), draft.month());
       rows.Valid(); rows.Next()) {
    found.Add(rows.row());
  }
}

v1::ConflictGround GroundOf(const Books& books, const v1::DraftApproved& event) {
  const auto org = books.orgs.Find(event.org_id());
  if (!org || !org->has_four_eyes()) return v1::CONFLICT_GROUND_NOT_WANTED;
  return event.four_eyes_exception().empty() ? v1::CONFLICT_GROUND_WITHIN_LIMIT
                                             : v1::CONFLICT_GROUND_EXCEPTION;
}

// Notes that somebody has answered for what the month rests on.
void Answer(Books& books, const v1::DraftApproved& event, const v1::RecordedEvent& recorded) {
  v1::ApprovedMonth approved;
  approved.set_month(event.month());
  approved.set_position(recorded.position());
  books.approved_months.Put(event.org_id(), event.customer_id(), event.month(), approved);
}

}  // namespace

v1::Contribution ContributionOf(v1::ContributionKind kind, const v1::RecordedEvent& recorded,
                                const std::string& subject) {
  v1::Contribution contribution;
  contribution.set_kind(kind);
  contribution.set_actor(recorded.actor());
  contribution.set_position(recorded.position());
  *contribution.mutable_recorded_at() = recorded.recorded_at();
  contribution.set_subject(subject);
  return contribution;
}

std::vector<v1::Contribution> ContributionsAgainst(const Books& books, const v1::Draft& draft,
                                                   const std::string& actor, bool automatic) {
  Collector found(actor, automatic);
  AddDefinitions(books, draft, found);
  AddEntries(books, draft, found);
  AddRun(books, draft, found);
  AddWork(books, draft, found);
  return std::move(found).InOrder();
}

void NoteApproval(Books& books, const v1::DraftApproved& event, const v1::Draft& draft,
                  const v1::RecordedEvent& recorded) {
  const std::vector<v1::Contribution> against =
      ContributionsAgainst(books, draft, recorded.actor(), event.automatic());
  const v1::ConflictGround ground =
      against.empty() ? v1::CONFLICT_GROUND_UNSPECIFIED : GroundOf(books, event);
  // Else a change could pass while a bill is small, and be charged when it is large.
  if (ground != v1::CONFLICT_GROUND_WITHIN_LIMIT) Answer(books, event, recorded);
  if (ground == v1::CONFLICT_GROUND_UNSPECIFIED) return;

  v1::Conflict conflict;
  conflict.set_customer_id(event.customer_id());
  conflict.set_month(event.month());
  conflict.set_invoice_number(event.invoice_number());
  *conflict.mutable_total() = draft.content().totals().total();
  conflict.set_approved_by(recorded.actor());
  conflict.set_automatic(event.automatic());
  *conflict.mutable_approved_at() = recorded.recorded_at();
  conflict.set_position(recorded.position());
  conflict.set_ground(ground);
  conflict.set_exception(event.four_eyes_exception());
  const size_t told = std::min(against.size(), kMaxContributions);
  conflict.mutable_contributions()->Assign(std::prev(against.end(), static_cast<ptrdiff_t>(told)),
                                           against.end());
  conflict.set_earlier_contributions(static_cast<uint32_t>(against.size() - told));
  books.conflicts.Put(event.org_id(), event.month(), event.customer_id(), conflict);
}

}  // namespace tally
