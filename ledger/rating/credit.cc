#include "ledger/rating/credit.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "ledger/base/refusal.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

using Lines = google::protobuf::RepeatedPtrField<v1::Line>;
using Groups = google::protobuf::RepeatedPtrField<v1::TaxGroup>;

// Amounts of one invoice that were checked to add up when it was issued: their parts cannot
// overflow.

size_t GroupOf(const Groups& groups, const v1::Line& line) {
  const auto found =
      std::ranges::find_if(groups, [&](const v1::TaxGroup& group) { return IsIn(group, line); });
  return static_cast<size_t>(found - groups.begin());
}

// The tax of the line itself, per unit of its net.
std::optional<Fraction> OwnTaxOf(const v1::Line& line) {
  const int64_t net = line.amount().minor_units();
  if (line.tax().empty() && !line.has_amount_with_tax()) return std::nullopt;
  if (net == 0) return Fraction();
  if (line.has_amount_with_tax()) {
    return Fraction(line.amount_with_tax().minor_units() - net) / Fraction(net);
  }
  return FractionOf(line.tax()) / MajorUnits(line.amount());
}

std::vector<int64_t> PartsOf(const v1::TaxGroup& group) {
  std::vector<int64_t> parts;
  for (const v1::TaxPart& part : group.parts()) parts.push_back(part.tax().minor_units());
  return parts;
}

void Subtract(const v1::CreditNote& note, Rest& rest) {
  for (const v1::CreditLine& line : note.lines()) {
    std::ranges::find(rest.lines, line.line_id(), &Rest::OfLine::line_id)->net -=
        line.amount().minor_units();
  }
  for (const v1::TaxGroup& group : note.tax_groups()) {
    Rest::OfGroup& left = *std::ranges::find_if(
        rest.groups, [&](const Rest::OfGroup& each) { return IsSameGroup(each.billed, group); });
    left.net -= group.taxable().minor_units();
    left.tax -= group.tax().minor_units();
    const size_t parts = std::min(left.parts.size(), static_cast<size_t>(group.parts_size()));
    for (size_t i = 0; i < parts; ++i) {
      left.parts[i] -= group.parts(static_cast<int>(i)).tax().minor_units();
    }
  }
}

int64_t AmountIn(const std::map<std::string, int64_t>& amounts, const std::string& id) {
  const auto found = amounts.find(id);
  return found == amounts.end() ? 0 : found->second;
}

// `amount`, or the nearest to it from nothing to `left`.
int64_t Within(int64_t amount, int64_t left) {
  return std::clamp(amount, std::min<int64_t>(left, 0), std::max<int64_t>(left, 0));
}

// Spreads `total`, which is from nothing to the sum of `weights`, over those that have its sign, in
// proportion to them; all of it over all of them.
std::vector<int64_t> SpreadOver(int64_t total, const std::vector<int64_t>& weights) {
  if (total != 0 && Sum(weights) == total) return weights;
  const int64_t sign = total < 0 ? -1 : 1;
  std::vector<int64_t> sizes;
  for (const int64_t weight : weights) sizes.push_back(std::max<int64_t>(sign * weight, 0));
  std::vector<int64_t> parts = Allocate(std::abs(total), sizes);
  for (int64_t& part : parts) part *= sign;
  return parts;
}

void TakeTax(int64_t tax, const Rest::OfGroup& group, Taking::OfGroup& taken) {
  taken.tax = tax;
  if (!group.parts.empty()) taken.parts = SpreadOver(tax, group.parts);
}

// Takes the tax on `net`, each part of it rounded once.
void TakeTaxOn(int64_t net, const Rest::OfGroup& group, RoundingMode mode, Taking::OfGroup& taken) {
  const auto parts = PartsOn(RatesOf(group.billed), Fraction(net), mode);
  // What does not fit is more than is left.
  if (!parts) return TakeTax(group.tax, group, taken);
  if (group.parts.empty()) return TakeTax(Within(parts->front(), group.tax), group, taken);
  taken.parts.clear();
  taken.tax = 0;
  for (size_t i = 0; i < group.parts.size(); ++i) {
    taken.parts.push_back(Within((*parts)[i], group.parts[i]));
    taken.tax += taken.parts.back();
  }
}

// Takes the tax that the lines themselves have, rounded once.
void TakeOwnTax(const Fraction& tax, const Rest::OfGroup& group, RoundingMode mode,
                Taking::OfGroup& taken) {
  const auto rounded = RoundToUnits(tax, 0, mode);
  TakeTax(Within(rounded.value_or(group.tax), group.tax), group, taken);
}

// The tax that the lines of each group have themselves, of the net that is taken of them; nothing
// for groups whose tax is on the sum of their lines.
std::vector<std::optional<Fraction>> OwnTaxByGroup(const Rest& rest,
                                                   const std::map<std::string, int64_t>& net) {
  std::vector<std::optional<Fraction>> taxes(rest.groups.size());
  for (const Rest::OfLine& line : rest.lines) {
    if (!line.own_tax) continue;
    taxes[line.group] = taxes[line.group].value_or(Fraction()) +
                        *line.own_tax * Fraction(AmountIn(net, line.line_id));
  }
  return taxes;
}

// The part of `with_tax` that is net, rounded; with the rest as tax neither is more than `group`
// has left, nor does tax stay without some net for it to be on.
int64_t NetWithin(const Rest::OfGroup& group, int64_t with_tax, RoundingMode mode) {
  const Fraction rate = FractionOf(group.billed.rate_percent());
  const Fraction net = Fraction(with_tax) * Fraction(100) / (Fraction(100) + rate);
  const int64_t rounded = RoundToUnits(net, 0, mode).value_or(group.net);
  // Unless all is taken, some net stays for the tax that stays to be on.
  const bool tax_stays = group.tax > 0 && with_tax < group.net + group.tax;
  const int64_t most = std::max<int64_t>(tax_stays ? group.net - 1 : group.net, 0);
  const int64_t least =
      std::max(with_tax - std::max<int64_t>(group.tax, 0), std::min<int64_t>(group.net, 0));
  return std::clamp(rounded, least, std::min(with_tax - std::min<int64_t>(group.tax, 0), most));
}

void SpreadOverLines(const Rest& rest, size_t group, int64_t net, Taking& taking) {
  std::vector<int64_t> weights;
  std::vector<std::string> line_ids;
  for (const Rest::OfLine& line : rest.lines) {
    if (line.group != group) continue;
    weights.push_back(line.net);
    line_ids.push_back(line.line_id);
  }
  const std::vector<int64_t> parts = SpreadOver(net, weights);
  for (size_t i = 0; i < parts.size(); ++i) taking.net[line_ids[i]] = parts[i];
}

void FillLines(const v1::Invoice& invoice, const Taking& taking, std::vector<bool>& has_lines,
               v1::CreditNote& note) {
  for (const v1::Line& line : invoice.lines()) {
    const int64_t taken = AmountIn(taking.net, line.line_id());
    if (taken == 0) continue;
    has_lines[GroupOf(invoice.tax_groups(), line)] = true;
    v1::CreditLine& credited = *note.add_lines();
    credited.set_line_id(line.line_id());
    credited.set_description(line.description());
    *credited.mutable_amount() = MakeMoney(taken, line.amount().currency());
    credited.set_tax_id(line.tax_id());
  }
}

v1::TaxGroup GroupFor(const v1::TaxGroup& billed, int64_t net, const Taking::OfGroup& taken) {
  const std::string& currency = billed.taxable().currency();
  v1::TaxGroup credited = billed;
  *credited.mutable_taxable() = MakeMoney(net, currency);
  *credited.mutable_tax() = MakeMoney(taken.tax, currency);
  const TaxRates rates = RatesOf(billed);
  int64_t with_taxes = net;
  for (size_t i = 0; i < taken.parts.size(); ++i) {
    v1::TaxPart& part = *credited.mutable_parts(static_cast<int>(i));
    *part.mutable_taxable() = MakeMoney(rates[i].compound ? with_taxes : net, currency);
    *part.mutable_tax() = MakeMoney(taken.parts[i], currency);
    with_taxes += taken.parts[i];
  }
  return credited;
}

// What is to be paid of a document, or less than nothing if it gives a credit.
int64_t PaidOf(const v1::Totals& totals) {
  if (totals.has_customer_credit()) return -totals.customer_credit().minor_units();
  return totals.has_payable() ? totals.payable().minor_units() : totals.total().minor_units();
}

absl::Status SetPayableOfNote(const v1::Org& org, const v1::InvoiceView& invoice,
                              v1::CreditNote& note) {
  v1::Totals& totals = *note.mutable_totals();
  const std::string& currency = totals.total().currency();
  int64_t before = PaidOf(invoice.invoice().totals());
  int64_t left = invoice.invoice().totals().total().minor_units() - totals.total().minor_units();
  for (const v1::CreditNote& earlier : invoice.credit_notes()) {
    before -= PaidOf(earlier.totals());
    left -= earlier.totals().total().minor_units();
  }
  const auto after = InCoins(org, MakeMoney(left, currency));
  if (!after) return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "total", "the sum does not fit");

  const int64_t paid = before - after->minor_units();
  if (paid == totals.total().minor_units() && paid >= 0) return absl::OkStatus();
  if (paid != totals.total().minor_units()) {
    *totals.mutable_rounding() = MakeMoney(paid - totals.total().minor_units(), currency);
  }
  *totals.mutable_payable() = MakeMoney(std::max<int64_t>(paid, 0), currency);
  if (paid < 0) *totals.mutable_customer_credit() = MakeMoney(-paid, currency);
  return absl::OkStatus();
}

}  // namespace

int64_t Rest::total() const {
  int64_t sum = 0;
  for (const OfGroup& group : groups) sum += group.net + group.tax;
  return sum;
}

int64_t Taking::total() const {
  int64_t sum = 0;
  for (const auto& [line_id, amount] : net) sum += amount;
  for (const OfGroup& group : groups) sum += group.tax;
  return sum;
}

Rest RestOf(const v1::InvoiceView& invoice) {
  Rest rest;
  const Groups& groups = invoice.invoice().tax_groups();
  for (const v1::Line& line : invoice.invoice().lines()) {
    rest.lines.push_back({.line_id = line.line_id(),
                          .group = GroupOf(groups, line),
                          .net = line.amount().minor_units(),
                          .own_tax = OwnTaxOf(line)});
  }
  for (const v1::TaxGroup& group : groups) {
    rest.groups.push_back({.billed = group,
                           .net = group.taxable().minor_units(),
                           .tax = group.tax().minor_units(),
                           .parts = PartsOf(group)});
  }
  for (const v1::CreditNote& note : invoice.credit_notes()) Subtract(note, rest);
  return rest;
}

Taking TakeWhole(const Rest& rest) {
  Taking taking;
  for (const Rest::OfLine& line : rest.lines) taking.net[line.line_id] = line.net;
  for (const Rest::OfGroup& group : rest.groups) {
    taking.groups.push_back({.tax = group.tax, .parts = group.parts});
  }
  return taking;
}

std::vector<int64_t> NetByGroup(const Rest& rest, const std::map<std::string, int64_t>& net) {
  std::vector<int64_t> sums(rest.groups.size(), 0);
  for (const Rest::OfLine& line : rest.lines) sums[line.group] += AmountIn(net, line.line_id);
  return sums;
}

Taking TakeLines(const Rest& rest, std::map<std::string, int64_t> net, const TaxRules& rules) {
  const RoundingMode own_mode = rules.per_line ? rules.total_mode : rules.mode;
  Taking taking{.net = std::move(net), .groups = {}};
  const std::vector<int64_t> nets = NetByGroup(rest, taking.net);
  const std::vector<std::optional<Fraction>> own_taxes = OwnTaxByGroup(rest, taking.net);
  for (size_t i = 0; i < nets.size(); ++i) {
    const Rest::OfGroup& group = rest.groups[i];
    Taking::OfGroup& taken = taking.groups.emplace_back();
    if (nets[i] == group.net && nets[i] != 0) {
      taken = {.tax = group.tax, .parts = group.parts};
    } else if (own_taxes[i]) {
      TakeOwnTax(*own_taxes[i], group, own_mode, taken);
    } else {
      TakeTaxOn(nets[i], group, rules.mode, taken);
    }
  }
  return taking;
}

Taking TakeAmount(const Rest& rest, int64_t total, RoundingMode mode) {
  if (total == rest.total()) return TakeWhole(rest);
  std::vector<int64_t> weights;
  for (const Rest::OfGroup& group : rest.groups) weights.push_back(group.net + group.tax);
  const std::vector<int64_t> parts = SpreadOver(total, weights);

  Taking taking;
  for (size_t i = 0; i < parts.size(); ++i) {
    const Rest::OfGroup& group = rest.groups[i];
    Taking::OfGroup& taken = taking.groups.emplace_back();
    taken.parts.resize(group.parts.size(), 0);
    if (parts[i] == 0) continue;
    const bool is_rest = parts[i] == weights[i];
    const int64_t net = is_rest ? group.net : NetWithin(group, parts[i], mode);
    TakeTax(parts[i] - net, group, taken);
    SpreadOverLines(rest, i, net, taking);
  }
  return taking;
}

absl::Status FillCreditNote(const v1::Org& org, const v1::InvoiceView& view, const Taking& taking,
                            v1::CreditNote& note) {
  const v1::Invoice& invoice = view.invoice();
  const std::string& currency = invoice.totals().total().currency();
  std::vector<bool> has_lines(taking.groups.size(), false);
  FillLines(invoice, taking, has_lines, note);

  const std::vector<int64_t> nets = NetByGroup(RestOf(view), taking.net);
  int64_t net_total = 0;
  int64_t tax_total = 0;
  for (size_t i = 0; i < taking.groups.size(); ++i) {
    if (!has_lines[i] && taking.groups[i].tax == 0) continue;
    net_total += nets[i];
    tax_total += taking.groups[i].tax;
    *note.add_tax_groups() =
        GroupFor(invoice.tax_groups(static_cast<int>(i)), nets[i], taking.groups[i]);
  }
  *note.mutable_totals()->mutable_net() = MakeMoney(net_total, currency);
  *note.mutable_totals()->mutable_tax() = MakeMoney(tax_total, currency);
  *note.mutable_totals()->mutable_total() = MakeMoney(net_total + tax_total, currency);
  return SetPayableOfNote(org, view, note);
}

}  // namespace tally
