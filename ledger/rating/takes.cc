#include "ledger/rating/takes.h"

#include <algorithm>

namespace tally {
namespace {

bool IsOfKind(const v1::TimeEntry& entry, v1::TimeKind kind) {
  switch (kind) {
    case v1::TIME_KIND_TICKET:
      return !entry.ticket().empty();
    case v1::TIME_KIND_PROJECT:
      return !entry.project().empty();
    default:
      return true;
  }
}

}  // namespace

bool Takes(const v1::TimeQuantity& wanted, const v1::TimeEntry& entry) {
  if (entry.not_billable() || !IsOfKind(entry, wanted.kind())) return false;
  return wanted.projects().empty() ||
         std::ranges::find(wanted.projects(), entry.project()) != wanted.projects().end();
}

bool Takes(const v1::PassThroughQuantity& wanted, const v1::Charge& charge) {
  return wanted.kind() == v1::CHARGE_KIND_UNSPECIFIED || wanted.kind() == v1::CHARGE_KIND_ANY ||
         wanted.kind() == charge.kind();
}

bool Takes(const v1::TriggeredQuantity& wanted, const v1::Trigger& trigger) {
  return trigger.kind() == wanted.kind() &&
         (wanted.subject().empty() || trigger.subject() == wanted.subject());
}

bool Takes(const v1::CreditQuantity& wanted, const v1::Trigger& trigger) {
  return trigger.kind() == wanted.trigger() &&
         (wanted.subject().empty() || trigger.subject() == wanted.subject());
}

}  // namespace tally
