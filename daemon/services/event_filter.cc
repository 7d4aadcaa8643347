#include "daemon/services/event_filter.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/events/stream.h"

namespace tally {
namespace {

// Returns the number of the arm of events of this type; zero if there is none.
int ArmOfType(const std::string& type) {
  const auto* arms = v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < arms->field_count(); ++i) {
    if (arms->field(i)->message_type()->name() == type) return arms->field(i)->number();
  }
  return 0;
}

}  // namespace

absl::StatusOr<EventFilter> EventFilter::Of(const v1::EventFilter& filter,
                                            absl::string_view field) {
  if (!filter.stream().empty() && filter.org_id().empty()) {
    return Refuse(v1::REASON_FIELD_MISSING, absl::StrCat(field, ".org_id"),
                  "is missing; a stream is one of an org");
  }
  if (!filter.stream().empty() && !filter.stream_prefix().empty()) {
    return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat(field, ".stream_prefix"),
                  "is given beside a stream; give one of them");
  }
  EventFilter result;
  result.filter_ = filter;
  for (int i = 0; i < filter.types_size(); ++i) {
    const int arm = ArmOfType(filter.types(i));
    if (arm == 0) {
      return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat(field, ".types[", i, "]"),
                    absl::StrCat("is \"", filter.types(i), "\", which is no type of event"));
    }
    result.types_.insert(arm);
  }
  return result;
}

bool EventFilter::Wants(const v1::Commit& commit, int index) const {
  if (!filter_.org_id().empty() && filter_.org_id() != commit.org_id()) return false;
  const v1::CommittedEvent& event = commit.events(index);
  if (!filter_.stream().empty() && filter_.stream() != event.stream()) return false;
  return absl::StartsWith(event.stream(), filter_.stream_prefix()) &&
         (types_.empty() || types_.contains(ArmOf(event.sealed_event())));
}

}  // namespace tally
