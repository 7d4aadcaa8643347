// Business: what a service provider does day by day, made up by a seed: it defines what it sells
// and to whom, counts, bills months, approves, credits, is paid and pays back. Now and then it asks
// for what is refused.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "ledger/books/books.h"
#include "simulation/chance.h"
#include "simulation/step.h"

namespace tally {

class Business {
 public:
  explicit Business(uint64_t seed) : chance_(seed) {}

  // The next command. `view` is what the provider sees.
  Step Next(const View& view);

 private:
  // Of each kind one command, in text format or whole.
  Step Found();
  Step AddCustomer();
  Step Price();
  Step Count();
  Step Run(const View& view);
  Step Review(const View& view);
  Step Credit(const View& view);
  Step Pay();
  Step Settle(const View& view);
  Step GiveUp(const View& view);
  Step AskInVain();

  template <class C>
  Step Do(absl::string_view text);
  std::string AnyCustomer();
  std::string NewName(absl::string_view kind);

  Chance chance_;
  uint64_t last_ = 0;
  uint64_t founded_ = 0;
  uint64_t customers_ = 0;
  absl::CivilMonth month_{2026, 1};
};

}  // namespace tally
