#include "ledger/deciders/four_eyes.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/base/refusal.h"
#include "ledger/books/conflicts.h"
#include "ledger/calendar/date.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/base_totals.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/deciders/movement_date.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// Whom a call names; it is no field of the request.
constexpr char kActorField[] = "tally-actor";
// Contributions that a refusal carries, and that it tells in words: details of calls are short.
constexpr size_t kMaxCarried = 5;
constexpr size_t kMaxTold = 2;

// What the draft comes to in the org's currency if it is issued now; nothing if no rate is known.
std::optional<v1::Money> BaseTotalOf(const v1::Draft& draft, const Books& books, const v1::Org& org,
                                     const Context& context) {
  v1::Invoice invoice;
  invoice.set_issue_date(FormatDate(Today(org, context)));
  *invoice.mutable_totals() = draft.content().totals();
  if (invoice.totals().total().currency() == org.currency()) return invoice.totals().total();
  if (!SetBaseTotals(org, BookFacts(books, org.org_id()), invoice).ok()) return std::nullopt;
  if (!invoice.has_base_totals()) return std::nullopt;
  return invoice.base_totals().totals().total();
}

bool IsWithinLimit(const v1::Draft& draft, const Books& books, const v1::Org& org,
                   const Context& context) {
  const auto limit = ParseAmount(org.four_eyes().above(), org.currency());
  if (!limit) return false;
  const auto total = BaseTotalOf(draft, books, org, context);
  return total && -limit->minor_units() <= total->minor_units() &&
         total->minor_units() <= limit->minor_units();
}

std::string InWords(const v1::Contribution& contribution) {
  const std::string& subject = contribution.subject();
  switch (contribution.kind()) {
    case v1::CONTRIBUTION_KIND_PLAN:
      return absl::StrCat("set the plan from ", subject);
    case v1::CONTRIBUTION_KIND_CUSTOMER:
      return "changed the customer";
    case v1::CONTRIBUTION_KIND_CHARGES:
      return absl::StrCat("recorded costs of ", subject);
    case v1::CONTRIBUTION_KIND_TRIGGERS:
      return absl::StrCat("recorded triggers of ", subject);
    case v1::CONTRIBUTION_KIND_RUN:
      return absl::StrCat("started run ", subject);
    case v1::CONTRIBUTION_KIND_REGENERATED:
      return "made the draft again";
    case v1::CONTRIBUTION_KIND_OVERRIDE:
      return absl::StrCat("changed line ", subject);
    case v1::CONTRIBUTION_KIND_WAIVER:
      return subject.empty() ? "waived flags" : absl::StrCat("waived flags on line ", subject);
    default:
      return "contributed";
  }
}

std::string Told(const v1::Contribution& contribution) {
  return absl::StrCat(
      contribution.actor(), " ", InWords(contribution), " (event ", contribution.position(), ", ",
      FormatInstant(absl::FromUnixSeconds(contribution.recorded_at().seconds())), ")");
}

// The latest of `contributions` in words, and how many there are more.
std::string Told(const std::vector<v1::Contribution>& contributions) {
  const size_t told = std::min(contributions.size(), kMaxTold);
  std::vector<std::string> words;
  std::ranges::transform(
      contributions.rbegin(), contributions.rbegin() + static_cast<ptrdiff_t>(told),
      std::back_inserter(words), [](const v1::Contribution& each) { return Told(each); });
  const size_t more = contributions.size() - told;
  return absl::StrCat(absl::StrJoin(words, ", "),
                      more == 0 ? "" : absl::StrCat(" and did ", more, " more"));
}

absl::Status RefuseContributor(const v1::ApproveDraft& command,
                               const std::vector<v1::Contribution>& contributions) {
  const bool asks_for_exception = !command.four_eyes_exception().empty();
  v1::Refusal refusal;
  refusal.set_reason(v1::REASON_APPROVER_CONTRIBUTED);
  refusal.set_field(asks_for_exception ? "four_eyes_exception" : kActorField);
  refusal.set_message(absl::StrCat(
      asks_for_exception ? "is given, but the org allows no exceptions: " : "", Told(contributions),
      command.automatic() ? "; the calendar approves only what nobody changed" : ""));
  const size_t carried = std::min(contributions.size(), kMaxCarried);
  refusal.mutable_contributions()->Assign(
      std::prev(contributions.end(), static_cast<ptrdiff_t>(carried)), contributions.end());
  return Refuse(std::move(refusal));
}

}  // namespace

absl::Status CheckFourEyes(const v1::Org& org) {
  const std::string& above = org.four_eyes().above();
  if (above.empty() || ParseAmount(above, org.currency())) return absl::OkStatus();
  return Refuse(v1::REASON_FIELD_INVALID, "org.four_eyes.above",
                absl::StrCat("is \"", above, "\"; a limit is a whole number of minor units of ",
                             org.currency()));
}

absl::StatusOr<std::string> ExceptionFor(const v1::ApproveDraft& command, const v1::Draft& draft,
                                         const Books& books, const v1::Org& org,
                                         const Context& context) {
  if (!org.has_four_eyes() || IsWithinLimit(draft, books, org, context)) return "";
  const std::vector<v1::Contribution> contributions =
      ContributionsAgainst(books, draft, context.actor, command.automatic());
  if (contributions.empty()) return "";
  if (!org.four_eyes().exceptions() || command.four_eyes_exception().empty()) {
    return RefuseContributor(command, contributions);
  }
  return command.four_eyes_exception();
}

}  // namespace tally
