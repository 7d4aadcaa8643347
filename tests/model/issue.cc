#include "model/issue.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace tally {
namespace {

template <class Items, class UnitsOf>
int64_t SumOf(const Items& items, UnitsOf units_of) {
  int64_t sum = 0;
  for (const auto& item : items) sum += units_of(item).minor_units();
  return sum;
}

// Net and tax are the sums of lines and taxes, and the total is theirs.
template <class Document>
void ExpectAddsUp(const Document& document, Taken& taken) {
  const v1::Totals& totals = document.totals();
  const int64_t net = SumOf(document.lines(), [](const auto& line) { return line.amount(); });
  const int64_t tax = SumOf(document.tax_groups(), [](const auto& group) { return group.tax(); });
  taken.ExpectSame(net, totals.net().minor_units(), "the net of a document");
  taken.ExpectSame(tax, totals.tax().minor_units(), "the tax of a document");
  taken.ExpectSame(net + tax, totals.total().minor_units(), "the total of a document");
}

void AddDocument(OrgState& org, const std::string& number, const DocumentState& document) {
  org.documents[number] = document;
  for (const v1::AccountingSystem& system : org.org.is.accounting_systems()) {
    org.postings[{system.system(), number}] = {};
  }
}

// The credits that settle a new invoice by themselves, the oldest first.
std::vector<CreditKey> CreditsFor(const OrgState& org, const InvoiceState& invoice) {
  std::vector<CreditKey> keys;
  for (const auto& [key, credit] : org.credits) {
    const bool settles = std::get<0>(key) == invoice.customer_id() && !credit.deposit &&
                         credit.left() > 0 && credit.currency == invoice.currency();
    if (settles) keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end(), [&](const CreditKey& left, const CreditKey& right) {
    return std::make_tuple(org.credits.at(left).date, left) <
           std::make_tuple(org.credits.at(right).date, right);
  });
  return keys;
}

void SettleByItself(OrgState& org, const std::string& number, Taken& taken) {
  if (org.org.is.credit_by_hand()) return;
  for (const CreditKey& key : CreditsFor(org, org.invoices.at(number))) {
    const int64_t open = org.invoices.at(number).open();
    const int64_t units = std::min(open, org.credits.at(key).left());
    if (units > 0) TakeAllocation(org, key, {{number, units}}, taken);
  }
}

}  // namespace

const v1::Invoice& TakeInvoice(OrgState& org, Taken& taken) {
  const v1::Invoice& invoice = taken.Next<v1::InvoiceIssued>().invoice();
  org.last_invoice += 1;
  taken.ExpectSame(absl::StrFormat("B-%03d", org.last_invoice), invoice.number(), "the number");
  taken.ExpectSame(taken.today(), invoice.issue_date(), "the issue date");
  taken.Expect(org.invoices.count(invoice.number()) == 0, "the number is new");
  ExpectAddsUp(invoice, taken);

  const v1::Totals& totals = invoice.totals();
  const int64_t total = totals.total().minor_units();
  InvoiceState& state = org.invoices[invoice.number()];
  state.is = invoice;
  state.payable = std::max<int64_t>(total, 0);
  state.grew_on = invoice.issue_date();
  for (const v1::Line& line : invoice.lines()) {
    state.lines_left[line.line_id()] = line.amount().minor_units();
  }
  if (total < 0) {
    org.credits[{state.customer_id(), v1::CREDIT_KIND_INVOICE, invoice.number()}] =
        NewCredit(invoice.issue_date(), state.currency(), -total);
  }
  AddDocument(org, invoice.number(), {.customer_id = state.customer_id(), .invoice_number = ""});
  NoteInput(org, state.customer_id(), taken);
  SettleByItself(org, invoice.number(), taken);
  return invoice;
}

const v1::CreditNote& TakeCreditNote(OrgState& org, const std::string& invoice_number,
                                     Taken& taken) {
  const v1::CreditNote& note = taken.Next<v1::CreditNoteIssued>().credit_note();
  org.last_credit_note += 1;
  taken.ExpectSame(absl::StrFormat("K-%03d", org.last_credit_note), note.number(), "the number");
  taken.ExpectSame(invoice_number, note.invoice_number(), "the invoice that is taken back");
  taken.ExpectSame(taken.today(), note.issue_date(), "the issue date");
  ExpectAddsUp(note, taken);

  InvoiceState& invoice = org.invoices[invoice_number];
  const int64_t total = note.totals().total().minor_units();
  const int64_t left = invoice.left();
  const bool takes_a_part = left < 0 ? total == left : 0 < total && total <= left;
  taken.Expect(takes_a_part, absl::StrCat("of ", left, " that is left no more is taken back than ",
                                          "that, and not ", total));
  for (const v1::CreditLine& line : note.lines()) {
    int64_t& line_left = invoice.lines_left[line.line_id()];
    const int64_t units = line.amount().minor_units();
    const bool is_part = std::abs(units) <= std::abs(line_left) && (units < 0) == (line_left < 0);
    taken.Expect(units == 0 || is_part,
                 absl::StrCat("of line ", line.line_id(), ", of which ", line_left,
                              " is left, no more is taken back than that, and not ", units));
    line_left -= units;
  }

  const int64_t against_open = std::min(total, invoice.open());
  taken.ExpectSame(against_open, note.settlement().against_open().minor_units(),
                   "off what is open");
  invoice.taken_back += total;
  invoice.credit_notes += 1;
  const CreditKey given = {invoice.customer_id(), v1::CREDIT_KIND_INVOICE, invoice_number};
  if (total < 0) {
    org.credits[given].taken_back -= total;
  } else {
    const int64_t to_credit = total - against_open;
    taken.ExpectSame(to_credit, note.settlement().to_credit().minor_units(), "to credit");
    invoice.credited += against_open;
    if (to_credit > 0) {
      org.credits[{invoice.customer_id(), v1::CREDIT_KIND_CREDIT_NOTE, note.number()}] =
          NewCredit(note.issue_date(), invoice.currency(), to_credit);
    }
  }
  AddDocument(org, note.number(),
              {.customer_id = invoice.customer_id(), .invoice_number = invoice_number});
  NoteInput(org, invoice.customer_id(), taken);
  return note;
}

void TakeAllocation(OrgState& org, const CreditKey& key,
                    const std::map<std::string, int64_t>& expected, Taken& taken) {
  const auto& [customer_id, kind, id] = key;
  const auto& event = taken.Next<v1::CreditAllocated>();
  taken.ExpectSame(customer_id, event.customer_id(), "the customer of a credit");
  taken.ExpectSame(absl::StrCat(kind, " ", id),
                   absl::StrCat(event.credit().kind(), " ", event.credit().id()), "the credit");
  CreditState& credit = org.credits[key];
  std::map<std::string, int64_t> changes;
  for (const v1::Allocation& each : event.allocations()) {
    const int64_t units = each.amount().minor_units();
    const std::string& number = each.invoice_number();
    changes[number] += units;
    InvoiceState& invoice = org.invoices[number];
    (kind == v1::CREDIT_KIND_PAYMENT ? invoice.paid : invoice.credit_applied) += units;
    credit.allocations[number] += units;
    if (credit.allocations[number] == 0) credit.allocations.erase(number);
    if (units > 0) {
      credit.allocated_on[number] = std::max(credit.allocated_on[number], each.date());
      taken.Expect(each.date() >= credit.grew_on && each.date() >= invoice.grew_on,
                   "an allocation is not dated before either side");
    } else {
      credit.grew_on = std::max(credit.grew_on, each.date());
      invoice.grew_on = std::max(invoice.grew_on, each.date());
      if (credit.allocations.count(number) == 0) credit.allocated_on.erase(number);
    }
    taken.Expect(invoice.open() >= 0, absl::StrCat("what is open of ", number, " is not negative"));
  }
  taken.Expect(credit.left() >= 0, "what is left of a credit is not negative");
  const auto in_words = [](const std::map<std::string, int64_t>& units) {
    std::string words;
    for (const auto& [number, each] : units) absl::StrAppend(&words, number, ": ", each, " ");
    return words;
  };
  taken.ExpectSame(in_words(expected), in_words(changes), "what a credit settles more, or less,");
}

std::map<std::string, int64_t> OldestFirst(const OrgState& org, const std::string& customer_id,
                                           const std::string& currency, int64_t left) {
  std::vector<std::pair<std::string, std::string>> open;
  for (const auto& [number, invoice] : org.invoices) {
    const bool can_be_settled = invoice.customer_id() == customer_id && invoice.open() > 0 &&
                                invoice.currency() == currency;
    if (can_be_settled) open.emplace_back(invoice.is.due_date(), number);
  }
  std::sort(open.begin(), open.end());
  std::map<std::string, int64_t> settled;
  for (const auto& [due_date, number] : open) {
    const int64_t units = std::min(left, org.invoices.at(number).open());
    if (units > 0) settled[number] = units;
    left -= units;
  }
  return settled;
}

void NoteInput(OrgState& org, const std::string& customer_id, const Taken& taken) {
  uint64_t& input = org.inputs[customer_id];
  input = std::max(input, taken.position());
}

}  // namespace tally
