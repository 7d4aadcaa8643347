// Spread: what a document comes to in the org's currency, spread over its items and taxes.

#pragma once

#include <string>
#include <vector>

#include "tally/v1/documents.pb.h"
#include "tally/v1/money.pb.h"

namespace tally {

// A part of a document, such as an item or a tax, and what it comes to.
struct Share {
  std::string subject;
  v1::Money amount;
};

// Adds `amount` to the share of `subject`; to another of the same subject if it does not fit.
void AddShare(std::vector<Share>& shares, const std::string& subject, const v1::Money& amount);

// Returns the shares in the currency of `whole`, which is all of them in the books: what they come
// to one after the other is taken at the rate and rounded, so that none is more than one minor unit
// from its own worth, and the last takes what is left of `whole`.
std::vector<Share> InBooks(const std::vector<Share>& shares, const v1::Money& whole,
                           const v1::ExchangeUse& exchange);

}  // namespace tally
