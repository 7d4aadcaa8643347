#include "ledger/deciders/invoices.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/corrected_invoice.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/numbering.h"
#include "ledger/deciders/unique.h"
#include "ledger/money/money.h"
#include "ledger/rating/credit.h"

namespace tally {
namespace {

template <class C>
absl::StatusOr<v1::InvoiceView> FindInvoice(const C& command, const Books& books) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;
  return OrRefuse(books.invoices.Find(command.org_id(), command.invoice_number()),
                  v1::REASON_INVOICE_NOT_FOUND, "invoice_number", command.invoice_number());
}

const std::string& CurrencyOf(const v1::InvoiceView& invoice) {
  return invoice.invoice().totals().total().currency();
}

std::string InWords(const v1::Money& money) {
  return absl::StrCat(FormatAmount(money), " ", money.currency());
}

absl::Status CheckSomethingIsLeft(const v1::InvoiceView& invoice) {
  if (invoice.left().minor_units() > 0) return absl::OkStatus();
  return Refuse(v1::REASON_NOTHING_LEFT, "invoice_number",
                absl::StrCat("nothing is left of ", invoice.invoice().number()));
}

absl::Status CheckNothingIsCredited(const v1::InvoiceView& invoice) {
  if (invoice.credit_notes().empty()) return absl::OkStatus();
  return Refuse(
      v1::REASON_INVOICE_PARTLY_CREDITED, "invoice_number",
      absl::StrCat(invoice.invoice().number(), " was credited by ",
                   invoice.credit_notes(0).number(), "; ", InWords(invoice.left()), " is left"));
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
                  absl::StrCat("is ", InWords(amount), "; a credit is more than zero"));
  }
  if (amount.minor_units() > at_most.minor_units()) {
    return Refuse(
        v1::REASON_CREDIT_EXCEEDS_REST, field,
        absl::StrCat("is ", InWords(amount), ", but only ", InWords(at_most), " is left"));
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

absl::StatusOr<Taking> TakeExtent(const v1::LinesExtent& extent, const v1::InvoiceView& invoice,
                                  const Rest& rest, RoundingMode mode) {
  absl::Status unique = CheckUnique("lines.lines", extent.lines(),
                                    [](const v1::LineCredit& line) { return line.line_id(); });
  if (!unique.ok()) return unique;

  std::map<std::string, int64_t> net;
  for (int i = 0; i < extent.lines_size(); ++i) {
    const v1::LineCredit& line = extent.lines(i);
    const std::string field = absl::StrCat("lines.lines[", i, "]");
    const absl::StatusOr<v1::Money> left =
        LeftOfLine(rest, CurrencyOf(invoice), absl::StrCat(field, ".line_id"), line.line_id());
    if (!left.ok()) return left.status();
    const v1::Money& wanted = line.has_net() ? line.net() : *left;
    if (left->minor_units() == 0) {
      return Refuse(v1::REASON_NOTHING_LEFT, absl::StrCat(field, ".line_id"),
                    absl::StrCat("nothing is left of line ", line.line_id()));
    }
    absl::Status is = CheckAmount(absl::StrCat(field, ".net"), wanted, *left);
    if (!is.ok()) return is;
    net[line.line_id()] = wanted.minor_units();
  }
  return TakeLines(rest, std::move(net), CurrencyOf(invoice), mode);
}

absl::StatusOr<Taking> TakeWhatIsAsked(const v1::CreditInvoice& command,
                                       const v1::InvoiceView& invoice, RoundingMode mode) {
  const Rest rest = RestOf(invoice);
  switch (command.extent_case()) {
    case v1::CreditInvoice::kWhole:
      return TakeWhole(rest);
    case v1::CreditInvoice::kLines:
      return TakeExtent(command.lines(), invoice, rest, mode);
    case v1::CreditInvoice::kAmount: {
      absl::Status is = CheckAmount("amount.total", command.amount().total(), invoice.left());
      if (!is.ok()) return is;
      return TakeAmount(rest, command.amount().total().minor_units(), mode);
    }
    case v1::CreditInvoice::EXTENT_NOT_SET:
      break;
  }
  return Refuse(v1::REASON_EXTENT_MISSING, "extent", "says neither whole, lines nor amount");
}

// A document number, and the day that gave it.
struct Issue {
  DocumentNumber number;
  absl::CivilDay date;
};

absl::StatusOr<Issue> IssueCreditNote(const Books& books, const v1::Org& org,
                                      const Context& context) {
  const absl::CivilDay today = LocalDate(context.now, *FindZone(org.time_zone()));
  absl::StatusOr<DocumentNumber> number =
      NextNumber(books, org.org_id(), CreditNotePatternOf(org), today);
  if (!number.ok()) return number.status();
  return Issue{*std::move(number), today};
}

v1::CreditNoteIssued CreditNoteOf(const v1::InvoiceView& invoice, const Taking& taking,
                                  const std::string& org_id, const Issue& issue) {
  v1::CreditNoteIssued issued;
  issued.set_org_id(org_id);
  issued.set_number_series(issue.number.series);
  issued.set_number_counter(issue.number.counter);
  v1::CreditNote& note = *issued.mutable_credit_note();
  note.set_number(issue.number.number);
  note.set_invoice_number(invoice.invoice().number());
  *note.mutable_bill_to() = invoice.invoice().bill_to();
  note.set_issue_date(FormatDate(issue.date));
  FillCreditNote(invoice.invoice(), taking, note);
  return issued;
}

void Sign(v1::CreditNoteIssued& issued, const std::string& reason, const std::string& actor) {
  issued.mutable_credit_note()->set_reason(reason);
  issued.mutable_credit_note()->set_issued_by(actor);
}

// Taking back nothing would use up a number, and stand in the way of voiding the invoice.
absl::Status CheckSomethingWasBilled(const std::map<std::string, int64_t>& net) {
  const bool billed =
      std::any_of(net.begin(), net.end(), [](const auto& line) { return line.second > 0; });
  if (billed) return absl::OkStatus();
  return Refuse(v1::REASON_NOTHING_LEFT, "lines", "were billed at nothing");
}

// All that was billed on the lines that are corrected.
std::map<std::string, int64_t> NetOfCorrected(const v1::CorrectInvoice& command,
                                              const v1::Invoice& invoice) {
  std::map<std::string, int64_t> net;
  for (const v1::LineCorrection& correction : command.lines()) {
    for (const v1::Line& line : invoice.lines()) {
      if (line.line_id() == correction.line_id()) {
        net[line.line_id()] = line.amount().minor_units();
      }
    }
  }
  return net;
}

absl::Status CheckCorrections(const v1::CorrectInvoice& command, const v1::InvoiceView& invoice) {
  const Rest rest = RestOf(invoice);
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

Decision<v1::CreditInvoiceReply> Decide(const v1::CreditInvoice& command, const Books& books,
                                        const Context& context) {
  const absl::StatusOr<v1::InvoiceView> invoice = FindInvoice(command, books);
  if (!invoice.ok()) return invoice.status();
  if (absl::Status is = CheckSomethingIsLeft(*invoice); !is.ok()) return is;
  const v1::Org org = *books.orgs.Find(command.org_id());
  const absl::StatusOr<Taking> taking =
      TakeWhatIsAsked(command, *invoice, FromProto(org.rounding()));
  if (!taking.ok()) return taking.status();

  const absl::StatusOr<Issue> issue = IssueCreditNote(books, org, context);
  if (!issue.ok()) return issue.status();
  v1::CreditNoteIssued issued = CreditNoteOf(*invoice, *taking, command.org_id(), *issue);
  Sign(issued, command.reason(), context.actor);

  Outcome<v1::CreditInvoiceReply> outcome;
  outcome.reply.set_credit_note_number(issue->number.number);
  outcome.events.push_back(Wrap(std::move(issued)));
  return outcome;
}

Decision<v1::CreditInvoiceReply> Decide(const v1::VoidInvoice& command, const Books& books,
                                        const Context& context) {
  const absl::StatusOr<v1::InvoiceView> invoice = FindInvoice(command, books);
  if (!invoice.ok()) return invoice.status();
  if (absl::Status is = CheckNothingIsCredited(*invoice); !is.ok()) return is;
  const v1::Org org = *books.orgs.Find(command.org_id());

  const absl::StatusOr<Issue> issue = IssueCreditNote(books, org, context);
  if (!issue.ok()) return issue.status();
  v1::CreditNoteIssued issued =
      CreditNoteOf(*invoice, TakeWhole(RestOf(*invoice)), command.org_id(), *issue);
  Sign(issued, command.reason(), context.actor);

  v1::InvoiceVoided voided;
  voided.set_org_id(command.org_id());
  voided.set_invoice_number(command.invoice_number());
  voided.set_credit_note_number(issue->number.number);
  voided.set_reason(command.reason());

  Outcome<v1::CreditInvoiceReply> outcome;
  outcome.reply.set_credit_note_number(issue->number.number);
  outcome.events = {Wrap(std::move(issued)), Wrap(std::move(voided))};
  return outcome;
}

Decision<v1::CorrectInvoiceReply> Decide(const v1::CorrectInvoice& command, const Books& books,
                                         const Context& context) {
  const absl::StatusOr<v1::InvoiceView> invoice = FindInvoice(command, books);
  if (!invoice.ok()) return invoice.status();
  if (absl::Status is = CheckNothingIsCredited(*invoice); !is.ok()) return is;
  if (absl::Status is = CheckCorrections(command, *invoice); !is.ok()) return is;
  const std::map<std::string, int64_t> net = NetOfCorrected(command, invoice->invoice());
  if (absl::Status is = CheckSomethingWasBilled(net); !is.ok()) return is;
  const v1::Org org = *books.orgs.Find(command.org_id());
  const RoundingMode mode = FromProto(org.rounding());

  const Taking taking = TakeLines(RestOf(*invoice), net, CurrencyOf(*invoice), mode);
  const absl::StatusOr<Issue> issue = IssueCreditNote(books, org, context);
  if (!issue.ok()) return issue.status();
  v1::CreditNoteIssued credited = CreditNoteOf(*invoice, taking, command.org_id(), *issue);
  Sign(credited, command.reason(), context.actor);

  absl::StatusOr<v1::Invoice> corrected = CorrectedInvoice(command, invoice->invoice(), mode);
  if (!corrected.ok()) return corrected.status();

  Outcome<v1::CorrectInvoiceReply> outcome;
  outcome.reply.set_credit_note_number(issue->number.number);
  outcome.events.push_back(Wrap(std::move(credited)));
  if (corrected->lines().empty()) return outcome;

  const absl::StatusOr<DocumentNumber> number =
      NextNumber(books, org.org_id(), NumberPatternOf(org), issue->date, &issue->number);
  if (!number.ok()) return number.status();
  corrected->set_number(number->number);
  corrected->set_issue_date(FormatDate(issue->date));
  corrected->set_due_date(FormatDate(DueDateUnder(corrected->terms(), issue->date)));
  corrected->set_approved_by(context.actor);

  v1::InvoiceIssued issued;
  issued.set_org_id(command.org_id());
  issued.set_number_series(number->series);
  issued.set_number_counter(number->counter);
  *issued.mutable_invoice() = *std::move(corrected);
  outcome.events.push_back(Wrap(std::move(issued)));
  outcome.reply.set_invoice_number(number->number);
  return outcome;
}

}  // namespace tally
