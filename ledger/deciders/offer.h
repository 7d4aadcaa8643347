// Offer: what a revision of a quote is made of, whoever makes it.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/deciders/decider.h"
#include "ledger/deciders/one_off_document.h"
#include "tally/v1/quotes.pb.h"

namespace tally {

// Who offers, and to whom. All must outlive this.
struct Offerer {
  const Books& books;
  const Context& context;
  const v1::Org& org;
  const v1::Customer& customer;
};

struct OfferedLine {
  OneOffLine line;
  // Due once without one.
  std::optional<v1::Cadence> cadence;
};

struct Offer {
  std::vector<OfferedLine> lines;
  // Last day on which it can be accepted; without end if empty.
  std::string valid_until;
  std::string note;
  // The project that it offers; that of the revision before if empty.
  std::string project_id;
};

// Returns the event that makes `offer` the next revision of `quote_id`, with its figures: taxes at
// the rates of today. ID_IN_USE if the quote is for another customer or project, QUOTE_DECIDED,
// DATE_OUT_OF_RANGE if it could not be accepted on any day, and what a plan's lines are refused
// for: lines that recur become such.
absl::StatusOr<v1::QuoteRevised> Revise(const Offerer& offerer, const std::string& quote_id,
                                        const Offer& offer);

// QUOTE_DECIDED if the quote was accepted or declined.
absl::Status CheckUndecided(const v1::QuoteView& quote);

// Returns the line of a plan that bills `line`, a line of a quote, every period of its cadence.
v1::PlanLine RecurringLine(const v1::QuoteLine& line);

// Returns the lines of `revision` that are due once.
google::protobuf::RepeatedPtrField<v1::Line> LinesDueOnce(const v1::QuoteRevision& revision);

}  // namespace tally
