#include "ledger/deciders/late_credit.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

bool TakesOff(const v1::LateDifference& difference) {
  return difference.part() == v1::LINE_PART_DISCOUNT || difference.part() == v1::LINE_PART_CAP;
}

// The part of `amount` that `part` is of `whole`.
int64_t Scaled(int64_t amount, int64_t part, int64_t whole) {
  if (whole == 0 || part == whole) return amount;
  const Fraction exact = Fraction(amount) * Fraction(part) / Fraction(whole);
  return RoundToUnits(exact, 0, RoundingMode::kHalfAwayFromZero).value_or(0);
}

// Takes amounts of lines, no more than is left of each.
class Taker {
 public:
  explicit Taker(const Rest& rest) {
    for (const Rest::OfLine& line : rest.lines) left_[line.line_id] = line.net;
  }

  // Takes `wanted`, as its price says it, of `billed`, of the same sign, and returns what it took.
  int64_t Take(int64_t wanted, const LateAmount& billed) {
    const int64_t net = billed.line.amount().minor_units();
    const auto left = left_.find(billed.line.line_id());
    if (left == left_.end() || left->second == 0 || net == 0) return 0;
    if ((wanted < 0) != (left->second < 0)) return 0;
    const int64_t priced_left = Scaled(billed.amount, left->second, net);
    const bool takes_all = std::abs(wanted) >= std::abs(priced_left);
    const int64_t taken = takes_all ? left->second : Scaled(net, wanted, billed.amount);
    if (taken == 0) return 0;
    left->second -= taken;
    taken_[billed.line.line_id()] += taken;
    return takes_all ? priced_left : wanted;
  }

  v1::LinesExtent Lines(absl::string_view currency) const {
    v1::LinesExtent lines;
    for (const auto& [line_id, net] : taken_) {
      v1::LineCredit& line = *lines.add_lines();
      line.set_line_id(line_id);
      *line.mutable_net() = MakeMoney(net, currency);
    }
    return lines;
  }

 private:
  std::map<std::string, int64_t> left_;
  std::map<std::string, int64_t> taken_;
};

// `difference` as if it were only `amount`.
v1::LateDifference PartOf(v1::LateDifference difference, int64_t amount) {
  const v1::Money money = MakeMoney(amount, difference.difference().currency());
  v1::Line& line = *difference.mutable_proposed();
  const v1::Money size = MakeMoney(std::abs(amount), money.currency());
  line.set_unit_price(DecimalOf(FormatAmount(size)).ToString());
  SetPricedAmount(money, line);
  *difference.mutable_difference() = money;
  return difference;
}

}  // namespace

LateCredit CreditOf(const std::vector<v1::LateDifference>& differences,
                    const std::vector<LateAmount>& billed, const Rest& rest) {
  std::set<std::string> reduced;
  for (const v1::LateDifference& each : differences) {
    if (each.difference().minor_units() < 0) reduced.insert(each.plan_line_id());
  }
  Taker taker(rest);
  LateCredit credit;
  for (const v1::LateDifference& each : differences) {
    const int64_t all = each.difference().minor_units();
    if (all > 0 && !(TakesOff(each) && reduced.contains(each.plan_line_id()))) continue;
    int64_t left = -all;
    for (const LateAmount& of : billed) {
      if (left != 0 && of.key == KeyOfLate(each.proposed())) left -= taker.Take(left, of);
    }
    const int64_t credited = all + left;
    if (credited != 0) credit.settled.push_back(PartOf(each, credited));
  }
  if (!differences.empty()) credit.lines = taker.Lines(differences.front().billed().currency());
  return credit;
}

}  // namespace tally
