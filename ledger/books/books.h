// Books: everything the deciders need to know, folded from the log.
//
// Books hold what a decision depends on and nothing else; what people want to look at lives in
// projections. Only Evolve() changes them, and it cannot fail: an event is a fact.

#pragma once

#include "google/protobuf/empty.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "ledger/events/fold.h"
#include "ledger/store/table.h"
#include "tally/v1/access.pb.h"
#include "tally/v1/accounting_periods.pb.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/conflicts.pb.h"
#include "tally/v1/consumer.pb.h"
#include "tally/v1/counts.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/events.pb.h"
#include "tally/v1/exchange_rates.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/late.pb.h"
#include "tally/v1/log.pb.h"
#include "tally/v1/orgs.pb.h"
#include "tally/v1/payments.pb.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/postings.pb.h"
#include "tally/v1/projects.pb.h"
#include "tally/v1/quotes.pb.h"
#include "tally/v1/receivables.pb.h"
#include "tally/v1/runs.pb.h"
#include "tally/v1/sources.pb.h"
#include "tally/v1/taxes.pb.h"
#include "tally/v1/trials.pb.h"
#include "tally/v1/usage.pb.h"

namespace tally {

struct Books {
  // `rows` must outlive the books. Const books only read it.
  explicit Books(Store& rows);

  // By org.
  Table<v1::Org, Text> orgs;
  // By org and tax.
  Table<v1::Tax, Text, Text> taxes;
  // By org and item.
  Table<v1::Item, Text, Text> items;
  // By org and source.
  Table<v1::Source, Text, Text> sources;
  // By org and customer.
  Table<v1::Customer, Text, Text> customers;
  // The customer that has an account, by org, source and account.
  Table<google::protobuf::StringValue, Text, Text, Text> account_owners;
  // By org, customer and first day in force.
  Table<v1::Plan, Text, Text, Text> plans;
  // By org, source, account, meter and instant.
  Table<v1::Count, Text, Text, Text, Text, Instant> counts;
  // What was ever counted, by org, source, account and meter.
  Table<google::protobuf::Empty, Text, Text, Text, Text> series;
  // By org and run.
  Table<v1::Run, Text, Text> runs;
  // By org and month.
  Table<v1::RunsOfMonth, Text, Text> runs_of_months;
  // By org, month and customer.
  Table<v1::Draft, Text, Text, Text> drafts;
  // By org and number, with their credit notes.
  Table<v1::InvoiceView, Text, Text> invoices;
  // By org and number.
  Table<v1::CreditNote, Text, Text> credit_notes;
  // The last counter given in a series of document numbers, by org and series.
  Table<google::protobuf::UInt64Value, Text, Text> number_series;
  // By org and consumer.
  Table<v1::Consumer, Text, Text> consumers;
  // By org, customer, day, source and id.
  Table<v1::RecordedTime, Text, Text, Text, Text, Text> time_entries;
  Table<v1::RecordedCharge, Text, Text, Text, Text, Text> charges;
  // By org, customer, key and source.
  Table<v1::RecordedTrigger, Text, Text, Text, Text> triggers;
  // Triggers by org, customer, the month that bills them, key and source. The month of open ones is
  // empty.
  Table<google::protobuf::Empty, Text, Text, Text, Text, Text> triggers_by_month;
  // Where the row of an id is, as a customer and a day alone: by org, source and id.
  Table<v1::TimeEntry, Text, Text, Text> time_entry_ids;
  Table<v1::Charge, Text, Text, Text> charge_ids;
  Table<v1::Trigger, Text, Text, Text> trigger_ids;
  // By org, currency from, currency to, and first day.
  Table<v1::RecordedExchangeRate, Text, Text, Text, Text> exchange_rates;
  // What settled each invoice, by org and number.
  Table<v1::InvoiceSettlement, Text, Text> settlements;
  // Invoices of which something is open, by org, customer, due date and number.
  Table<google::protobuf::Empty, Text, Text, Text, Text> open_invoices;
  // What was taken off what is open of invoices that have a worth in the org's currency, by org,
  // day and invoice: what was open at the end of a month that is closed some days later.
  Table<v1::Allocation, Text, Text, Text> settled_on;
  // The last day on which something of an invoice was given up, by org and number.
  Table<google::protobuf::StringValue, Text, Text> written_off_on;
  // By org and payment.
  Table<v1::PaymentView, Text, Text> payments;
  // Credit of customers, by org, customer, kind and id.
  Table<v1::CustomerCredit, Text, Text, Number, Text> credits;
  // The names and dates of credit of which something is left, the oldest first, by org and
  // customer. A row for each would leave its trace in the history of rows, and so make every scan
  // as long as all that ever was.
  Table<v1::CustomerCreditPage, Text, Text> open_credits;
  // By org and refund.
  Table<v1::CustomerRefund, Text, Text> refunds;
  // Whose a granted credit is, by org and credit.
  Table<google::protobuf::StringValue, Text, Text> granted_credits;
  // By org, invoice and dispute.
  Table<v1::Dispute, Text, Text, Text> disputes;
  // By org and month.
  Table<v1::AccountingPeriod, Text, Text> accounting_periods;
  // The last month that is closed, by org.
  Table<google::protobuf::StringValue, Text> last_closed_months;
  // Customers' months that were invoiced, and of which more was learnt since: by org, customer and
  // month.
  Table<google::protobuf::Empty, Text, Text, Text> late_news;
  // What was decided on late differences, by org, customer and month.
  Table<v1::LateSettlements, Text, Text, Text> late_settlements;
  // Every version of a customer, by org, customer and position.
  Table<v1::Customer, Text, Text, Number> customer_versions;
  // By org and project.
  Table<v1::ProjectView, Text, Text> projects;
  // By org and quote.
  Table<v1::QuoteView, Text, Text> quotes;
  // By org, month, customer and number.
  Table<v1::OldInvoice, Text, Text, Text, Text> old_invoices;
  // The month of an old invoice, by org, customer and number.
  Table<google::protobuf::StringValue, Text, Text, Text> old_invoice_months;
  // Months that the calendar ran, by org and month.
  Table<google::protobuf::Empty, Text, Text> automatic_runs;
  // Who set the plans of a customer and defined it, by org, customer and position.
  Table<v1::Contribution, Text, Text, Number> definitions_behind;
  // Who recorded costs and triggers, by org and position.
  Table<v1::Contribution, Text, Number> entries_behind;
  // Who changed a draft, by org, customer, month and position.
  Table<v1::Contribution, Text, Text, Text, Number> draft_work;
  // By org, customer and month.
  Table<v1::ApprovedMonth, Text, Text, Text> approved_months;
  // By org, month and customer.
  Table<v1::Conflict, Text, Text, Text> conflicts;
  // Invoices and credit notes in short, by org and number.
  Table<v1::IssuedDocument, Text, Text> documents;
  // How far those are that were ever begun, without the document itself: by org, accounting system
  // and number.
  Table<v1::DocumentPosting, Text, Text, Text> postings;
  // The numbers of the documents in each state, by org, accounting system, state and position at
  // which they came into it.
  Table<google::protobuf::StringValue, Text, Text, Number, Number> postings_by_state;
  // No row of a state in `postings_by_state` is before this position: by org, accounting system and
  // state.
  Table<google::protobuf::UInt64Value, Text, Text, Number> posting_starts;
  // By org and principal; the org of the daemon's own is empty.
  Table<v1::Principal, Text, Text> principals;
  // All that ever were, by org, principal and token.
  Table<v1::AccessToken, Text, Text, Text> access_tokens;
  // Whose each of them is, by the token's SHA-256.
  Table<v1::TokenOwner, Text> token_owners;
  // Whose a name in client certificates is.
  Table<v1::PrincipalRef, Text> certificate_owners;
  // Who somebody is, by identity provider and its name for them.
  Table<v1::PrincipalRef, Text, Text> subject_owners;
  // The document that was last posted under an id, by org, accounting system and that.
  Table<google::protobuf::StringValue, Text, Text, Text> external_ids;
};

// Folds `event` into `books`, through the overload for its type.
void Evolve(Books& books, const v1::RecordedEvent& event);

// The books as a fold of the log, under this name.
inline constexpr char kBooksFold[] = "books";
Fold BooksFold();

}  // namespace tally
