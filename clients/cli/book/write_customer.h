// WriteCustomer: writes a customer with its mappings and plans as a book has them, and what
// customers have in common with items and sources.

#pragma once

#include <string>
#include <vector>

#include "clients/cli/book/book.h"

namespace tally {

// Returns the customer and `plans`, which are its own, as an entry of the section `customers`.
std::string CustomerText(const v1::Customer& customer, const std::vector<const v1::Plan*>& plans);

// Returns ids in accounting systems on one line; empty if there are none.
std::string ExternalIdsText(const google::protobuf::RepeatedPtrField<v1::ExternalId>& ids);

// Returns the item that a meter is billed as, and what else there is to say of it.
std::string MeterText(const v1::Meter& meter);

}  // namespace tally
