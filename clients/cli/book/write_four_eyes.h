// WriteFourEyes: who may approve what, as a book says it.

#pragma once

#include <string>

#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns what `four_eyes` is: `true`, or a map on one line; empty if anybody may approve.
std::string FourEyesText(const v1::Org& org);

}  // namespace tally
