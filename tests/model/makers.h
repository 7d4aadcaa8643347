// Makers: of each type of command, a function that makes up one, in text format and without its
// request id and org.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "model/pools.h"

namespace tally {

struct Maker {
  // How likely it is, beside the others.
  uint64_t weight = 1;
  std::function<std::string(Pools&)> make;
};

// By the name of the command, such as `DefineTax`.
using Makers = std::map<std::string, Maker>;

const Makers& AllMakers();

// Those of a subject each.
Makers DefinitionMakers();
Makers BillingMakers();
Makers MoneyMakers();

}  // namespace tally
