#include "projections/spread.h"

#include <optional>

#include "ledger/money/exchange.h"
#include "ledger/money/money.h"

namespace tally {

void AddShare(std::vector<Share>& shares, const std::string& subject, const v1::Money& amount) {
  for (Share& share : shares) {
    if (share.subject != subject) continue;
    const auto sum = Add(share.amount, amount);
    if (!sum) continue;
    share.amount = *sum;
    return;
  }
  shares.push_back({subject, amount});
}

std::vector<Share> InBooks(const std::vector<Share>& shares, const v1::Money& whole,
                           const v1::ExchangeUse& exchange) {
  const v1::Money nothing = MakeMoney(0, whole.currency());
  std::vector<Share> spread;
  // Nothing from where it does not fit.
  std::optional<v1::Money> so_far = MakeMoney(0, exchange.from_currency());
  v1::Money posted = nothing;
  for (const Share& share : shares) {
    so_far = so_far ? Add(*so_far, share.amount) : std::nullopt;
    const bool is_last = &share == &shares.back();
    // What does not fit is left to the last share.
    const auto worth =
        so_far ? Convert(*so_far, exchange, RoundingMode::kHalfAwayFromZero) : std::nullopt;
    const v1::Money upto = is_last ? whole : worth.value_or(posted);
    const auto part = Subtract(upto, posted);
    spread.push_back({share.subject, part.value_or(nothing)});
    if (part) posted = upto;
  }
  return spread;
}

}  // namespace tally
