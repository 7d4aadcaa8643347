#include "ledger/rating/credit.h"

#include <algorithm>

#include "ledger/money/decimal.h"
#include "ledger/money/money.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

// Amounts of one invoice that were checked to add up when it was issued: their parts cannot
// overflow.
int64_t& NetOf(Rest& rest, const std::string& line_id) {
  return std::find_if(rest.lines.begin(), rest.lines.end(),
                      [&](const Rest::OfLine& line) { return line.line_id == line_id; })
      ->net;
}

Rest::OfGroup& GroupOf(Rest& rest, const std::string& tax_id) {
  return *std::find_if(rest.groups.begin(), rest.groups.end(),
                       [&](const Rest::OfGroup& group) { return group.tax_id == tax_id; });
}

int64_t AmountIn(const std::map<std::string, int64_t>& amounts, const std::string& id) {
  const auto found = amounts.find(id);
  return found == amounts.end() ? 0 : found->second;
}

int64_t NetOfGroup(const Taking& taking, const Rest& rest, const std::string& tax_id) {
  int64_t sum = 0;
  for (const Rest::OfLine& line : rest.lines) {
    if (line.tax_id == tax_id) sum += AmountIn(taking.net, line.line_id);
  }
  return sum;
}

// The part of `with_tax` that is net at `rate_percent`, rounded; never more than `group` has left,
// nor so little that its tax would be more than is left.
int64_t NetWithin(const Rest::OfGroup& group, int64_t with_tax, RoundingMode mode) {
  const Decimal rate = Decimal::Parse(group.rate_percent).value_or(Decimal());
  const Fraction net = Fraction(with_tax) * Fraction(100) / (Fraction(100) + Fraction(rate));
  const int64_t rounded = RoundToUnits(net, 0, mode).value_or(group.net);
  // Unless all is taken, some net stays for the tax that stays to be on.
  const bool tax_stays = group.tax > 0 && with_tax < group.net + group.tax;
  const int64_t most = tax_stays ? std::max<int64_t>(group.net - 1, 0) : group.net;
  return std::clamp(rounded, with_tax - std::min(with_tax, group.tax), std::min(with_tax, most));
}

void SpreadOverLines(const Rest& rest, const Rest::OfGroup& group, int64_t net, Taking& taking) {
  std::vector<int64_t> weights;
  std::vector<std::string> line_ids;
  for (const Rest::OfLine& line : rest.lines) {
    if (line.tax_id != group.tax_id) continue;
    weights.push_back(line.net);
    line_ids.push_back(line.line_id);
  }
  const std::vector<int64_t> parts = Allocate(net, weights);
  for (size_t i = 0; i < parts.size(); ++i) taking.net[line_ids[i]] = parts[i];
}

}  // namespace

int64_t Rest::total() const {
  int64_t sum = 0;
  for (const OfGroup& group : groups) sum += group.net + group.tax;
  return sum;
}

Rest RestOf(const v1::InvoiceView& invoice) {
  Rest rest;
  for (const v1::Line& line : invoice.invoice().lines()) {
    rest.lines.push_back({line.line_id(), line.tax_id(), line.amount().minor_units()});
  }
  for (const v1::TaxGroup& group : invoice.invoice().tax_groups()) {
    rest.groups.push_back({group.tax_id(), group.rate_percent(), group.taxable().minor_units(),
                           group.tax().minor_units()});
  }
  for (const v1::CreditNote& note : invoice.credit_notes()) {
    for (const v1::CreditLine& line : note.lines()) {
      NetOf(rest, line.line_id()) -= line.amount().minor_units();
    }
    for (const v1::TaxGroup& group : note.tax_groups()) {
      GroupOf(rest, group.tax_id()).net -= group.taxable().minor_units();
      GroupOf(rest, group.tax_id()).tax -= group.tax().minor_units();
    }
  }
  return rest;
}

Taking TakeWhole(const Rest& rest) {
  Taking taking;
  for (const Rest::OfLine& line : rest.lines) taking.net[line.line_id] = line.net;
  for (const Rest::OfGroup& group : rest.groups) taking.tax[group.tax_id] = group.tax;
  return taking;
}

Taking TakeLines(const Rest& rest, std::map<std::string, int64_t> net, absl::string_view currency,
                 RoundingMode mode) {
  Taking taking{.net = std::move(net), .tax = {}};
  for (const Rest::OfGroup& group : rest.groups) {
    const int64_t taken = NetOfGroup(taking, rest, group.tax_id);
    if (taken == 0) continue;
    const auto tax = TaxOnAmount(MakeMoney(taken, currency), group.rate_percent, mode);
    const bool is_rest = taken == group.net || !tax;
    taking.tax[group.tax_id] = is_rest ? group.tax : std::min(tax->minor_units(), group.tax);
  }
  return taking;
}

Taking TakeAmount(const Rest& rest, int64_t total, RoundingMode mode) {
  std::vector<int64_t> weights;
  for (const Rest::OfGroup& group : rest.groups) weights.push_back(group.net + group.tax);
  const std::vector<int64_t> parts = Allocate(total, weights);

  Taking taking;
  for (size_t i = 0; i < parts.size(); ++i) {
    const Rest::OfGroup& group = rest.groups[i];
    const int64_t net = NetWithin(group, parts[i], mode);
    taking.tax[group.tax_id] = parts[i] - net;
    SpreadOverLines(rest, group, net, taking);
  }
  return taking;
}

void FillCreditNote(const v1::Invoice& invoice, const Taking& taking, v1::CreditNote& note) {
  const std::string& currency = invoice.totals().total().currency();
  std::map<std::string, int64_t> net_by_tax;
  for (const v1::Line& line : invoice.lines()) {
    const int64_t taken = AmountIn(taking.net, line.line_id());
    if (taken == 0) continue;
    net_by_tax[line.tax_id()] += taken;
    v1::CreditLine& credited = *note.add_lines();
    credited.set_line_id(line.line_id());
    credited.set_description(line.description());
    *credited.mutable_amount() = MakeMoney(taken, currency);
    credited.set_tax_id(line.tax_id());
  }
  int64_t net_total = 0;
  int64_t tax_total = 0;
  for (const v1::TaxGroup& group : invoice.tax_groups()) {
    const int64_t taken = net_by_tax[group.tax_id()];
    const int64_t tax_taken = AmountIn(taking.tax, group.tax_id());
    if (taken == 0 && tax_taken == 0) continue;
    net_total += taken;
    tax_total += tax_taken;
    v1::TaxGroup& credited = *note.add_tax_groups();
    credited = group;
    *credited.mutable_taxable() = MakeMoney(taken, currency);
    *credited.mutable_tax() = MakeMoney(tax_taken, currency);
  }
  *note.mutable_totals()->mutable_net() = MakeMoney(net_total, currency);
  *note.mutable_totals()->mutable_tax() = MakeMoney(tax_total, currency);
  *note.mutable_totals()->mutable_total() = MakeMoney(net_total + tax_total, currency);
}

}  // namespace tally
