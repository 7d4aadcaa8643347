#include "ledger/deciders/dunning.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "ledger/calendar/date.h"
#include "ledger/calendar/period.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/calendar/zone.h"
#include "ledger/deciders/book_facts.h"
#include "ledger/deciders/issue.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/movement_date.h"
#include "ledger/deciders/one_off_document.h"
#include "ledger/deciders/open_credits.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/receivables/dunning.h"

namespace tally {
namespace {

using Outcomes = std::vector<v1::DunningOutcome>;

std::vector<UnpaidInvoice> UnpaidInvoicesOf(const Books& books, const std::string& org_id,
                                            const std::string& customer_id) {
  std::vector<UnpaidInvoice> unpaid;
  for (auto rows = books.open_invoices.Scan(org_id, customer_id); rows.Valid(); rows.Next()) {
    absl::string_view key = rows.rest_of_key();
    TakeText(key);  // The due date.
    const std::string number = TakeText(key);
    const v1::InvoiceView view = *books.invoices.Find(org_id, number);
    unpaid.push_back({.settlement = *books.settlements.Find(org_id, number),
                      .charges_late_fees = !view.invoice().late_fees().empty()});
  }
  return unpaid;
}

// What is left of all credit of a customer, in its currency. Nothing if it does not fit.
std::optional<v1::Money> CreditLeft(const Books& books, const std::string& org_id,
                                    const v1::Customer& customer, const std::string& currency) {
  std::optional<v1::Money> left = MakeMoney(0, currency);
  for (const v1::CustomerCredit& credit : OpenCreditsOf(books, org_id, customer.customer_id())) {
    if (left) left = Add(*left, credit.left());
  }
  return left;
}

v1::Period PeriodOf(absl::CivilDay today, const absl::TimeZone& zone) {
  const absl::CivilMonth month(today);
  const Span span = MonthSpan(month, zone);
  v1::Period period;
  period.set_month(FormatMonth(month));
  *period.mutable_start() = ToProto(span.start);
  *period.mutable_end() = ToProto(span.end);
  return period;
}

// The invoice of the late fees of `outcomes`, one line each.
class FeeInvoice {
 public:
  FeeInvoice(const Books& books, const v1::Org& org, const v1::Customer& customer,
             absl::CivilDay today)
      : org_(org),
        facts_(books, org.org_id()),
        one_off_(org, customer, facts_, today),
        period_(PeriodOf(today, *FindZone(org.time_zone()))) {}

  absl::Status Charge(const v1::DunningOutcome& outcome) {
    const std::string& item_id = org_.dunning().late_fee_item_id();
    const v1::Item item = facts_.FindItem(item_id).value_or(v1::Item());
    const std::string line_id = absl::StrCat("late-fee-", lines_.size() + 1);
    absl::StatusOr<v1::Line> line =
        one_off_.LineOf({.line_id = line_id,
                         .item_id = item_id,
                         .description = absl::StrCat(item.name(), ", ", outcome.invoice_number()),
                         .quantity = "1",
                         .unit_price = FormatAmount(outcome.late_fee())});
    if (!line.ok()) return line.status();
    *lines_.Add() = *std::move(line);

    v1::ChargedLateFee& charged = *charged_.Add();
    charged.set_line_id(line_id);
    charged.set_invoice_number(outcome.invoice_number());
    charged.set_step_id(outcome.step_id());
    return absl::OkStatus();
  }

  bool charges_nothing() const { return lines_.empty(); }

  // The invoice, without number and dates.
  absl::StatusOr<v1::Invoice> Make() const {
    absl::StatusOr<OneOffDocument> document = one_off_.DocumentOf(lines_);
    if (!document.ok()) return document.status();
    v1::Invoice invoice = one_off_.InvoiceOf(*std::move(document));
    *invoice.mutable_period() = period_;
    *invoice.mutable_late_fees() = charged_;
    return invoice;
  }

 private:
  const v1::Org& org_;
  const BookFacts facts_;
  const OneOff one_off_;
  const v1::Period period_;
  google::protobuf::RepeatedPtrField<v1::Line> lines_;
  google::protobuf::RepeatedPtrField<v1::ChargedLateFee> charged_;
};

v1::DunningStepTaken TakenOf(const std::string& org_id, const v1::DunningOutcome& outcome,
                             absl::CivilDay today) {
  v1::DunningStepTaken taken;
  taken.set_org_id(org_id);
  taken.set_customer_id(outcome.customer_id());
  taken.set_invoice_number(outcome.invoice_number());
  taken.set_step_id(outcome.step_id());
  taken.set_step_date(outcome.step_date());
  taken.set_date(FormatDate(today));
  *taken.mutable_open() = outcome.open();
  *taken.mutable_passed_over() = outcome.passed_over();
  taken.set_late_fee_invoice(outcome.late_fee_invoice());
  return taken;
}

// Returns the events that issue the invoice of the fees in `outcomes`, and names it there; none if
// they charge none.
absl::StatusOr<std::vector<v1::Event>> ChargeFees(const Books& books, const v1::Org& org,
                                                  const v1::Customer& customer,
                                                  const Context& context, Outcomes& outcomes) {
  FeeInvoice fees(books, org, customer, Today(org, context));
  for (const v1::DunningOutcome& outcome : outcomes) {
    if (!outcome.has_late_fee()) continue;
    if (absl::Status is = fees.Charge(outcome); !is.ok()) return is;
  }
  if (fees.charges_nothing()) return std::vector<v1::Event>();
  absl::StatusOr<v1::Invoice> invoice = fees.Make();
  if (!invoice.ok()) return invoice.status();

  const absl::StatusOr<InvoiceIssue> issue = NextInvoice(books, org, context);
  if (!issue.ok()) return issue.status();
  for (v1::DunningOutcome& outcome : outcomes) {
    if (outcome.has_late_fee()) outcome.set_late_fee_invoice(issue->number.number);
  }
  return IssueInvoice(books, org, context, *issue, *std::move(invoice));
}

}  // namespace

Decision<v1::DunCustomerReply> Decide(const v1::DunCustomer& command, const Books& books,
                                      const Context& context) {
  const absl::StatusOr<v1::Org> org = FindOrg(books, command.org_id());
  if (!org.ok()) return org.status();
  const absl::StatusOr<v1::Customer> customer =
      FindCustomer(books, command.org_id(), "customer_id", command.customer_id());
  if (!customer.ok()) return customer.status();
  const absl::CivilDay today = Today(*org, context);
  absl::StatusOr<Outcomes> outcomes = DunningOf(books, *org, *customer, today);
  if (!outcomes.ok()) return outcomes.status();
  absl::StatusOr<std::vector<v1::Event>> charged =
      ChargeFees(books, *org, *customer, context, *outcomes);
  if (!charged.ok()) return charged.status();

  Outcome<v1::DunCustomerReply> outcome;
  for (const v1::DunningOutcome& each : *outcomes) {
    if (!each.step_id().empty()) {
      outcome.events.push_back(Wrap(TakenOf(command.org_id(), each, today)));
    }
    *outcome.reply.add_outcomes() = each;
  }
  std::ranges::move(*charged, std::back_inserter(outcome.events));
  return outcome;
}

absl::StatusOr<Outcomes> DunningOf(const Books& books, const v1::Org& org,
                                   const v1::Customer& customer, absl::CivilDay today) {
  const std::vector<UnpaidInvoice> unpaid =
      UnpaidInvoicesOf(books, org.org_id(), customer.customer_id());
  const std::optional<v1::Money> credit =
      CreditLeft(books, org.org_id(), customer, CurrencyOf(org, customer));
  if (!credit) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "credit",
                  absl::StrCat("of ", customer.customer_id(), " does not fit"));
  }
  return OutcomesOfDunning({.policy = org.dunning(),
                            .rounding = FromProto(org.rounding()),
                            .invoices = unpaid,
                            .credit = *credit,
                            .today = today});
}

}  // namespace tally
