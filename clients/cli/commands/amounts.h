// Amounts: amounts on the command line, which have no currency: it is the customer's.

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/session/session.h"
#include "tally/v1/money.pb.h"

namespace tally {

// Returns the amount that `text` says in the major unit of `currency`; wrong usage if it is none.
absl::StatusOr<v1::Money> AmountIn(const std::string& text, const std::string& currency);

// Asks the daemon for the currency that a customer is billed in.
absl::StatusOr<std::string> CurrencyOfCustomer(Session& session, const std::string& customer_id);

}  // namespace tally
