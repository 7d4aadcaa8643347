// Stream: which stream an event belongs to, as its message declares with `option (stream)`.

#pragma once

#include <string>

#include "tally/v1/event.pb.h"

namespace tally {

// Returns the name of the stream of `event` within its org, such as `invoices/BILL-2026-10-001`.
std::string StreamOf(const v1::Event& event);

// Returns the name of the type of `event`, such as `InvoiceIssued`; empty if it carries none.
std::string TypeOf(const v1::Event& event);

}  // namespace tally
