// Deciders of drafts.proto.

#pragma once

#include "ledger/deciders/decider.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

Decision<v1::ApproveDraftReply> Decide(const v1::ApproveDraft& command, const Books& books,
                                       const Context& context);
Decision<> Decide(const v1::HoldDraft& command, const Books& books, const Context& context);
Decision<> Decide(const v1::ReleaseDraft& command, const Books& books, const Context& context);
Decision<> Decide(const v1::RejectDraft& command, const Books& books, const Context& context);
Decision<> Decide(const v1::OverrideDraftLine& command, const Books& books, const Context& context);
Decision<> Decide(const v1::WaiveDraftFlag& command, const Books& books, const Context& context);
Decision<> Decide(const v1::RegenerateDraft& command, const Books& books, const Context& context);

}  // namespace tally
