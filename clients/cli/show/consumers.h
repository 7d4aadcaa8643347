// Consumers: who consumes what, how far they are, and what they failed at.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/consumers.pb.h"

namespace tally {

std::string ConsumerTable(const v1::ConsumerPage& page, const Look& look);
std::string ParkedTable(const v1::ParkedEventPage& page, const Look& look);

// Returns all that is known of one consumer.
std::string ConsumerSheet(const v1::ConsumerStatus& status, const Look& look);

}  // namespace tally
