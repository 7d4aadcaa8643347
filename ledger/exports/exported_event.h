// ExportedEvent: an event as it leaves the daemon, with all that is hashed for it.
//
// `leaf` is what the tree proves; it holds the digest of `sealed_event`, which holds the seals of
// the personal texts. So whoever trusts the leaf can check the rest, and a personal text that was
// erased takes nothing away from that. audit.proto and log.proto say how it is written.

#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "tally/v1/audit.pb.h"
#include "tally/v1/event.pb.h"
#include "tally/v1/log.pb.h"

namespace tally {

// Returns the events of `commit`, whose personal texts are in `texts`, without their paths.
// DATA_LOSS if the texts do not fit the events.
absl::StatusOr<std::vector<v1::ExportedEvent>> ExportedEventsOf(const v1::Commit& commit,
                                                                const v1::PersonalTexts& texts);

// Returns the event with its personal texts put back, those that were erased as kErased.
// INVALID_ARGUMENT unless the leaf holds the digest of the sealed event, and the texts are those
// that were sealed.
absl::StatusOr<v1::Event> OpenEvent(const v1::ExportedEvent& event);

// How many of the personal texts were erased.
uint64_t ErasedTextsOf(const v1::ExportedEvent& event);

// Returns how messages name the event, such as `invoices/BILL-2026-10-003 version 1`. Safe to
// print, whatever the leaf holds.
std::string NameOf(const v1::LeafEntry& leaf);

// Parses `bytes` into `message`. False unless they are just what protobuf writes for it, with the
// fields in order and none that is unknown: so nothing can be changed that means the same.
bool ParseExactly(absl::string_view bytes, google::protobuf::Message& message);

}  // namespace tally
