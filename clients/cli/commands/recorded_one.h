// RecordedOne: what is said after one entry was sent.

#pragma once

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/session/session.h"

namespace tally {

// Shows the reply to a command that recorded the one entry which `what` names, or fails because it
// was refused, naming the field.
template <class Reply>
absl::Status ShowRecordedOne(Session& session, const Reply& reply, absl::string_view what) {
  if (reply.refused_size() > 0) {
    v1::Refusal refusal;
    refusal.set_reason(v1::REASON_FIELD_INVALID);
    refusal.set_field(reply.refused(0).field());
    refusal.set_message(reply.refused(0).message());
    return Refused(absl::StatusCode::kInvalidArgument, refusal);
  }
  session.Show(reply, [&] {
    return absl::StrCat(what, reply.recorded() > 0 ? ": recorded\n" : ": already known\n");
  });
  return absl::OkStatus();
}

}  // namespace tally
