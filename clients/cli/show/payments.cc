#include "clients/cli/show/payments.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/credit_words.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

using Allocations = google::protobuf::RepeatedPtrField<v1::Allocation>;

// Empty where there is nothing, so that what there is stands out.
std::string Unless0(const MoneyColumn& money, const v1::Money& amount) {
  return amount.minor_units() == 0 ? "" : money.Amount(amount);
}

// Why it does not stand, or that it is a deposit.
std::string BecameOf(const v1::PaymentView& view) {
  if (!view.has_reversal()) return view.payment().deposit() ? "deposit" : "";
  return ReversalName(view.reversal().kind());
}

std::string SettledTable(const Allocations& allocations, const Look& look) {
  MoneyColumn money;
  AmountSums sums;
  bool has_gain = false;
  for (const v1::Allocation& each : allocations) {
    money.See(each.amount());
    sums.Add(each.amount());
    has_gain = has_gain || each.has_realised();
  }
  TextTable table({{"settles"},
                   {"on"},
                   {money.Title("amount"), TextTable::kRight},
                   {has_gain ? "exchange gain" : "", TextTable::kRight, TextTable::kMayVanish}});
  for (const v1::Allocation& each : allocations) {
    table.Add({{each.invoice_number()},
               {each.date()},
               {money.Amount(each.amount())},
               {each.has_realised()
                    ? absl::StrCat(ChangeText(each.realised()), " ", each.realised().currency())
                    : ""}});
  }
  for (const auto& [currency, sum] : sums.sums()) {
    table.AddFooter({{absl::StrCat("total ", currency), Style::kHeading},
                     {},
                     {AmountText(sum), Style::kHeading}});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

}  // namespace

std::string PaymentTable(const v1::PaymentPage& page, const Look& look) {
  if (page.payments().empty()) return "No payments.\n";
  MoneyColumn money;
  AmountSums paid;
  AmountSums left;
  for (const v1::PaymentView& view : page.payments()) {
    money.See(view.payment().amount());
    left.Add(view.left());
    if (!view.has_reversal()) paid.Add(view.payment().amount());
  }
  TextTable table({{"date"},
                   {"payment"},
                   {"client"},
                   {"method"},
                   {"reference", TextTable::kLeft, TextTable::kMayShrink},
                   {money.Title("amount"), TextTable::kRight},
                   {"refunded", TextTable::kRight, TextTable::kMayVanish},
                   {"left", TextTable::kRight},
                   {"", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::PaymentView& view : page.payments()) {
    const v1::Payment& payment = view.payment();
    table.Add({{payment.date()},
               {payment.payment_id()},
               {payment.customer_id()},
               {payment.method()},
               {payment.reference()},
               {money.Amount(payment.amount())},
               {Unless0(money, view.refunded())},
               {Unless0(money, view.left())},
               {BecameOf(view), view.has_reversal() ? Style::kWarning : Style::kPlain}});
  }
  for (const auto& [currency, sum] : paid.sums()) {
    const auto rest = left.sums().find(currency);
    table.AddFooter({{absl::StrCat("total ", currency), Style::kHeading},
                     {},
                     {},
                     {},
                     {},
                     {AmountText(sum), Style::kHeading},
                     {},
                     {rest == left.sums().end() ? "" : AmountText(rest->second), Style::kHeading}});
  }
  return table.Layout(look);
}

std::string PaymentSheet(const v1::PaymentView& view, const Look& look) {
  const v1::Payment& payment = view.payment();
  std::string sheet = absl::StrCat(
      Paint(absl::StrCat(payment.deposit() ? "Deposit " : "Payment ", payment.payment_id()),
            Style::kHeading, look),
      "\n  from    ", payment.customer_id(), "\n  date    ", payment.date(), "\n  amount  ",
      AmountWithCurrency(payment.amount()), ", ", payment.method(), "\n");
  if (!payment.reference().empty())
    absl::StrAppend(&sheet, "  says    ", payment.reference(), "\n");
  absl::StrAppend(&sheet, SettledTable(view.allocations(), look), "\n");
  if (view.refunded().minor_units() != 0) {
    absl::StrAppend(&sheet, "refunded ", AmountWithCurrency(view.refunded()), "\n");
  }
  if (view.has_reversal()) {
    absl::StrAppend(&sheet, "taken back on ", view.reversal().date(), ", ",
                    ReversalName(view.reversal().kind()), ": ", view.reversal().reason(), "\n");
  } else {
    absl::StrAppend(&sheet, AmountWithCurrency(view.left()), " left as credit\n");
  }
  absl::StrAppend(&sheet, "recorded at position ", view.position(), "\n");
  return sheet;
}

std::string SettledText(const Allocations& allocations, const v1::Money& left) {
  std::string text;
  for (const v1::Allocation& each : allocations) {
    absl::StrAppend(&text, "  settles ", AmountWithCurrency(each.amount()), " of ",
                    each.invoice_number(), "\n");
  }
  if (left.minor_units() != 0) {
    absl::StrAppend(&text, "  leaves ", AmountWithCurrency(left), " as credit\n");
  }
  return text;
}

std::string CreditTable(const v1::CustomerCreditPage& page, const Look& look) {
  if (page.credits().empty()) return "No credits.\n";
  MoneyColumn money;
  AmountSums left;
  for (const v1::CustomerCredit& credit : page.credits()) {
    money.See(credit.amount());
    left.Add(credit.left());
  }
  TextTable table({{"client"},
                   {"credit"},
                   {"date"},
                   {money.Title("amount"), TextTable::kRight},
                   {"settles", TextTable::kRight},
                   {"refunded", TextTable::kRight, TextTable::kMayVanish},
                   {"taken back", TextTable::kRight, TextTable::kMayVanish},
                   {"left", TextTable::kRight},
                   {"", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::CustomerCredit& credit : page.credits()) {
    table.Add({{credit.customer_id()},
               {CreditText(credit.credit())},
               {credit.date()},
               {money.Amount(credit.amount())},
               {Unless0(money, credit.allocated())},
               {Unless0(money, credit.refunded())},
               {Unless0(money, credit.taken_back())},
               {Unless0(money, credit.left())},
               {credit.deposit() ? "deposit" : ""}});
  }
  for (const auto& [currency, sum] : left.sums()) {
    std::vector<TextTable::Cell> cells(7);
    cells[0] = {absl::StrCat("left ", currency), Style::kHeading};
    cells.push_back({AmountText(sum), Style::kHeading});
    table.AddFooter(std::move(cells));
  }
  return table.Layout(look);
}

}  // namespace tally
