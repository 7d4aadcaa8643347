// Subscription: events from a position on, for ever, as the messages of one stream.
//
//   behind ──▶ caught_up ──▶ live ──▶ fell_behind ──▶ behind ──▶ caught_up ──▶ …
//
// What tells where a subscription is, is one position: everything before it was looked at. Past and
// present are read alike, so there is no seam between them. Each message is read by itself when the
// one before has left, so that a slow reader holds nothing.

#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "daemon/rpc/message_stream.h"
#include "ledger/ledger.h"
#include "tally/v1/events.pb.h"

namespace tally {

// Returns the messages that `query` asks for. FIELD_INVALID if the checkpoint interval is out of
// range; otherwise as EventFilter::Of().
absl::StatusOr<std::unique_ptr<MessageSource>> OpenSubscription(Ledger& ledger,
                                                                const v1::SubscribeEvents& query);

}  // namespace tally
