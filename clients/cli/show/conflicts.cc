#include "clients/cli/show/conflicts.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

// How far what belongs to a row stands from the left.
constexpr size_t kIndent = 2;

std::string GroundWords(v1::ConflictGround ground) {
  switch (ground) {
    case v1::CONFLICT_GROUND_NOT_WANTED:
      return "no four eyes wanted";
    case v1::CONFLICT_GROUND_WITHIN_LIMIT:
      return "within the limit";
    case v1::CONFLICT_GROUND_EXCEPTION:
      return "exception";
    default:
      return "";
  }
}

std::string ContributionWords(const v1::Contribution& contribution) {
  const std::string& subject = contribution.subject();
  switch (contribution.kind()) {
    case v1::CONTRIBUTION_KIND_PLAN:
      return absl::StrCat("set the plan from ", subject);
    case v1::CONTRIBUTION_KIND_CUSTOMER:
      return "defined the customer";
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

void AddNotes(const v1::Conflict& conflict, TextTable& table) {
  if (!conflict.exception().empty()) {
    table.AddNote(absl::StrCat("exception: ", conflict.exception()), kIndent);
  }
  if (conflict.earlier_contributions() > 0) {
    table.AddNote(CountText(conflict.earlier_contributions(), "earlier contribution"), kIndent);
  }
  for (const v1::Contribution& each : conflict.contributions()) {
    table.AddNote(absl::StrCat(each.actor(), " ", ContributionWords(each), ", event ",
                               each.position(), ", ", RecordedText(each.recorded_at())),
                  kIndent);
  }
}

}  // namespace

std::string ConflictTable(const v1::ConflictPage& page, const Look& look) {
  if (page.conflicts().empty()) return "Nobody approved what they had contributed to.\n";
  MoneyColumn totals;
  for (const v1::Conflict& conflict : page.conflicts()) totals.See(conflict.total());
  TextTable table({{"month"},
                   {"client"},
                   {"invoice"},
                   {totals.Title("total"), TextTable::kRight},
                   {"approved by"},
                   {"event", TextTable::kRight},
                   {"why it was not refused"}});
  for (const v1::Conflict& conflict : page.conflicts()) {
    table.Add({{conflict.month()},
               {conflict.customer_id()},
               {conflict.invoice_number()},
               {totals.Amount(conflict.total())},
               {conflict.automatic() ? "the calendar" : conflict.approved_by()},
               {Grouped(absl::StrCat(conflict.position()))},
               {GroundWords(conflict.ground())}});
    AddNotes(conflict, table);
  }
  return table.Layout(look);
}

}  // namespace tally
