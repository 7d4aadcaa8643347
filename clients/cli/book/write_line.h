// WriteLine: writes the lines of a plan, and what else a plan is made of, as a book has them.

#pragma once

#include <string>
#include <vector>

#include "clients/cli/book/book.h"
#include "clients/cli/book/yaml_text.h"

namespace tally {

// Returns the fields of a line, without its id.
YamlFields LineFields(const v1::PlanLine& line);

// Returns those of them that stand behind the price: how often it is billed, and so on.
YamlFields BillingFields(const v1::PlanLine& line);

// Returns the fields of a commitment, without its id.
YamlFields CommitmentFields(const v1::Commitment& commitment);

// Returns each discount on one line.
std::vector<std::string> DiscountTexts(
    const google::protobuf::RepeatedPtrField<v1::Discount>& discounts);

// Returns what a line bills and at what price in the fewest words: `fixed 2`, `counted rmm SERVER
// peak`, `time`; `45`, `vendor + 20%`, or as it is written.
std::string QuantityInShort(const v1::PlanLine& line);
std::string PriceInShort(const v1::PlanLine& line);

}  // namespace tally
