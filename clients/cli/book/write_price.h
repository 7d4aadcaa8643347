// WritePrice: writes the price of a line as a book has it.

#pragma once

#include <string>

#include "clients/cli/book/book.h"

namespace tally {

// Returns `45`, `{follow: vendor, markup: 20%}` or `{tiers: …}`; empty if the line has no price.
std::string PriceText(const v1::PlanLine& line);

}  // namespace tally
