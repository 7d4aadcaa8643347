#include "clients/cli/show/invoices.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

// `rate` and `taxable` stay empty in the rows of totals.
constexpr size_t kTotalsGap = 3;

std::string BillTo(const v1::BillTo& bill_to) {
  std::string lines =
      absl::StrCat("  for     ", bill_to.name(), " (", bill_to.customer_id(), ")\n");
  if (!bill_to.email().empty()) absl::StrAppend(&lines, "  sent to ", bill_to.email(), "\n");
  return lines;
}

// What is not taxed has no tax to be named by.
std::string TaxName(const v1::TaxGroup& group) {
  if (!group.name().empty()) return group.name();
  return group.tax_id().empty() ? "not taxed" : group.tax_id();
}

void AddTotal(const char* name, const v1::Money& amount, Style style, TextTable& table) {
  std::vector<TextTable::Cell> cells(kTotalsGap);
  cells[0] = {name, style};
  cells.push_back({AmountText(amount), style});
  table.AddFooter(std::move(cells));
}

// The taxes and totals that end every document.
template <typename Document>
std::string TotalsTable(const Document& document, const Look& look) {
  TextTable table({{"tax"},
                   {"rate", TextTable::kRight},
                   {"on", TextTable::kRight},
                   {document.totals().total().currency(), TextTable::kRight}});
  for (const v1::TaxGroup& group : document.tax_groups()) {
    table.Add({{TaxName(group)},
               {group.rate_percent().empty() ? "" : group.rate_percent() + "%"},
               {AmountText(group.taxable())},
               {AmountText(group.tax())}});
  }
  AddTotal("net", document.totals().net(), Style::kPlain, table);
  AddTotal("tax", document.totals().tax(), Style::kPlain, table);
  AddTotal("total", document.totals().total(), Style::kHeading, table);
  return table.Layout(look);
}

std::string Head(const v1::Invoice& invoice, const Look& look) {
  std::string head =
      absl::StrCat(Paint(absl::StrCat("Invoice ", invoice.number()), Style::kHeading, look), "\n",
                   BillTo(invoice.bill_to()), "  month   ", invoice.period().month(), "\n",
                   "  issued  ", invoice.issue_date(), "\n", "  due     ", invoice.due_date(), " (",
                   invoice.terms().text(), ")\n");
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
                   {absl::StrCat("amount ", currency), TextTable::kRight},
                   {"tax"}});
  for (const v1::Line& line : invoice.lines()) {
    table.Add({{line.description()},
               {line.line_id(), Style::kFaint},
               {Grouped(line.quantity())},
               {PriceText(line.unit_price(), currency)},
               {AmountText(line.amount())},
               {line.tax_id()}});
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

Style StyleOf(v1::InvoiceStatus status) {
  return status == v1::INVOICE_STATUS_ISSUED ? Style::kPlain : Style::kWarning;
}

}  // namespace

std::string InvoiceSheet(const v1::InvoiceView& view, const Look& look) {
  const v1::Invoice& invoice = view.invoice();
  return absl::StrCat(Head(invoice, look), "\n", LinesTable(invoice, look), "\n",
                      TotalsTable(invoice, look), Credited(view, look), "\n",
                      StatusWords(view.status()), ", approved by ", invoice.approved_by(),
                      ", recorded at position ", view.position(), "\n");
}

std::string CreditNoteSheet(const v1::CreditNote& note, const Look& look) {
  return absl::StrCat(Paint(absl::StrCat("Credit note ", note.number()), Style::kHeading, look),
                      "\n", BillTo(note.bill_to()), "  takes back from ", note.invoice_number(),
                      "\n", "  issued  ", note.issue_date(), " by ", note.issued_by(), "\n",
                      "  because ", note.reason(), "\n\n", CreditLinesTable(note, look), "\n",
                      TotalsTable(note, look));
}

std::string InvoiceTable(const v1::InvoicePage& page, const Look& look) {
  if (page.invoices().empty()) return "No invoices.\n";

  MoneyColumn money;
  AmountSums totals;
  AmountSums credited;
  for (const v1::InvoiceSummary& invoice : page.invoices()) {
    money.See(invoice.totals().total());
    totals.Add(invoice.totals().total());
    credited.Add(invoice.credited());
  }
  TextTable table({{"number"},
                   {"client"},
                   {"name", TextTable::kLeft, TextTable::kMayShrink},
                   {"month"},
                   {"issued"},
                   {"due"},
                   {money.Title("total"), TextTable::kRight},
                   {"credited", TextTable::kRight, TextTable::kMayVanish},
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
               {has_credit ? money.Amount(invoice.credited()) : ""},
               {StatusWords(invoice.status()), StyleOf(invoice.status())},
               {invoice.corrects_number()}});
  }
  for (const auto& [currency, sum] : totals.sums()) {
    std::vector<TextTable::Cell> cells(6);
    cells[0] = {absl::StrCat("total ", currency), Style::kHeading};
    cells.push_back({AmountText(sum), Style::kHeading});
    const auto back = credited.sums().find(currency);
    const bool has_credit = back != credited.sums().end() && back->second.minor_units() != 0;
    cells.push_back({has_credit ? AmountText(back->second) : ""});
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
