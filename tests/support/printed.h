// Printed: documents as a person reads them, so that a test shows all of their figures at once.
//
//   seat 18 x 13 = 234.00 [price_change]
//   vat 20% of 234.00 = 46.80
//   234.00 + 46.80 = 280.80 USD
//
// The parts of a tax, a line's own tax and what is to be paid follow where there are any. A flag
// that blocks approval ends with `!`, a flag that is waived with `~`.

#pragma once

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/money/money.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/invoices.pb.h"

namespace tally {

inline std::string Printed(const google::protobuf::RepeatedPtrField<v1::Flag>& flags) {
  std::vector<std::string> names;
  for (const v1::Flag& flag : flags) {
    const std::string name = v1::FlagKind_Name(flag.kind()).substr(sizeof("FLAG_KIND_") - 1);
    names.push_back(absl::StrCat(absl::AsciiStrToLower(name), flag.has_waiver() ? "~" : "",
                                 flag.blocks() && !flag.has_waiver() ? "!" : ""));
  }
  return names.empty() ? "" : absl::StrCat(" [", absl::StrJoin(names, " "), "]");
}

inline std::string Printed(const v1::Line& line) {
  return absl::StrCat(line.line_id(), " ", line.quantity(), " x ", line.unit_price(), " = ",
                      FormatAmount(line.amount()),
                      line.tax().empty() ? "" : absl::StrCat(" tax ", line.tax()));
}

inline std::string PrintedPayable(const v1::Totals& totals) {
  std::string text;
  if (totals.has_rounding()) {
    absl::StrAppend(&text, "rounded ", FormatAmount(totals.rounding()), "\n");
  }
  if (totals.has_payable()) absl::StrAppend(&text, "pay ", FormatAmount(totals.payable()), "\n");
  if (totals.has_customer_credit()) {
    absl::StrAppend(&text, "credit ", FormatAmount(totals.customer_credit()), "\n");
  }
  return text;
}

template <class Document>
std::string PrintedTotals(const Document& document) {
  std::string text;
  for (const v1::TaxGroup& group : document.tax_groups()) {
    absl::StrAppend(
        &text, group.tax_id().empty() ? "untaxed" : group.tax_id(), " ", group.rate_percent(),
        group.included() ? "% included with " : "% of ", FormatAmount(group.taxable()), " = ",
        FormatAmount(group.tax()),
        group.exemption_reason().empty() ? "" : absl::StrCat(": ", group.exemption_reason()), "\n");
    for (const v1::TaxPart& part : group.parts()) {
      absl::StrAppend(&text, "  ", part.name(), " ", part.rate_percent(), "% of ",
                      FormatAmount(part.taxable()), " = ", FormatAmount(part.tax()), "\n");
    }
  }
  const v1::Totals& totals = document.totals();
  absl::StrAppend(&text, FormatAmount(totals.net()), " + ", FormatAmount(totals.tax()), " = ",
                  FormatAmount(totals.total()), " ", totals.total().currency(), "\n");
  return text + PrintedPayable(totals);
}

inline std::string Printed(const v1::DraftContent& content) {
  std::string text;
  for (const v1::DraftLine& rated : content.lines()) {
    absl::StrAppend(&text, Printed(rated.line()), Printed(rated.flags()), "\n");
  }
  for (const v1::VanishedLine& vanished : content.vanished_lines()) {
    absl::StrAppend(&text, "gone ", vanished.line().line_id(), " ", FormatAmount(vanished.change()),
                    "\n");
  }
  absl::StrAppend(&text, PrintedTotals(content));
  if (!content.flags().empty()) absl::StrAppend(&text, Printed(content.flags()).substr(1), "\n");
  return text;
}

inline std::string Printed(const v1::Invoice& invoice) {
  std::string text =
      absl::StrCat(invoice.number(), " of ", invoice.issue_date(), " due ", invoice.due_date());
  if (!invoice.corrects_number().empty()) {
    absl::StrAppend(&text, " corrects ", invoice.corrects_number());
  }
  text += "\n";
  for (const v1::Line& line : invoice.lines()) absl::StrAppend(&text, Printed(line), "\n");
  return text + PrintedTotals(invoice);
}

inline std::string Printed(const v1::CreditNote& note) {
  std::string text = absl::StrCat(note.number(), " of ", note.issue_date(), " takes back ",
                                  note.invoice_number(), "\n");
  for (const v1::CreditLine& line : note.lines()) {
    absl::StrAppend(&text, line.line_id(), " ", FormatAmount(line.amount()), "\n");
  }
  return text + PrintedTotals(note);
}

}  // namespace tally
