#include "ledger/deciders/drafts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/draft_state.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/rating/content_hash.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Returns `draft` made again from what the books hold now, with the changes and waivers in its
// content.
absl::StatusOr<v1::DraftContent> MakeAgain(const v1::Draft& draft, const Books& books,
                                           absl::Time now) {
  const MonthDrafter drafter(books, *books.orgs.Find(draft.org_id()), *ParseMonth(draft.month()),
                             now);
  return drafter.Draft(*books.customers.Find(draft.org_id(), draft.customer_id()), draft.content());
}

template <class Event>
Event EventOf(const v1::Draft& draft) {
  Event event;
  event.set_org_id(draft.org_id());
  event.set_customer_id(draft.customer_id());
  event.set_month(draft.month());
  return event;
}

v1::DraftLine* FindLine(v1::DraftContent& content, const std::string& line_id) {
  for (v1::DraftLine& rated : *content.mutable_lines()) {
    if (rated.line().line_id() == line_id) return &rated;
  }
  return nullptr;
}

// A correction is what its period still has to be billed; were it changed, the next run would
// correct it again.
absl::Status CheckCorrectsNothing(const v1::Line& line) {
  if (line.part() == v1::LINE_PART_LATE) {
    return Refuse(
        v1::REASON_FIELD_INVALID, "line_id",
        absl::StrCat("corrects ", line.corrects().invoice_number(), "; change what is known of ",
                     line.corrects().month(), ", or waive the difference, instead"));
  }
  if (line.part() != v1::LINE_PART_UNUSED && line.part() != v1::LINE_PART_CHANGED) {
    return absl::OkStatus();
  }
  return Refuse(v1::REASON_FIELD_INVALID, "line_id",
                absl::StrCat("corrects what was billed in advance; change \"", PlanLineOf(line),
                             "\" of the plan instead"));
}

void SetOverride(const v1::OverrideDraftLine& command, const std::string& actor,
                 v1::LineOverride& line_override) {
  if (!command.quantity().empty()) line_override.set_quantity(CanonicalNumber(command.quantity()));
  if (!command.unit_price().empty())
    line_override.set_unit_price(CanonicalNumber(command.unit_price()));
  line_override.set_reason(command.reason());
  line_override.set_actor(actor);
}

struct Waived {
  // Flags of the kind, waived or not.
  int found = 0;
  // Those that were not waived before.
  int changed = 0;
};

// Waives the flags of the kind in `flags` that are not waived yet.
void Waive(const v1::WaiveDraftFlag& command, const std::string& actor,
           google::protobuf::RepeatedPtrField<v1::Flag>& flags, Waived& waived) {
  for (v1::Flag& flag : flags) {
    if (flag.kind() != command.flag()) continue;
    waived.found += 1;
    if (flag.has_waiver()) continue;
    waived.changed += 1;
    flag.mutable_waiver()->set_reason(command.reason());
    flag.mutable_waiver()->set_actor(actor);
  }
}

}  // namespace

Decision<> Decide(const v1::HoldDraft& command, const Books& books, const Context&) {
  const absl::StatusOr<v1::Draft> draft = FindDraft(command, books);
  if (!draft.ok()) return draft.status();
  if (absl::Status is = CheckIsInReview(*draft); !is.ok()) return is;

  auto held = EventOf<v1::DraftHeld>(*draft);
  held.set_reason(command.reason());
  return Emit(held);
}

Decision<> Decide(const v1::ReleaseDraft& command, const Books& books, const Context&) {
  const absl::StatusOr<v1::Draft> draft = FindDraft(command, books);
  if (!draft.ok()) return draft.status();
  if (draft->status() != v1::DRAFT_STATUS_HELD) {
    return Refuse(v1::REASON_DRAFT_NOT_HELD, "month",
                  absl::StrCat("the draft of ", draft->customer_id(), " is not held"));
  }
  return Emit(EventOf<v1::DraftReleased>(*draft));
}

Decision<> Decide(const v1::RejectDraft& command, const Books& books, const Context&) {
  const absl::StatusOr<v1::Draft> draft = FindDraft(command, books);
  if (!draft.ok()) return draft.status();
  if (absl::Status is = CheckIsDraft(*draft); !is.ok()) return is;

  auto rejected = EventOf<v1::DraftRejected>(*draft);
  rejected.set_reason(command.reason());
  return Emit(rejected);
}

Decision<> Decide(const v1::OverrideDraftLine& command, const Books& books,
                  const Context& context) {
  absl::StatusOr<v1::Draft> draft = FindDraft(command, books);
  if (!draft.ok()) return draft.status();
  if (absl::Status is = CheckIsInReview(*draft); !is.ok()) return is;
  v1::DraftLine* line = FindLine(*draft->mutable_content(), command.line_id());
  if (line == nullptr) {
    return Refuse(v1::REASON_LINE_NOT_FOUND, "line_id",
                  absl::StrCat("there is no \"", command.line_id(), "\" on the draft"));
  }
  if (absl::Status is = CheckCorrectsNothing(line->line()); !is.ok()) return is;
  if (command.quantity().empty() && command.unit_price().empty()) {
    return Refuse(v1::REASON_NOTHING_TO_CHANGE, "quantity", "and unit_price are both empty");
  }
  SetOverride(command, context.actor, *line->mutable_override());
  absl::StatusOr<v1::DraftContent> content = MakeAgain(*draft, books, context.now);
  if (!content.ok()) return content.status();

  auto overridden = EventOf<v1::DraftLineOverridden>(*draft);
  overridden.set_line_id(command.line_id());
  overridden.set_reason(command.reason());
  *overridden.mutable_content() = *std::move(content);
  return Emit(overridden);
}

Decision<> Decide(const v1::WaiveDraftFlag& command, const Books& books, const Context& context) {
  absl::StatusOr<v1::Draft> draft = FindDraft(command, books);
  if (!draft.ok()) return draft.status();
  if (absl::Status is = CheckIsInReview(*draft); !is.ok()) return is;

  v1::DraftContent& content = *draft->mutable_content();
  Waived flags;
  if (command.line_id().empty()) {
    Waive(command, context.actor, *content.mutable_flags(), flags);
  }
  for (v1::DraftLine& rated : *content.mutable_lines()) {
    if (!command.line_id().empty() && rated.line().line_id() != command.line_id()) continue;
    Waive(command, context.actor, *rated.mutable_flags(), flags);
  }
  if (flags.found == 0) {
    const std::string name = v1::FlagKind_Name(command.flag()).substr(sizeof("FLAG_KIND_") - 1);
    return Refuse(v1::REASON_FLAG_NOT_FOUND, "flag",
                  absl::StrCat("the draft has no ", absl::AsciiStrToLower(name), " there"));
  }
  if (flags.changed == 0) return Emit();
  content.set_content_hash(ContentHashOf(content));

  auto waived = EventOf<v1::DraftFlagsWaived>(*draft);
  waived.set_flag(command.flag());
  waived.set_line_id(command.line_id());
  waived.set_reason(command.reason());
  *waived.mutable_content() = std::move(content);
  return Emit(waived);
}

Decision<> Decide(const v1::RegenerateDraft& command, const Books& books, const Context& context) {
  const absl::StatusOr<v1::Draft> draft = FindDraft(command, books);
  if (!draft.ok()) return draft.status();
  if (absl::Status is = CheckIsDraft(*draft); !is.ok()) return is;
  absl::StatusOr<v1::DraftContent> content = MakeAgain(*draft, books, context.now);
  if (!content.ok()) return content.status();
  const bool same = content->content_hash() == draft->content().content_hash();
  if (same && draft->status() != v1::DRAFT_STATUS_REJECTED) return Emit();

  auto regenerated = EventOf<v1::DraftRegenerated>(*draft);
  *regenerated.mutable_content() = *std::move(content);
  return Emit(regenerated);
}

}  // namespace tally
