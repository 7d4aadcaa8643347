#include "ledger/deciders/taken_back.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/base/refusal.h"
#include "ledger/deciders/unique.h"
#include "ledger/money/amount_words.h"
#include "ledger/money/money.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

const std::string& CurrencyOf(const v1::InvoiceView& invoice) {
  return invoice.invoice().totals().total().currency();
}

absl::Status CheckAmount(absl::string_view field, const v1::Money& amount,
                         const v1::Money& at_most) {
  if (amount.currency() != at_most.currency()) {
    return Refuse(
        v1::REASON_WRONG_CURRENCY, absl::StrCat(field, ".currency"),
        absl::StrCat("is \"", amount.currency(), "\", but the invoice is in ", at_most.currency()));
  }
  if (amount.minor_units() <= 0) {
    return Refuse(v1::REASON_FIELD_INVALID, field,
                  absl::StrCat("is ", AmountWords(amount), "; a credit is more than zero"));
  }
  if (amount.minor_units() > at_most.minor_units()) {
    return Refuse(
        v1::REASON_CREDIT_EXCEEDS_REST, field,
        absl::StrCat("is ", AmountWords(amount), ", but only ", AmountWords(at_most), " is left"));
  }
  return absl::OkStatus();
}

// What is taken of a line that takes off, such as a discount, is less than zero, too.
absl::Status CheckNegativeAmount(absl::string_view field, const v1::Money& amount,
                                 const v1::Money& at_most) {
  if (amount.currency() != at_most.currency()) return CheckAmount(field, amount, at_most);
  if (amount.minor_units() >= 0) {
    return Refuse(v1::REASON_FIELD_INVALID, field,
                  absl::StrCat("is ", AmountWords(amount),
                               "; of a line that takes off it is less than zero, too"));
  }
  if (amount.minor_units() < at_most.minor_units()) {
    return Refuse(
        v1::REASON_CREDIT_EXCEEDS_REST, field,
        absl::StrCat("is ", AmountWords(amount), ", but only ", AmountWords(at_most), " is left"));
  }
  return absl::OkStatus();
}

// What is left of the line that `line_id`, the value of `field`, names.
absl::StatusOr<v1::Money> LeftOfLine(const Rest& rest, const std::string& currency,
                                     const std::string& field, const std::string& line_id) {
  for (const Rest::OfLine& line : rest.lines) {
    if (line.line_id == line_id) return MakeMoney(line.net, currency);
  }
  return Refuse(v1::REASON_LINE_NOT_FOUND, field,
                absl::StrCat("there is no \"", line_id, "\" on the invoice"));
}

// What is taken of lines, in the order of the command, before tax.
struct LineTaking {
  std::string line_id;
  // Of the command, where a person would change it.
  std::string field;
  int64_t net = 0;
};

std::map<std::string, int64_t> NetOf(const std::vector<LineTaking>& lines) {
  std::map<std::string, int64_t> net;
  for (const LineTaking& line : lines) net[line.line_id] = line.net;
  return net;
}

size_t GroupOf(const Rest& rest, const std::string& line_id) {
  return std::ranges::find(rest.lines, line_id, &Rest::OfLine::line_id)->group;
}

// The field of the last line that is of `group` and has the sign of `excess`.
std::string FieldToBlame(const std::vector<LineTaking>& lines, const Rest& rest, size_t group,
                         int64_t excess) {
  std::string field;
  for (const LineTaking& line : lines) {
    if (GroupOf(rest, line.line_id) == group && (line.net < 0) == (excess < 0)) field = line.field;
  }
  return field;
}

// The lines of `group` that take off and that `lines` do not name.
std::string WhatTakesOff(const std::vector<LineTaking>& lines, const Rest& rest, size_t group) {
  std::vector<std::string> line_ids;
  for (const Rest::OfLine& line : rest.lines) {
    const bool is_named =
        std::ranges::find(lines, line.line_id, &LineTaking::line_id) != lines.end();
    if (line.group == group && line.net < 0 && !is_named) line_ids.push_back(line.line_id);
  }
  return line_ids.empty()
             ? ""
             : absl::StrCat("; name what takes off, too: ", absl::StrJoin(line_ids, ", "));
}

// What is taken of the lines of each tax is between nothing and what is left of them together: what
// a discount took off a line cannot be credited with it.
absl::Status CheckGroups(const std::vector<LineTaking>& lines, const Rest& rest,
                         const std::string& currency) {
  const std::vector<int64_t> nets = NetByGroup(rest, NetOf(lines));
  for (size_t i = 0; i < nets.size(); ++i) {
    const int64_t left = rest.groups[i].net;
    const int64_t allowed =
        std::clamp(nets[i], std::min<int64_t>(left, 0), std::max<int64_t>(left, 0));
    if (nets[i] == allowed) continue;
    const std::string& tax_id = rest.groups[i].billed.tax_id();
    const std::string what = tax_id.empty() ? "not taxed" : absl::StrCat("taxed ", tax_id);
    const std::string field = FieldToBlame(lines, rest, i, nets[i] - allowed);
    const std::string taken = AmountWords(MakeMoney(nets[i], currency));
    if (nets[i] < allowed) {
      return Refuse(v1::REASON_FIELD_INVALID, field,
                    absl::StrCat("makes it ", taken, " of what is ", what,
                                 "; name the lines that it was taken off, too"));
    }
    return Refuse(v1::REASON_CREDIT_EXCEEDS_REST, field,
                  absl::StrCat("makes it ", taken, " of what is ", what, ", but only ",
                               AmountWords(MakeMoney(allowed, currency)), " is left of that",
                               WhatTakesOff(lines, rest, i)));
  }
  return absl::OkStatus();
}

// What is taken with tax, where lines take off or tax was rounded on each.
absl::Status CheckTotal(absl::string_view field, const Taking& taking, const Rest& rest,
                        const std::string& currency) {
  const v1::Money total = MakeMoney(taking.total(), currency);
  if (total.minor_units() <= 0) {
    return Refuse(v1::REASON_FIELD_INVALID, field,
                  absl::StrCat("come to ", AmountWords(total), "; a credit is more than zero"));
  }
  if (total.minor_units() > rest.total()) {
    return Refuse(v1::REASON_CREDIT_EXCEEDS_REST, field,
                  absl::StrCat("come to ", AmountWords(total), " with tax, but only ",
                               AmountWords(MakeMoney(rest.total(), currency)), " is left"));
  }
  return absl::OkStatus();
}

absl::StatusOr<LineTaking> TakingOf(const v1::LineCredit& line, const std::string& field,
                                    const Rest& rest, const std::string& currency) {
  const absl::StatusOr<v1::Money> left =
      LeftOfLine(rest, currency, absl::StrCat(field, ".line_id"), line.line_id());
  if (!left.ok()) return left.status();
  const v1::Money& wanted = line.has_net() ? line.net() : *left;
  if (left->minor_units() == 0) {
    return Refuse(v1::REASON_NOTHING_LEFT, absl::StrCat(field, ".line_id"),
                  absl::StrCat("nothing is left of line ", line.line_id()));
  }
  const std::string net_field = absl::StrCat(field, ".net");
  const auto check = left->minor_units() < 0 ? &CheckNegativeAmount : &CheckAmount;
  if (absl::Status is = check(net_field, wanted, *left); !is.ok()) return is;
  return LineTaking{line.line_id(), net_field, wanted.minor_units()};
}

absl::StatusOr<Taking> TakeExtent(const v1::LinesExtent& extent, const v1::InvoiceView& invoice,
                                  const Rest& rest, const TaxRules& rules) {
  absl::Status unique = CheckUnique("lines.lines", extent.lines(),
                                    [](const v1::LineCredit& line) { return line.line_id(); });
  if (!unique.ok()) return unique;

  const std::string& currency = CurrencyOf(invoice);
  std::vector<LineTaking> lines;
  for (int i = 0; i < extent.lines_size(); ++i) {
    absl::StatusOr<LineTaking> line =
        TakingOf(extent.lines(i), absl::StrCat("lines.lines[", i, "]"), rest, currency);
    if (!line.ok()) return line.status();
    lines.push_back(*std::move(line));
  }
  if (absl::Status is = CheckGroups(lines, rest, currency); !is.ok()) return is;
  Taking taking = TakeLines(rest, NetOf(lines), rules);
  if (absl::Status is = CheckTotal("lines.lines", taking, rest, currency); !is.ok()) return is;
  // What takes off goes with the last of what it was taken off.
  return taking.total() == rest.total() ? TakeWhole(rest) : taking;
}

// Taking back nothing would use up a number, and stand in the way of voiding the invoice.
absl::Status CheckSomethingWasBilled(const std::vector<LineTaking>& lines) {
  const bool billed =
      std::ranges::any_of(lines, [](const LineTaking& line) { return line.net > 0; });
  if (billed) return absl::OkStatus();
  return Refuse(v1::REASON_NOTHING_LEFT, "lines", "were billed at nothing");
}

// All that was billed on the lines that are corrected.
std::vector<LineTaking> AllThatIsCorrected(const v1::CorrectInvoice& command, const Rest& rest) {
  std::vector<LineTaking> lines;
  for (int i = 0; i < command.lines_size(); ++i) {
    const std::string& line_id = command.lines(i).line_id();
    lines.push_back({line_id, absl::StrCat("lines[", i, "].line_id"),
                     std::ranges::find(rest.lines, line_id, &Rest::OfLine::line_id)->net});
  }
  return lines;
}

absl::Status CheckCorrections(const v1::CorrectInvoice& command, const v1::InvoiceView& invoice,
                              const Rest& rest) {
  for (int i = 0; i < command.lines_size(); ++i) {
    const v1::LineCorrection& correction = command.lines(i);
    const std::string field = absl::StrCat("lines[", i, "]");
    const auto left = LeftOfLine(rest, CurrencyOf(invoice), absl::StrCat(field, ".line_id"),
                                 correction.line_id());
    if (!left.ok()) return left.status();
    if (correction.quantity().empty() && correction.unit_price().empty()) {
      return Refuse(v1::REASON_NOTHING_TO_CHANGE, absl::StrCat(field, ".quantity"),
                    "and unit_price are both empty");
    }
  }
  return CheckUnique("lines", command.lines(),
                     [](const v1::LineCorrection& line) { return line.line_id(); });
}

}  // namespace

absl::StatusOr<Taking> WhatIsCredited(const v1::CreditInvoice& command,
                                      const v1::InvoiceView& invoice, const v1::Org& org) {
  const Rest rest = RestOf(invoice);
  switch (command.extent_case()) {
    case v1::CreditInvoice::kWhole:
      return TakeWhole(rest);
    case v1::CreditInvoice::kLines:
      return TakeExtent(command.lines(), invoice, rest,
                        RulesOf(org, invoice.invoice().tax_rounding()));
    case v1::CreditInvoice::kAmount: {
      absl::Status is = CheckAmount("amount.total", command.amount().total(), invoice.left());
      if (!is.ok()) return is;
      return TakeAmount(rest, command.amount().total().minor_units(), FromProto(org.rounding()));
    }
    case v1::CreditInvoice::EXTENT_NOT_SET:
      break;
  }
  return Refuse(v1::REASON_EXTENT_MISSING, "extent", "says neither whole, lines nor amount");
}

absl::StatusOr<Taking> WhatIsCorrected(const v1::CorrectInvoice& command,
                                       const v1::InvoiceView& invoice, const v1::Org& org) {
  const Rest rest = RestOf(invoice);
  if (absl::Status is = CheckCorrections(command, invoice, rest); !is.ok()) return is;
  const std::string& currency = CurrencyOf(invoice);
  const std::vector<LineTaking> lines = AllThatIsCorrected(command, rest);
  if (absl::Status is = CheckSomethingWasBilled(lines); !is.ok()) return is;
  if (absl::Status is = CheckGroups(lines, rest, currency); !is.ok()) return is;
  Taking taking = TakeLines(rest, NetOf(lines), RulesOf(org, invoice.invoice().tax_rounding()));
  if (absl::Status is = CheckTotal("lines", taking, rest, currency); !is.ok()) return is;
  return taking;
}

}  // namespace tally
