// Deciders of quotes.proto.

#pragma once

#include "absl/strings/string_view.h"
#include "ledger/deciders/decider.h"
#include "tally/v1/quotes.pb.h"

namespace tally {

Decision<v1::ReviseQuoteReply> Decide(const v1::ReviseQuote& command, const Books& books,
                                      const Context& context);
Decision<> Decide(const v1::SendQuote& command, const Books& books, const Context& context);
Decision<v1::AcceptQuoteReply> Decide(const v1::AcceptQuote& command, const Books& books,
                                      const Context& context);
Decision<> Decide(const v1::DeclineQuote& command, const Books& books, const Context& context);

// Where `quote`, as the books have it, stands on `today`, a date: EXPIRED if it was sent
// and can no longer be accepted.
v1::QuoteStatus StatusOn(const v1::QuoteView& quote, absl::string_view today);

}  // namespace tally
