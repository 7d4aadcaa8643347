// Content hash: names what a reviewer saw.

#pragma once

#include <string>

#include "tally/v1/drafts.pb.h"

namespace tally {

// Returns the SHA-256, in hexadecimal, of every figure and word of `content`. Left out are the
// evidence of counts, because a newer count with the same figure bills the same, and the hash
// itself.
std::string ContentHashOf(const v1::DraftContent& content);

}  // namespace tally
