#include "clients/cli/show/invoices.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/document_totals.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/line_notes.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

std::string BillTo(const v1::BillTo& bill_to) {
  std::string lines =
      absl::StrCat("  for     ", bill_to.name(), " (", bill_to.customer_id(), ")\n");
  if (!bill_to.email().empty()) absl::StrAppend(&lines, "  sent to ", bill_to.email(), "\n");
  return lines;
}

// `vat`, or `vat 21%` where the tax has several rates.
std::string TaxOf(const v1::Line& line) {
  if (line.tax_rate_percent().empty()) return line.tax_id();
  return absl::StrCat(line.tax_id(), " ", line.tax_rate_percent(), "%");
}

// The month, the quote or the project that is billed.
std::string WhatItBills(const v1::Invoice& invoice) {
  std::string lines;
  if (!invoice.period().month().empty()) {
    absl::StrAppend(&lines, "  month   ", invoice.period().month(), "\n");
  }
  if (!invoice.quote_id().empty()) {
    absl::StrAppend(&lines, "  quote   ", invoice.quote_id(), ", revision ",
                    invoice.quote_revision(), "\n");
  }
  if (!invoice.project_id().empty()) {
    absl::StrAppend(&lines, "  project ", invoice.project_id(), "\n");
  }
  return lines;
}

std::string Head(const v1::Invoice& invoice, const Look& look) {
  std::string head = absl::StrCat(
      Paint(absl::StrCat("Invoice ", invoice.number()), Style::kHeading, look), "\n",
      BillTo(invoice.bill_to()), WhatItBills(invoice), "  issued  ", invoice.issue_date(), "\n",
      "  due     ", invoice.due_date(), " (", invoice.terms().text(), ")\n");
  if (!invoice.corrects_number().empty()) {
    absl::StrAppend(&head, "  corrects ", invoice.corrects_number(), ": ",
                    invoice.correction_reason(), "\n");
  }
  return head;
}

std::string LinesTable(const v1::Invoice& invoice, const Look& look) {
  const std::string& currency = invoice.totals().total().currency();
  TextTable table({{"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"line"},
                   {"quantity", TextTable::kRight},
                   {"price", TextTable::kRight},
                   {"with tax", TextTable::kRight, TextTable::kMayVanish},
                   {absl::StrCat("amount ", currency), TextTable::kRight},
                   {"tax"},
                   {"tax on it", TextTable::kRight, TextTable::kMayVanish}});
  LineNotes notes(Reader::kClient);
  for (const v1::Line& line : invoice.lines()) {
    const NotedLine noted = notes.Next(line);
    table.Add({{noted.Indented(line.description())},
               {line.line_id(), Style::kFaint},
               {Grouped(line.quantity())},
               {PriceText(line.unit_price(), currency)},
               {AmountText(line.amount_with_tax())},
               {AmountText(line.amount())},
               {TaxOf(line)},
               {Grouped(line.tax())}});
    noted.AddTo(table);
  }
  return table.Layout(look);
}

// What was taken back and what is left, or nothing if the invoice stands as it is.
std::string Credited(const v1::InvoiceView& view, const Look& look) {
  if (view.credit_notes().empty()) return "";
  TextTable table({{"credit note"},
                   {"issued"},
                   {"reason", TextTable::kLeft, TextTable::kMayShrink},
                   {absl::StrCat("credited ", view.left().currency()), TextTable::kRight}});
  for (const v1::CreditNote& note : view.credit_notes()) {
    table.Add({{note.number()},
               {note.issue_date()},
               {note.reason()},
               {AmountText(note.totals().total())}});
  }
  table.AddFooter({{"left", Style::kHeading},
                   {StatusWords(view.status())},
                   {},
                   {AmountText(view.left()), Style::kHeading}});
  return absl::StrCat("\n", table.Layout(look));
}

// What settled an invoice and what is open of it, or nothing if a daemon of before payments tells.
std::string Settled(const v1::InvoiceSettlement& settlement, const Look& look) {
  if (!settlement.has_open()) return "";
  TextTable table({{"settled by"}, {settlement.open().currency(), TextTable::kRight}});
  const auto add = [&](const char* name, const v1::Money& amount) {
    if (amount.minor_units() != 0) table.Add({{name}, {AmountText(amount)}});
  };
  add("credit notes", settlement.credited());
  add("payments", settlement.paid());
  add("other credit", settlement.credit_applied());
  add("write-off", settlement.written_off());
  if (table.empty()) return absl::StrCat("\nopen ", AmountWithCurrency(settlement.open()), "\n");
  table.AddFooter({{"open", Style::kHeading}, {AmountText(settlement.open()), Style::kHeading}});
  if (settlement.open_disputes() > 0) table.AddFooter({{"disputed", Style::kWarning}});
  return absl::StrCat("\n", table.Layout(look));
}

std::string CreditLinesTable(const v1::CreditNote& note, const Look& look) {
  TextTable table({{"description", TextTable::kLeft, TextTable::kMayShrink},
                   {"line"},
                   {absl::StrCat("credited ", note.totals().total().currency()), TextTable::kRight},
                   {"tax"}});
  for (const v1::CreditLine& line : note.lines()) {
    table.Add({{line.description()},
               {line.line_id(), Style::kFaint},
               {AmountText(line.amount())},
               {line.tax_id()}});
  }
  return table.Layout(look);
}

const v1::Money& PayableOf(const v1::Totals& totals) {
  return totals.has_payable() ? totals.payable() : totals.total();
}

Style StyleOf(v1::InvoiceStatus status) {
  return status == v1::INVOICE_STATUS_ISSUED ? Style::kPlain : Style::kWarning;
}

}  // namespace

std::string InvoiceSheet(const v1::InvoiceView& view, const Look& look) {
  const v1::Invoice& invoice = view.invoice();
  return absl::StrCat(
      Head(invoice, look), "\n", LinesTable(invoice, look), "\n",
      TotalsTable(invoice.tax_groups(), invoice.totals(), {}, look),
      TaxRoundingText(invoice.tax_rounding()), BaseTotalsText(invoice.base_totals()),
      Credited(view, look), Settled(view.settlement(), look), "\n", StatusWords(view.status()),
      ", approved by ", invoice.approved_by(), ", recorded at position ", view.position(), "\n");
}

std::string CreditNoteSheet(const v1::CreditNote& note, const Look& look) {
  const TotalsTitles titles{.payable = "less to pay", .customer_credit = "less customer credit"};
  return absl::StrCat(Paint(absl::StrCat("Credit note ", note.number()), Style::kHeading, look),
                      "\n", BillTo(note.bill_to()), "  takes back from ", note.invoice_number(),
                      "\n", "  issued  ", note.issue_date(), " by ", note.issued_by(), "\n",
                      "  because ", note.reason(), "\n\n", CreditLinesTable(note, look), "\n",
                      TotalsTable(note.tax_groups(), note.totals(), titles, look));
}

std::string InvoiceTable(const v1::InvoicePage& page, const Look& look) {
  if (page.invoices().empty()) return "No invoices.\n";

  MoneyColumn money;
  AmountSums totals;
  AmountSums payable;
  AmountSums credited;
  AmountSums open;
  for (const v1::InvoiceSummary& invoice : page.invoices()) {
    money.See(invoice.totals().total());
    totals.Add(invoice.totals().total());
    payable.Add(PayableOf(invoice.totals()));
    credited.Add(invoice.credited());
    open.Add(invoice.open());
  }
  TextTable table({{"number"},
                   {"client"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"month"},
                   {"issued"},
                   {"due"},
                   {money.Title("total"), TextTable::kRight},
                   {"to pay", TextTable::kRight, TextTable::kMayVanish},
                   {"credited", TextTable::kRight, TextTable::kMayVanish},
                   {"open", TextTable::kRight, TextTable::kMayVanish},
                   {"status"},
                   {"corrects", TextTable::kLeft, TextTable::kMayVanish}});
  for (const v1::InvoiceSummary& invoice : page.invoices()) {
    const bool has_credit = invoice.credited().minor_units() != 0;
    table.Add({{invoice.number()},
               {invoice.customer_id()},
               {invoice.name()},
               {invoice.month()},
               {invoice.issue_date()},
               {invoice.due_date()},
               {money.Amount(invoice.totals().total())},
               {invoice.totals().has_payable() ? money.Amount(invoice.totals().payable()) : ""},
               {has_credit ? money.Amount(invoice.credited()) : ""},
               {money.Amount(invoice.open())},
               {StatusWords(invoice.status()), StyleOf(invoice.status())},
               {invoice.corrects_number()}});
  }
  for (const auto& [currency, sum] : totals.sums()) {
    std::vector<TextTable::Cell> cells(6);
    cells[0] = {absl::StrCat("total ", currency), Style::kHeading};
    cells.push_back({AmountText(sum), Style::kHeading});
    const auto due = payable.sums().find(currency);
    const bool is_total =
        due == payable.sums().end() || due->second.minor_units() == sum.minor_units();
    cells.push_back({is_total ? "" : AmountText(due->second), Style::kHeading});
    const auto back = credited.sums().find(currency);
    const bool has_credit = back != credited.sums().end() && back->second.minor_units() != 0;
    cells.push_back({has_credit ? AmountText(back->second) : ""});
    const auto rest = open.sums().find(currency);
    cells.push_back({rest == open.sums().end() ? "" : AmountText(rest->second), Style::kHeading});
    table.AddFooter(std::move(cells));
  }
  return table.Layout(look);
}

std::string CreditNoteTable(const v1::CreditNotePage& page, const Look& look) {
  if (page.credit_notes().empty()) return "No credit notes.\n";

  MoneyColumn money;
  for (const v1::CreditNote& note : page.credit_notes()) money.See(note.totals().total());
  TextTable table({{"number"},
                   {"invoice"},
                   {"client"},
                   {"issued"},
                   {money.Title("total"), TextTable::kRight},
                   {"reason", TextTable::kLeft, TextTable::kMayShrink}});
  for (const v1::CreditNote& note : page.credit_notes()) {
    table.Add({{note.number()},
               {note.invoice_number()},
               {note.bill_to().customer_id()},
               {note.issue_date()},
               {money.Amount(note.totals().total())},
               {note.reason()}});
  }
  return table.Layout(look);
}

}  // namespace tally
