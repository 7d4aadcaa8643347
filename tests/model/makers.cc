#include "model/makers.h"

namespace tally {

const Makers& AllMakers() {
  static const auto* const all = [] {
    auto* makers = new Makers(DefinitionMakers());
    makers->merge(BillingMakers());
    makers->merge(MoneyMakers());
    return makers;
  }();
  return *all;
}

}  // namespace tally
