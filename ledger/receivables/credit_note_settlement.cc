#include "ledger/receivables/credit_note_settlement.h"

#include <algorithm>
#include <cstdlib>

#include "ledger/money/exchange.h"
#include "ledger/money/money.h"
#include "ledger/receivables/base_share.h"

namespace tally {
namespace {

// What a document asks for, coins included; less than nothing if it gives a credit.
v1::Money AskedFor(const v1::Totals& totals) {
  if (totals.has_customer_credit()) return *Negate(totals.customer_credit());
  return totals.has_payable() ? totals.payable() : totals.total();
}

// What rounding to coins added.
v1::Money RoundingOf(const v1::Totals& totals) {
  return totals.has_rounding() ? totals.rounding() : MakeMoney(0, totals.total().currency());
}

// Notes of before there were settlements settled their total.
v1::Money AmountOf(const v1::CreditNote& note) {
  return note.has_settlement() ? note.settlement().amount() : note.totals().total();
}

// Figures of an invoice, or what its notes have left of them.
struct Figures {
  // With what was rounded to coins.
  v1::Money amount;
  v1::Money tax;
  v1::Money rounding;

  // False if a figure does not fit.
  bool TakeOff(const Figures& taken) {
    const auto less = [](v1::Money& money, const v1::Money& part) {
      const auto left = Subtract(money, part);
      if (left) money = *left;
      return left.has_value();
    };
    return less(amount, taken.amount) && less(tax, taken.tax) && less(rounding, taken.rounding);
  }
};

Figures FiguresOf(const v1::Totals& totals) {
  return {.amount = AskedFor(totals), .tax = totals.tax(), .rounding = RoundingOf(totals)};
}

std::optional<Figures> FiguresOf(const v1::CreditNote& note) {
  const v1::Money amount = AmountOf(note);
  const auto rounding = Subtract(amount, note.totals().total());
  if (!rounding) return std::nullopt;
  return Figures{.amount = amount, .tax = note.totals().tax(), .rounding = *rounding};
}

// What a note took off the books.
std::optional<Figures> BaseOf(const v1::CreditNote& note, const v1::ExchangeUse& exchange,
                              RoundingMode mode) {
  if (note.settlement().has_base()) return FiguresOf(note.settlement().base());
  const auto base = Convert(note.totals(), exchange, mode);
  if (!base) return std::nullopt;
  return Figures{.amount = base->total(),
                 .tax = base->tax(),
                 .rounding = MakeMoney(0, base->total().currency())};
}

std::optional<Figures> LeftOf(const v1::InvoiceView& invoice) {
  Figures left = FiguresOf(invoice.invoice().totals());
  for (const v1::CreditNote& note : invoice.credit_notes()) {
    const auto taken = FiguresOf(note);
    if (!taken || !left.TakeOff(*taken)) return std::nullopt;
  }
  return left;
}

std::optional<Figures> BaseLeftOf(const v1::InvoiceView& invoice, RoundingMode mode) {
  const v1::BaseTotals& base = invoice.invoice().base_totals();
  Figures left = FiguresOf(base.totals());
  for (const v1::CreditNote& note : invoice.credit_notes()) {
    const auto taken = BaseOf(note, base.exchange(), mode);
    if (!taken || !left.TakeOff(*taken)) return std::nullopt;
  }
  return left;
}

// The note's share of what is left in the books; where lines take off and their taxes differ, it
// may be more than is left, and is converted.
std::optional<v1::Money> ShareOf(const v1::Money& part, const v1::Money& left,
                                 const v1::Money& left_base, const v1::ExchangeUse& exchange,
                                 RoundingMode mode) {
  const bool is_part = (part.minor_units() < 0) == (left.minor_units() < 0) &&
                       std::abs(part.minor_units()) <= std::abs(left.minor_units());
  return is_part ? BaseShare(part, left, left_base, mode) : Convert(part, exchange, mode);
}

// Fills in what the note is in the books: first what is open there, so that nothing stays open in
// the books when nothing is open.
bool SetBase(const v1::CreditNote& note, const v1::InvoiceView& invoice,
             const v1::InvoiceSettlement& open, const Figures& left, RoundingMode mode,
             v1::CreditNoteSettlement& settlement) {
  const v1::ExchangeUse& exchange = invoice.invoice().base_totals().exchange();
  const auto base_left = BaseLeftOf(invoice, mode);
  if (!base_left) return false;
  const auto share = ShareOf(settlement.amount(), left.amount, base_left->amount, exchange, mode);
  const auto tax = ShareOf(note.totals().tax(), left.tax, base_left->tax, exchange, mode);
  const auto rounding =
      ShareOf(settlement.rounding(), left.rounding, base_left->rounding, exchange, mode);
  if (!share || !tax || !rounding) return false;

  const bool is_taken_off_credit = settlement.against_open().minor_units() < 0;
  const v1::Money open_base = is_taken_off_credit ? *share
                                                  : BaseShare(settlement.against_open(),
                                                              open.open(), open.open_base(), mode);
  const bool all_was_open = settlement.to_credit().minor_units() == 0;
  const v1::Money amount = all_was_open ? open_base : *share;
  const auto credit_base = Subtract(amount, open_base);
  const auto total = Subtract(amount, *rounding);
  const auto net = total ? Subtract(*total, *tax) : std::nullopt;
  if (!credit_base || !net) return false;

  v1::Totals& base = *settlement.mutable_base();
  *base.mutable_net() = *net;
  *base.mutable_tax() = *tax;
  *base.mutable_total() = *total;
  if (amount.minor_units() < 0) {
    *base.mutable_customer_credit() = *Negate(amount);
    *base.mutable_payable() = MakeMoney(0, amount.currency());
  }
  if (rounding->minor_units() != 0) {
    *base.mutable_rounding() = *rounding;
    if (amount.minor_units() >= 0) *base.mutable_payable() = amount;
  }
  *settlement.mutable_open_base() = open_base;
  *settlement.mutable_credit_base() = *credit_base;
  return true;
}

}  // namespace

std::optional<v1::CreditNoteSettlement> SettlementOf(const v1::CreditNote& note,
                                                     const v1::InvoiceView& invoice,
                                                     const v1::InvoiceSettlement& open,
                                                     RoundingMode mode) {
  const v1::Money& total = note.totals().total();
  const std::string& currency = total.currency();
  const std::optional<Figures> left = LeftOf(invoice);
  if (!left) return std::nullopt;
  const bool takes_the_last = total.minor_units() == invoice.left().minor_units();
  const int64_t asked =
      takes_the_last ? left->amount.minor_units() : AskedFor(note.totals()).minor_units();
  const bool gave_credit = invoice.invoice().totals().has_customer_credit();
  const int64_t amount =
      gave_credit ? asked
                  : std::clamp<int64_t>(asked, 0, std::max<int64_t>(left->amount.minor_units(), 0));
  const int64_t against_open = std::min(amount, open.open().minor_units());

  v1::CreditNoteSettlement settlement;
  *settlement.mutable_amount() = MakeMoney(amount, currency);
  *settlement.mutable_against_open() = MakeMoney(against_open, currency);
  const auto to_credit = Subtract(settlement.amount(), settlement.against_open());
  const auto rounding = Subtract(settlement.amount(), total);
  if (!to_credit || !rounding) return std::nullopt;
  *settlement.mutable_to_credit() = *to_credit;
  *settlement.mutable_rounding() = *rounding;
  const bool is_in_books =
      invoice.invoice().base_totals().has_totals() && (open.has_open_base() || gave_credit);
  if (is_in_books && !SetBase(note, invoice, open, *left, mode, settlement)) return std::nullopt;
  return settlement;
}

}  // namespace tally
