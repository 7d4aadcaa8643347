// Reference: a small model of the ledger, written from the contract and as naively as can be.
//
// What it knows: who is defined and how, which drafts and runs are in which state, the numbers of
// documents, what is open of invoices and left of credit and what settles what, disputes, dunning,
// quotes, projects, postings, consumers, closed months, and what is recorded under which key. Of
// each command it says for which reasons it must be refused, or which events it must record.
//
// What it takes over from the events: all that is priced. The lines, taxes and total of a draft, a
// quote, a corrected invoice or a late fee; how a credit is spread over lines and taxes; what is
// late; whether a draft would come out differently now; and what anything is worth in another
// currency. It checks that documents add up, and predicts all that follows from their totals.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "model/rules.h"
#include "model/state.h"

namespace tally {

// Whether the model knows this type of command, by its full name.
bool Knows(const std::string& type);

// For which reasons `command` is refused on `state`.
Verdict Judge(const State& state, const google::protobuf::Message& command);

// Takes the events of `command`, which was accepted, into `state`. `reply` is encoded, null if it
// is not known. Returns what is not as the model says.
std::optional<std::string> Take(State& state, const google::protobuf::Message& command,
                                const std::vector<v1::RecordedEvent>& events, absl::Time time,
                                const std::string* reply);

}  // namespace tally
