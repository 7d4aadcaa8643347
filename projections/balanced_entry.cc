#include "projections/balanced_entry.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "ledger/money/money.h"

namespace tally {
namespace {

// What of `sum` fits in one amount whose negative fits, too.
int64_t Fitting(__int128 sum) {
  constexpr __int128 kMost = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::clamp(sum, -kMost, kMost));
}

}  // namespace

void BalancedEntry::Debit(const AccountName& account, const v1::Money& amount) {
  Add(account, amount.currency(), amount.minor_units());
}

void BalancedEntry::Credit(const AccountName& account, const v1::Money& amount) {
  Add(account, amount.currency(), -Sum{amount.minor_units()});
}

void BalancedEntry::Debit(const AccountName& account, const v1::Money& amount,
                          const v1::Money& cost) {
  Add(account, amount, cost, 1);
}

void BalancedEntry::Credit(const AccountName& account, const v1::Money& amount,
                           const v1::Money& cost) {
  Add(account, amount, cost, -1);
}

void BalancedEntry::Add(const AccountName& account, const std::string& currency, Sum amount) {
  const auto same = std::find_if(sides_.begin(), sides_.end(), [&](const Side& side) {
    return side.account.account == account.account && side.account.subject == account.subject &&
           side.currency == currency && side.cost_currency.empty();
  });
  if (same != sides_.end()) {
    same->amount += amount;
    return;
  }
  sides_.push_back(
      {.account = account, .currency = currency, .amount = amount, .cost_currency = "", .cost = 0});
}

void BalancedEntry::Add(const AccountName& account, const v1::Money& amount, const v1::Money& cost,
                        int sign) {
  // The cost of nothing is part of what is missing, and so is one with the other sign than its
  // amount, which rounding can leave: accounting programs cannot read it.
  if (amount.minor_units() == 0) return;
  const bool is_opposite = (amount.minor_units() < 0) != (cost.minor_units() < 0);
  sides_.push_back({.account = account,
                    .currency = amount.currency(),
                    .amount = sign * Sum{amount.minor_units()},
                    .cost_currency = cost.currency(),
                    .cost = is_opposite ? 0 : sign * Sum{cost.minor_units()}});
}

std::map<std::string, __int128> BalancedEntry::Imbalance() const {
  std::map<std::string, Sum> sums;
  for (const Side& side : sides_) {
    if (side.cost_currency.empty()) {
      sums[side.currency] += side.amount;
    } else {
      sums[side.cost_currency] += side.cost;
    }
  }
  return sums;
}

void BalancedEntry::Post(const Side& side) {
  Sum amount = side.amount;
  Sum cost = side.cost;
  while (amount != 0 || cost != 0) {
    v1::Posting& posting = *entry_.add_postings();
    posting.set_account(side.account.account);
    posting.set_subject(side.account.subject);
    const int64_t fitting = Fitting(amount);
    *posting.mutable_amount() = MakeMoney(fitting, side.currency);
    amount -= fitting;
    if (side.cost_currency.empty()) continue;
    const int64_t fitting_cost = Fitting(cost);
    *posting.mutable_cost() = MakeMoney(fitting_cost, side.cost_currency);
    cost -= fitting_cost;
  }
}

std::optional<v1::JournalEntry> BalancedEntry::Finish(const AccountName& rest) && {
  for (const auto& [currency, sum] : Imbalance()) {
    if (sum != 0) Add(rest, currency, -sum);
  }
  for (const Side& side : sides_) Post(side);
  if (entry_.postings().empty()) return std::nullopt;
  // An amount too small to be worth anything in the books has nothing on its other side.
  if (entry_.postings_size() == 1) {
    v1::Posting& nothing = *entry_.add_postings();
    nothing.set_account(rest.account);
    nothing.set_subject(rest.subject);
    *nothing.mutable_amount() = MakeMoney(0, entry_.postings(0).cost().currency());
  }
  return std::move(entry_);
}

}  // namespace tally
