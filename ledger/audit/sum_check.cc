#include "ledger/audit/sum_check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/money/money.h"
#include "ledger/rating/credit.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

constexpr char kKind[] = "sums of documents";

using Lines = google::protobuf::RepeatedPtrField<v1::Line>;
using Groups = google::protobuf::RepeatedPtrField<v1::TaxGroup>;

std::string NameOf(const v1::TaxGroup& group) {
  return group.tax_id().empty() ? "what is not taxed" : absl::StrCat("tax ", group.tax_id());
}

// What a document says, and where to say what is wrong with it.
class Sums {
 public:
  Sums(std::string subject, uint64_t position, std::string currency, Findings& findings)
      : subject_(std::move(subject)),
        position_(position),
        currency_(std::move(currency)),
        findings_(findings) {}

  // Each line is in one group, and each group is the sum of its lines and of its parts.
  void CheckGroups(const Lines& lines, const Groups& groups) {
    for (const v1::Line& line : lines) {
      const bool is_summed =
          std::ranges::any_of(groups, [&](const v1::TaxGroup& group) { return IsIn(group, line); });
      if (is_summed) continue;
      Wrong(absl::StrCat("has lines with the tax \"", line.tax_id(), "\", but no sum of them"));
    }
    for (const v1::TaxGroup& group : groups) CheckGroup(lines, group);
  }

  void CheckTotals(const Lines& lines, const Groups& groups, const v1::Totals& totals) {
    std::vector<int64_t> net;
    for (const v1::Line& line : lines) net.push_back(Units(line.amount()));
    std::vector<int64_t> tax;
    for (const v1::TaxGroup& group : groups) tax.push_back(Units(group.tax()));
    Compare("net", totals.net(), net);
    Compare("tax", totals.tax(), tax);
    Compare("total", totals.total(), {Units(totals.net()), Units(totals.tax())});
    if (!totals.has_payable()) return;
    Compare("what is to be paid", totals.payable(),
            {Units(totals.total()), totals.rounding().minor_units(),
             totals.customer_credit().minor_units()});
  }

  void Wrong(absl::string_view message) { findings_.Add(kKind, subject_, position_, message); }

 private:
  void CheckGroup(const Lines& lines, const v1::TaxGroup& group) {
    std::vector<int64_t> net;
    for (const v1::Line& line : lines) {
      if (IsIn(group, line)) net.push_back(Units(line.amount()));
    }
    Compare(absl::StrCat("taxable of ", NameOf(group)), group.taxable(), net);
    if (group.parts().empty()) return;
    std::vector<int64_t> parts;
    for (const v1::TaxPart& part : group.parts()) parts.push_back(Units(part.tax()));
    Compare(NameOf(group), group.tax(), parts);
  }

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
};

// Figures out the taxes again, at the rates that the invoice says.
void CheckTaxes(const v1::Org& org, const v1::Invoice& invoice, Sums& sums) {
  Lines lines = invoice.lines();
  const auto again = TaxAgain(invoice.tax_groups(), RulesOf(org, invoice.tax_rounding()), lines);
  if (!again.ok()) return sums.Wrong(absl::StrCat("its taxes: ", again.status().message()));
  for (const v1::TaxGroup& group : invoice.tax_groups()) {
    const auto same = std::ranges::find_if(
        *again, [&](const v1::TaxGroup& known) { return IsSameGroup(known, group); });
    const v1::Money tax = same == again->end() ? v1::Money() : same->tax();
    if (tax.minor_units() == group.tax().minor_units()) continue;
    sums.Wrong(absl::StrCat("tax ", group.tax_id(), ": ", FormatAmount(group.tax()),
                            " is recorded, ", group.rate_percent(), " % of ",
                            FormatAmount(group.taxable()), " is ", FormatAmount(tax)));
  }
}

void CheckInvoice(const Books& books, const v1::InvoiceIssued& event, uint64_t position,
                  Findings& findings) {
  const v1::Invoice& invoice = event.invoice();
  Sums sums(absl::StrCat("invoice ", invoice.number()), position,
            invoice.totals().total().currency(), findings);
  sums.CheckGroups(invoice.lines(), invoice.tax_groups());
  // What was quoted is billed as it was quoted, by the org's rules of then.
  const auto org = books.orgs.Find(event.org_id());
  if (org && invoice.quote_id().empty()) CheckTaxes(*org, invoice, sums);
  sums.CheckTotals(invoice.lines(), invoice.tax_groups(), invoice.totals());
}

// Whether `taken` is from nothing to `left`, which may be less than nothing.
bool IsWithin(int64_t taken, int64_t left) {
  return left < 0 ? left <= taken && taken <= 0 : 0 <= taken && taken <= left;
}

// Says of each line and tax of `invoice` if `note` takes more of it than is left.
void CheckIsLeft(const v1::InvoiceView& invoice, const v1::CreditNote& note, Sums& sums) {
  const Rest rest = RestOf(invoice);
  const auto compare = [&](const std::string& what, int64_t left, const v1::Money& taken) {
    if (IsWithin(taken.minor_units(), left)) return;
    sums.Wrong(absl::StrCat(what, ": ", FormatAmount(taken), " is taken back, but only ",
                            FormatAmount(MakeMoney(left, taken.currency())), " was left"));
  };
  for (const v1::CreditLine& line : note.lines()) {
    const auto left = std::ranges::find(rest.lines, line.line_id(), &Rest::OfLine::line_id);
    if (left != rest.lines.end()) {
      compare(absl::StrCat("line ", line.line_id()), left->net, line.amount());
    }
  }
  for (const v1::TaxGroup& group : note.tax_groups()) {
    const auto left = std::ranges::find_if(
        rest.groups, [&](const Rest::OfGroup& each) { return IsSameGroup(each.billed, group); });
    if (left == rest.groups.end()) continue;
    compare(absl::StrCat("net of tax ", group.tax_id()), left->net, group.taxable());
    compare(absl::StrCat("tax ", group.tax_id()), left->tax, group.tax());
  }
  compare("total", invoice.left().minor_units(), note.totals().total());
}

// The lines of a note as lines of its invoice, which say at which rate they were taxed.
Lines LinesOf(const v1::CreditNote& note, const v1::Invoice& invoice) {
  Lines lines;
  for (const v1::CreditLine& credited : note.lines()) {
    v1::Line& line = *lines.Add();
    for (const v1::Line& billed : invoice.lines()) {
      if (billed.line_id() == credited.line_id()) line = billed;
    }
    line.set_tax_id(credited.tax_id());
    *line.mutable_amount() = credited.amount();
  }
  return lines;
}

void CheckCreditNote(const Books& books, const v1::CreditNoteIssued& event, uint64_t position,
                     Findings& findings) {
  const v1::CreditNote& note = event.credit_note();
  Sums sums(absl::StrCat("credit note ", note.number()), position, note.totals().total().currency(),
            findings);
  const auto invoice = books.invoices.Find(event.org_id(), note.invoice_number());
  const Lines lines = LinesOf(note, invoice ? invoice->invoice() : v1::Invoice());
  sums.CheckGroups(lines, note.tax_groups());
  sums.CheckTotals(lines, note.tax_groups(), note.totals());
  if (invoice) CheckIsLeft(*invoice, note, sums);
}

// Whether what is left of each part of the invoice is from nothing to what was billed.
bool IsWithinInvoice(const Rest& rest, const v1::Invoice& invoice) {
  for (size_t i = 0; i < rest.lines.size(); ++i) {
    const v1::Line& billed = invoice.lines(static_cast<int>(i));
    if (!IsWithin(rest.lines[i].net, billed.amount().minor_units())) return false;
  }
  return std::ranges::all_of(rest.groups, [](const Rest::OfGroup& group) {
    return IsWithin(group.net, group.billed.taxable().minor_units()) &&
           IsWithin(group.tax, group.billed.tax().minor_units());
  });
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

bool AddsUp(const v1::InvoiceView& invoice) {
  const Rest rest = RestOf(invoice);
  if (!IsWithinInvoice(rest, invoice.invoice())) return false;
  std::vector<std::vector<int64_t>> nets(rest.groups.size());
  for (const Rest::OfLine& line : rest.lines) {
    if (line.group >= nets.size()) return false;
    nets[line.group].push_back(line.net);
  }
  std::vector<int64_t> parts;
  for (size_t i = 0; i < nets.size(); ++i) {
    const Rest::OfGroup& group = rest.groups[i];
    if (Sum(nets[i]) != group.net) return false;
    if (!group.parts.empty() && Sum(group.parts) != group.tax) return false;
    parts.push_back(group.net);
    parts.push_back(group.tax);
  }
  return Sum(parts) == invoice.left().minor_units();
}

}  // namespace tally
