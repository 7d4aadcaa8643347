#include "ledger/audit/sum_check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

constexpr char kKind[] = "sums of documents";

// What a document says, and where to say what is wrong with it.
class Sums {
 public:
  Sums(std::string subject, uint64_t position, std::string currency, Findings& findings)
      : subject_(std::move(subject)),
        position_(position),
        currency_(std::move(currency)),
        findings_(findings) {}

  void AddLine(const std::string& tax_id, const v1::Money& amount) {
    by_tax_[tax_id].push_back(Units(amount));
    net_.push_back(Units(amount));
  }

  void AddGroup(const v1::TaxGroup& group) {
    const std::string name =
        group.tax_id().empty() ? "what is not taxed" : absl::StrCat("tax ", group.tax_id());
    Compare(absl::StrCat("taxable of ", name), group.taxable(), by_tax_[group.tax_id()]);
    by_tax_.erase(group.tax_id());
    tax_.push_back(Units(group.tax()));
  }

  void End(const v1::Totals& totals) {
    for (const auto& [tax_id, lines] : by_tax_) {
      Wrong(absl::StrCat("has lines with the tax \"", tax_id, "\", but no sum of them"));
    }
    Compare("net", totals.net(), net_);
    Compare("tax", totals.tax(), tax_);
    Compare("total", totals.total(), {Units(totals.net()), Units(totals.tax())});
  }

  void Wrong(absl::string_view message) { findings_.Add(kKind, subject_, position_, message); }

 private:
  int64_t Units(const v1::Money& amount) {
    if (amount.currency() != currency_) {
      Wrong(absl::StrCat("has an amount in \"", amount.currency(), "\" beside ", currency_));
    }
    return amount.minor_units();
  }

  void Compare(absl::string_view what, const v1::Money& said, const std::vector<int64_t>& parts) {
    const std::optional<int64_t> sum = Sum(parts);
    if (sum && *sum == Units(said)) return;
    Wrong(absl::StrCat(what, ": ", FormatAmount(said), " is recorded, the parts add up to ",
                       sum ? FormatAmount(MakeMoney(*sum, currency_)) : "more than fits"));
  }

  const std::string subject_;
  const uint64_t position_;
  const std::string currency_;
  Findings& findings_;
  // Amounts of lines, by tax.
  std::map<std::string, std::vector<int64_t>> by_tax_;
  std::vector<int64_t> net_;
  std::vector<int64_t> tax_;
};

void CheckTaxOfGroup(const v1::TaxGroup& group, RoundingMode mode, Sums& sums) {
  const auto tax = TaxOnAmount(group.taxable(), group.rate_percent(), mode);
  if (tax && tax->minor_units() == group.tax().minor_units()) return;
  sums.Wrong(absl::StrCat("tax ", group.tax_id(), ": ", FormatAmount(group.tax()), " is recorded, ",
                          group.rate_percent(), " % of ", FormatAmount(group.taxable()), " is ",
                          tax ? FormatAmount(*tax) : "more than fits"));
}

void CheckInvoice(const Books& books, const v1::InvoiceIssued& event, uint64_t position,
                  Findings& findings) {
  const v1::Invoice& invoice = event.invoice();
  Sums sums(absl::StrCat("invoice ", invoice.number()), position,
            invoice.totals().total().currency(), findings);
  for (const v1::Line& line : invoice.lines()) sums.AddLine(line.tax_id(), line.amount());
  const auto org = books.orgs.Find(event.org_id());
  for (const v1::TaxGroup& group : invoice.tax_groups()) {
    sums.AddGroup(group);
    if (org) CheckTaxOfGroup(group, FromProto(org->rounding()), sums);
  }
  sums.End(invoice.totals());
}

// Says of each line and tax of `invoice` if `note` takes more of it than is left.
void CheckIsLeft(const v1::InvoiceView& invoice, const v1::CreditNote& note, Sums& sums) {
  const Rest rest = RestOf(invoice);
  const auto compare = [&](const std::string& what, int64_t left, const v1::Money& taken) {
    if (taken.minor_units() <= left) return;
    sums.Wrong(absl::StrCat(what, ": ", FormatAmount(taken), " is taken back, but only ",
                            FormatAmount(MakeMoney(left, taken.currency())), " was left"));
  };
  for (const v1::CreditLine& line : note.lines()) {
    const auto left = std::find_if(rest.lines.begin(), rest.lines.end(), [&](const auto& each) {
      return each.line_id == line.line_id();
    });
    if (left != rest.lines.end()) {
      compare(absl::StrCat("line ", line.line_id()), left->net, line.amount());
    }
  }
  for (const v1::TaxGroup& group : note.tax_groups()) {
    const auto left = std::find_if(rest.groups.begin(), rest.groups.end(),
                                   [&](const auto& each) { return each.tax_id == group.tax_id(); });
    if (left == rest.groups.end()) continue;
    compare(absl::StrCat("net of tax ", group.tax_id()), left->net, group.taxable());
    compare(absl::StrCat("tax ", group.tax_id()), left->tax, group.tax());
  }
  compare("total", invoice.left().minor_units(), note.totals().total());
}

void CheckCreditNote(const Books& books, const v1::CreditNoteIssued& event, uint64_t position,
                     Findings& findings) {
  const v1::CreditNote& note = event.credit_note();
  Sums sums(absl::StrCat("credit note ", note.number()), position, note.totals().total().currency(),
            findings);
  for (const v1::CreditLine& line : note.lines()) sums.AddLine(line.tax_id(), line.amount());
  for (const v1::TaxGroup& group : note.tax_groups()) sums.AddGroup(group);
  sums.End(note.totals());
  const auto invoice = books.invoices.Find(event.org_id(), note.invoice_number());
  if (invoice) CheckIsLeft(*invoice, note, sums);
}

}  // namespace

void CheckSums(const Books& books, const v1::RecordedEvent& event, Findings& findings) {
  if (event.event().has_invoice_issued()) {
    CheckInvoice(books, event.event().invoice_issued(), event.position(), findings);
  }
  if (event.event().has_credit_note_issued()) {
    CheckCreditNote(books, event.event().credit_note_issued(), event.position(), findings);
  }
}

bool AddsUp(const Rest& rest, int64_t left) {
  std::map<std::string, std::vector<int64_t>> by_tax;
  for (const Rest::OfLine& line : rest.lines) {
    if (line.net < 0) return false;
    by_tax[line.tax_id].push_back(line.net);
  }
  std::vector<int64_t> parts;
  for (const Rest::OfGroup& group : rest.groups) {
    if (group.net < 0 || group.tax < 0 || Sum(by_tax[group.tax_id]) != group.net) return false;
    parts.push_back(group.net);
    parts.push_back(group.tax);
    by_tax.erase(group.tax_id);
  }
  return by_tax.empty() && Sum(parts) == left;
}

}  // namespace tally
