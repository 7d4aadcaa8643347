#include "ledger/what_if/changes.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/deciders/catalog.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/orgs.h"
#include "ledger/deciders/plans.h"
#include "ledger/deciders/sources.h"
#include "ledger/deciders/taxes.h"

namespace tally {
namespace {

// Returns `refused` with what the change is called before the field.
absl::Status Named(const absl::Status& refused, const std::string& prefix) {
  std::optional<v1::Refusal> refusal = RefusalOf(refused);
  if (!refusal) return refused;
  refusal->set_field(absl::StrCat(prefix, refusal->field()));
  return Refuse(*std::move(refusal));
}

template <Command C>
absl::Status Send(const C& command, const std::string& prefix, const Context& context,
                  Books& books) {
  const Decision<> decision = Decide(command, std::as_const(books), context);
  if (!decision.ok()) return Named(decision.status(), prefix);
  v1::RecordedEvent recorded;
  recorded.set_position(context.position + 1);
  for (const v1::Event& event : decision->events) {
    *recorded.mutable_event() = event;
    Evolve(books, recorded);
  }
  return absl::OkStatus();
}

absl::Status SendOrg(const std::string& org_id, const v1::Org& org, const std::string& prefix,
                     const Context& context, Books& books) {
  if (org.org_id() != org_id) {
    return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat(prefix, "org.org_id"),
                  absl::StrCat("is \"", org.org_id(), "\", and not \"", org_id, "\""));
  }
  v1::DefineOrg command;
  *command.mutable_org() = org;
  return Send(command, prefix, context, books);
}

absl::Status SendPlan(const std::string& org_id, const v1::CustomerPlan& plan,
                      const std::string& prefix, const Context& context, Books& books) {
  if (plan.plan().customer_id() != plan.customer_id()) {
    return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat(prefix, "plan.plan.customer_id"),
                  absl::StrCat("is \"", plan.plan().customer_id(), "\", and not \"",
                               plan.customer_id(), "\""));
  }
  v1::SetPlan command;
  command.set_org_id(org_id);
  *command.mutable_plan() = plan.plan();
  // The command calls the plan `plan` too, one step further out.
  return Send(command, absl::StrCat(prefix, "plan."), context, books);
}

// Defines `resource`, which is `field` of the command.
template <class Command, class Resource>
absl::Status SendDefinition(Resource* (Command::*field)(), const Resource& resource,
                            const std::string& org_id, const std::string& prefix,
                            const Context& context, Books& books) {
  Command command;
  command.set_org_id(org_id);
  *(command.*field)() = resource;
  return Send(command, prefix, context, books);
}

absl::Status Apply(const std::string& org_id, const v1::WhatIfChange& change,
                   const std::string& prefix, const Context& context, Books& books) {
  switch (change.change_case()) {
    case v1::WhatIfChange::kOrg:
      return SendOrg(org_id, change.org(), prefix, context, books);
    case v1::WhatIfChange::kPlan:
      return SendPlan(org_id, change.plan(), prefix, context, books);
    case v1::WhatIfChange::kTax:
      return SendDefinition(&v1::DefineTax::mutable_tax, change.tax(), org_id, prefix, context,
                            books);
    case v1::WhatIfChange::kItem:
      return SendDefinition(&v1::DefineItem::mutable_item, change.item(), org_id, prefix, context,
                            books);
    case v1::WhatIfChange::kSource:
      return SendDefinition(&v1::DefineSource::mutable_source, change.source(), org_id, prefix,
                            context, books);
    case v1::WhatIfChange::kCustomer:
      return SendDefinition(&v1::DefineCustomer::mutable_customer, change.customer(), org_id,
                            prefix, context, books);
    case v1::WhatIfChange::CHANGE_NOT_SET:
      break;
  }
  return Refuse(v1::REASON_FIELD_MISSING, absl::StrCat(prefix, "change"), "says no change");
}

}  // namespace

absl::Status ApplyChanges(const std::string& org_id,
                          const google::protobuf::RepeatedPtrField<v1::WhatIfChange>& changes,
                          const Context& context, Books& books) {
  for (int i = 0; i < changes.size(); ++i) {
    const std::string prefix = absl::StrCat("changes[", i, "].");
    if (absl::Status is = Apply(org_id, changes[i], prefix, context, books); !is.ok()) return is;
  }
  return absl::OkStatus();
}

}  // namespace tally
