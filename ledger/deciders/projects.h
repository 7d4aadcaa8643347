// Deciders of projects.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/projects.pb.h"

namespace tally {

Decision<> Decide(const v1::DefineProject& command, const Books& books, const Context& context);
Decision<v1::BillProjectReply> Decide(const v1::BillProject& command, const Books& books,
                                      const Context& context);

// PROJECT_INVOICED, naming `field`, if an invoice bills the project already.
absl::Status CheckNotInvoiced(const v1::ProjectView& project, absl::string_view field);

}  // namespace tally
