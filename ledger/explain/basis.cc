#include "ledger/explain/basis.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"

namespace tally {
namespace {

const v1::DraftLine* LineIn(const v1::DraftContent& content, const std::string& line_id) {
  for (const v1::DraftLine& rated : content.lines()) {
    if (rated.line().line_id() == line_id) return &rated;
  }
  return nullptr;
}

bool IsOverridden(const v1::DraftContent& content, const std::string& line_id) {
  const v1::DraftLine* rated = LineIn(content, line_id);
  return rated != nullptr && rated->has_override();
}

absl::Status DraftIsMissing(const v1::Invoice& invoice) {
  return absl::DataLossError(absl::StrCat("there is no draft of invoice ", invoice.number()));
}

}  // namespace

void DraftStory::On(const v1::RecordedEvent& event) {
  const v1::Event& body = event.event();
  switch (body.body_case()) {
    case v1::Event::kDraftGenerated:
      generated_ = body.draft_generated();
      generated_.clear_content();
      generated_at_ = event.position();
      return Take(body.draft_generated().content(), event.position());
    case v1::Event::kDraftRegenerated:
      regenerated_at_.push_back(event.position());
      return Take(body.draft_regenerated().content(), event.position());
    case v1::Event::kDraftLineOverridden:
      TakeChange(body.draft_line_overridden(), event);
      return Take(body.draft_line_overridden().content(), event.position());
    case v1::Event::kDraftFlagsWaived:
      return Take(body.draft_flags_waived().content(), event.position());
    case v1::Event::kDraftApproved:
      approved_ = body.draft_approved();
      approved_at_ = event.position();
      return;
    default:  // Holding, releasing and rejecting change nothing of what is billed.
      return;
  }
}

void DraftStory::TakeChange(const v1::DraftLineOverridden& event,
                            const v1::RecordedEvent& recorded) {
  LineChange change{.position = recorded.position(),
                    .actor = recorded.actor(),
                    .reason = event.reason(),
                    .before = {},
                    .after = {}};
  if (const auto* before = LineIn(content_, event.line_id())) change.before = *before;
  if (const auto* after = LineIn(event.content(), event.line_id())) change.after = *after;
  changes_[event.line_id()].push_back(std::move(change));
}

void DraftStory::Take(const v1::DraftContent& content, uint64_t position) {
  std::erase_if(changes_,
                [&](const auto& changes) { return !IsOverridden(content, changes.first); });

  std::map<FlagKey, uint64_t> waived_at;
  const auto take = [&](const std::string& line_id, const v1::Flag& flag) {
    if (!flag.has_waiver()) return;
    const FlagKey key{line_id, flag.kind(), flag.detail()};
    const auto known = waived_at_.find(key);
    waived_at[key] = known == waived_at_.end() ? position : known->second;
  };
  for (const v1::Flag& flag : content.flags()) take("", flag);
  for (const v1::DraftLine& rated : content.lines()) {
    for (const v1::Flag& flag : rated.flags()) take(rated.line().line_id(), flag);
  }
  waived_at_ = std::move(waived_at);
  content_ = content;
}

std::vector<LineChange> DraftStory::ChangesOf(const std::string& line_id, Figure figure) const {
  std::vector<LineChange> of_figure;
  const auto changes = changes_.find(line_id);
  if (changes == changes_.end()) return of_figure;
  for (const LineChange& change : changes->second) {
    const std::string& after = (change.after.override().*figure)();
    const bool is_about_it = after != (change.before.override().*figure)();
    if (is_about_it) of_figure.push_back(change);
  }
  return of_figure;
}

uint64_t DraftStory::WaivedAt(const std::string& line_id, const v1::Flag& flag) const {
  const auto found = waived_at_.find(FlagKey{line_id, flag.kind(), flag.detail()});
  return found == waived_at_.end() ? 0 : found->second;
}

const v1::DraftLine* Basis::FindLine(const std::string& line_id) const {
  return LineIn(draft.content(), line_id);
}

const v1::PlanLine* Basis::FindPlanLine(const std::string& line_id) const {
  for (const v1::PlanLine& line : plan.lines()) {
    if (line.line_id() == line_id) return &line;
  }
  return nullptr;
}

uint64_t Basis::LastMonthAt() const {
  const auto civil_month = ParseMonth(month.month);
  if (!civil_month) return 0;
  const auto last = books->drafts.Find(org_id, FormatMonth(*civil_month - 1), draft.customer_id());
  return last ? last->changed_position() : 0;
}

absl::TimeZone ZoneOf(const v1::Org& org, const v1::Customer& customer) {
  const std::string& name = customer.time_zone().empty() ? org.time_zone() : customer.time_zone();
  return FindZone(name).value_or(absl::UTCTimeZone());
}

absl::StatusOr<Basis> BasisOf(const std::string& org_id, const v1::Invoice& invoice, Past& past) {
  const std::string& customer_id = invoice.bill_to().customer_id();
  const std::string& month = invoice.period().month();
  Basis basis;
  basis.org_id = org_id;
  const absl::Status read = past.ReadStream(absl::StrCat("drafts/", month, "/", customer_id),
                                            [&](const v1::RecordedEvent& event) {
                                              basis.story.On(event);
                                              return true;
                                            });
  if (!read.ok()) return read;
  if (basis.story.approved().invoice_number() != invoice.number()) return DraftIsMissing(invoice);

  const absl::StatusOr<const Books*> books = past.BooksAt(basis.story.approved_at() - 1);
  if (!books.ok()) return books.status();
  const auto org = (*books)->orgs.Find(org_id);
  const auto customer = (*books)->customers.Find(org_id, customer_id);
  const auto draft = (*books)->drafts.Find(org_id, month, customer_id);
  const auto civil_month = ParseMonth(month);
  if (!org || !customer || !draft || !civil_month) return DraftIsMissing(invoice);

  const std::string first_day = FormatDate(absl::CivilDay(*civil_month));
  basis.books = *books;
  basis.org = *org;
  basis.customer = *customer;
  basis.draft = *draft;
  basis.plan = (*books)->plans.FindLast(org_id, customer_id, first_day).value_or(v1::Plan());
  const v1::Period& period = draft->content().period();
  basis.month = {.month = month,
                 .span = {FromProto(period.start()), FromProto(period.end())},
                 .zone = ZoneOf(*org, *customer),
                 .plan_from = basis.plan.effective_from()};
  return basis;
}

}  // namespace tally
