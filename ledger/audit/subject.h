// Subject: what an event is about, in the words that findings use.

#pragma once

#include <string>

#include "tally/v1/event.pb.h"

namespace tally {

// Returns such as `invoice BILL-2026-10-001`, `draft of acme for 2026-10`, `run 2026-10.1`; the
// name of its type if it is about no document.
std::string SubjectOf(const v1::Event& event);

// Whether `event` holds a document: a draft, an invoice or a credit note.
bool HoldsDocument(const v1::Event& event);

}  // namespace tally
