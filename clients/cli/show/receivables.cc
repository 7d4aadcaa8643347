#include "clients/cli/show/receivables.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/credit_words.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

using Invoices = google::protobuf::RepeatedPtrField<v1::OpenInvoice>;

// Empty where there is nothing.
std::string Unless0(const v1::Money& amount) {
  return amount.minor_units() == 0 ? "" : AmountText(amount);
}

// What is subtracted from what is open.
v1::Money Less(const v1::Money& amount) { return Negate(amount).value_or(v1::Money()); }

// Adds the cells of the buckets.
void AddBuckets(const v1::AgingBuckets& buckets, Style style, std::vector<TextTable::Cell>& cells) {
  for (const v1::Money* amount :
       {&buckets.current(), &buckets.days_1_to_30(), &buckets.days_31_to_60(),
        &buckets.days_61_to_90(), &buckets.over_90()}) {
    cells.push_back({Unless0(*amount), style});
  }
  cells.push_back({AmountText(buckets.open()), style});
  cells.push_back({Unless0(buckets.disputed()), style});
  cells.push_back({Unless0(Less(buckets.credit())), style});
  cells.push_back({Unless0(Less(buckets.deposits())), style});
  cells.push_back({AmountText(buckets.balance()), style});
}

std::string Overdue(const v1::OpenInvoice& invoice) {
  return invoice.days_overdue() > 0 ? absl::StrCat(invoice.days_overdue()) : "";
}

std::string InvoicesTable(const Invoices& invoices, const Look& look) {
  AmountSums sums;
  for (const v1::OpenInvoice& invoice : invoices) sums.Add(invoice.open());
  TextTable table({{"invoice"},
                   {"issued"},
                   {"due"},
                   {"days overdue", TextTable::kRight},
                   {"open", TextTable::kRight},
                   {"", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::OpenInvoice& invoice : invoices) {
    table.Add({{invoice.invoice_number()},
               {invoice.issue_date()},
               {invoice.due_date()},
               {Overdue(invoice), Style::kWarning},
               {AmountText(invoice.open())},
               {invoice.disputed() ? "disputed" : "", Style::kWarning}});
  }
  for (const auto& [currency, sum] : sums.sums()) {
    table.AddFooter({{absl::StrCat("open ", currency), Style::kHeading},
                     {},
                     {},
                     {},
                     {AmountText(sum), Style::kHeading}});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Layout(look));
}

// `owes 20.00 USD`, `is owed 20.00 USD`, `owes nothing`.
std::string BalanceWords(const v1::Money& balance) {
  if (balance.minor_units() == 0) return "owes nothing";
  if (balance.minor_units() > 0) return absl::StrCat("owes ", AmountWithCurrency(balance));
  return absl::StrCat("is owed ", AmountWithCurrency(Less(balance)));
}

}  // namespace

std::string AgingTable(const v1::AgingReport& report, const Look& look) {
  std::string text = absl::StrCat(
      Paint(absl::StrCat("What is owed on ", report.date()), Style::kHeading, look), "\n\n");
  if (report.customers().empty()) return text + "Nobody owes or is owed anything.\n";

  TextTable table({{"client"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"currency"},
                   {"current", TextTable::kRight},
                   {"1-30 days", TextTable::kRight},
                   {"31-60", TextTable::kRight},
                   {"61-90", TextTable::kRight},
                   {"over 90", TextTable::kRight},
                   {"open", TextTable::kRight},
                   {"disputed", TextTable::kRight, TextTable::kMayVanish},
                   {"credit", TextTable::kRight, TextTable::kMayVanish},
                   {"deposits", TextTable::kRight, TextTable::kMayVanish},
                   {"balance", TextTable::kRight}});
  for (const v1::CustomerAging& customer : report.customers()) {
    std::vector<TextTable::Cell> cells = {
        {customer.customer_id()}, {customer.name()}, {customer.buckets().open().currency()}};
    AddBuckets(customer.buckets(), Style::kPlain, cells);
    table.Add(std::move(cells));
  }
  for (const v1::AgingBuckets& total : report.totals()) {
    std::vector<TextTable::Cell> cells = {
        {"total", Style::kHeading}, {}, {total.open().currency(), Style::kHeading}};
    AddBuckets(total, Style::kHeading, cells);
    table.AddFooter(std::move(cells));
  }
  absl::StrAppend(&text, table.Layout(look));
  for (const v1::CustomerAging& customer : report.customers()) {
    absl::StrAppend(&text, InvoicesTable(customer.invoices(), look));
  }
  return text;
}

std::string StatementSheet(const v1::AccountStatement& statement, const Look& look) {
  const std::string& currency = statement.closing_balance().currency();
  TextTable table({{"date"},
                   {"what"},
                   {"document"},
                   {"description", TextTable::kLeft, TextTable::kMayShrink},
                   {absl::StrCat("amount ", currency), TextTable::kRight},
                   {"balance", TextTable::kRight}});
  table.Add({{statement.from()},
             {"opening balance", Style::kHeading},
             {},
             {},
             {},
             {AmountText(statement.opening_balance()), Style::kHeading}});
  for (const v1::StatementEntry& entry : statement.entries()) {
    table.Add({{entry.date()},
               {StatementWords(entry.kind())},
               {entry.document()},
               {entry.description()},
               {AmountText(entry.amount())},
               {AmountText(entry.balance())}});
  }
  table.AddFooter({{statement.to()},
                   {"closing balance", Style::kHeading},
                   {},
                   {},
                   {},
                   {AmountText(statement.closing_balance()), Style::kHeading}});
  return absl::StrCat(Paint(absl::StrCat("Statement of account, ", statement.name(), " (",
                                         statement.customer_id(), ")"),
                            Style::kHeading, look),
                      "\n  from ", statement.from(), " to ", statement.to(), "\n\n",
                      table.Layout(look), InvoicesTable(statement.open_invoices(), look), "\n",
                      statement.customer_id(), " ", BalanceWords(statement.closing_balance()),
                      " on ", statement.to(), "\n");
}

std::string BalanceSheet(const v1::CustomerBalance& balance, const Look& look) {
  TextTable table({{balance.customer_id()},
                   {absl::StrCat("on ", balance.date(), ", ", balance.balance().currency()),
                    TextTable::kRight}});
  const auto add = [&](const char* name, const v1::Money& amount) {
    if (amount.minor_units() != 0) table.Add({{name}, {AmountText(amount)}});
  };
  table.Add({{"invoiced"}, {AmountText(balance.invoiced())}});
  add("credited", Less(balance.credited()));
  add("paid", Less(balance.paid()));
  add("refunded", balance.refunded());
  add("granted", Less(balance.granted()));
  add("written off", Less(balance.written_off()));
  table.AddFooter({{"balance", Style::kHeading}, {AmountText(balance.balance()), Style::kHeading}});
  table.AddFooter({{"  open"}, {AmountText(balance.open())}});
  table.AddFooter({{"  less credit"}, {AmountText(balance.credit())}});
  return table.Layout(look);
}

}  // namespace tally
