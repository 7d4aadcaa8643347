// Stream: which stream an event belongs to, as its message declares with `option (stream)`, and of
// which type it is.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tally/v1/event.pb.h"

namespace tally {

// Returns the name of the stream of `event` within its org, such as `invoices/BILL-2026-10-001`.
std::string StreamOf(const v1::Event& event);

// Returns the name of the type of `event`, such as `InvoiceIssued`; empty if it carries none.
std::string TypeOf(const v1::Event& event);

// Returns the number of the arm of an encoded Event, which may be one that this version does not
// know; zero if it carries none.
int ArmOf(absl::string_view encoded_event);

}  // namespace tally
