// State: all that the model remembers, in plain maps.
//
// Amounts are minor units; days are `YYYY-MM-DD`, which compare as texts.

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "tally/v1/access.pb.h"
#include "tally/v1/accounting_periods.pb.h"
#include "tally/v1/catalog.pb.h"
#include "tally/v1/consumers.pb.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/invoices.pb.h"
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

namespace tally {

// A resource as it was last defined. The etag is learnt when it is shown, and forgotten when the
// resource changes.
template <class Resource>
struct Defined {
  Resource is;
  std::string etag;
};
template <class Resource>
using Definitions = std::map<std::string, Defined<Resource>>;

struct DraftState {
  v1::DraftStatus status = v1::DRAFT_STATUS_IN_REVIEW;
  v1::DraftContent content;
  std::string invoice_number;
  // Position of the last event that changed it, and of the last that made its content again.
  uint64_t changed_at = 0;
  uint64_t made_at = 0;
};

struct RunState {
  std::string month;
  std::set<std::string> customer_ids;
  bool completed = false;
};

// An issued invoice and what became of it.
struct InvoiceState {
  v1::Invoice is;
  int64_t payable = 0;
  // What credit notes took off it while it was open, payments settle, other credit settles, and was
  // given up.
  int64_t credited = 0;
  int64_t paid = 0;
  int64_t credit_applied = 0;
  int64_t written_off = 0;
  // What its credit notes took back in all; of each line what they left, before tax.
  int64_t taken_back = 0;
  std::map<std::string, int64_t> lines_left;
  int credit_notes = 0;
  bool voided = false;
  std::string grew_on;
  std::string written_off_on;
  std::set<std::string> dunning_steps;

  int64_t open() const { return payable - credited - paid - credit_applied - written_off; }
  int64_t total() const { return is.totals().total().minor_units(); }
  int64_t left() const { return total() - taken_back; }
  const std::string& customer_id() const { return is.bill_to().customer_id(); }
  const std::string& currency() const { return is.totals().total().currency(); }
};

// Credit of a customer: a payment, a credit note's, an invoice's below zero, or granted.
struct CreditState {
  std::string date;
  std::string currency;
  int64_t amount = 0;
  int64_t refunded = 0;
  int64_t taken_back = 0;
  bool deposit = false;
  // Of a payment.
  bool reversed = false;
  std::string grew_on;
  // What it settles, by invoice, and the last day on which that grew.
  std::map<std::string, int64_t> allocations;
  std::map<std::string, std::string> allocated_on;

  int64_t allocated() const {
    int64_t sum = 0;
    for (const auto& [invoice, units] : allocations) sum += units;
    return sum;
  }
  int64_t left() const { return amount - refunded - taken_back - allocated(); }
};

inline CreditState NewCredit(const std::string& date, const std::string& currency, int64_t amount) {
  CreditState credit;
  credit.date = date;
  credit.currency = currency;
  credit.amount = amount;
  credit.grew_on = date;
  return credit;
}

// Customer, kind and id.
using CreditKey = std::tuple<std::string, v1::CreditKind, std::string>;

struct DisputeState {
  bool closed = false;
};

struct PostingState {
  v1::PostingState state = v1::POSTING_STATE_WAITING;
  uint32_t attempts = 0;
  std::string external_id;
};

struct DocumentState {
  std::string customer_id;
  // Of a credit note, what it takes back.
  std::string invoice_number;
  bool is_void = false;
};

struct QuoteState {
  std::string customer_id;
  v1::QuoteRevision latest;
  v1::QuoteStatus status = v1::QUOTE_STATUS_DRAFT;
};

struct OrgState {
  Defined<v1::Org> org;
  Definitions<v1::Tax> taxes;
  Definitions<v1::Item> items;
  Definitions<v1::Source> sources;
  Definitions<v1::Customer> customers;
  Definitions<v1::Project> projects;
  // By customer and first day.
  std::map<std::pair<std::string, std::string>, Defined<v1::Plan>> plans;
  std::map<std::string, v1::Consumer> consumers;
  Definitions<v1::Principal> principals;
  // Whether a token was taken back, by principal and token.
  std::map<std::pair<std::string, std::string>, bool> tokens;

  // What is recorded once under a key, by kind: encoded.
  std::map<std::string, std::map<std::string, std::string>> records;

  std::map<std::string, RunState> runs;
  // By month and customer.
  std::map<std::pair<std::string, std::string>, DraftState> drafts;
  // Position of the last event that a draft of the customer may depend on; of all in "".
  std::map<std::string, uint64_t> inputs;

  std::map<std::string, InvoiceState> invoices;
  std::map<std::string, DocumentState> documents;
  uint64_t last_invoice = 0;
  uint64_t last_credit_note = 0;
  std::map<CreditKey, CreditState> credits;
  std::set<std::string> refunds;
  std::set<std::string> granted;
  std::map<std::string, std::string> payers;
  // By invoice and dispute.
  std::map<std::pair<std::string, std::string>, DisputeState> disputes;
  // By accounting system and document.
  std::map<std::pair<std::string, std::string>, PostingState> postings;
  // Invoices of projects.
  std::map<std::string, std::string> project_invoices;
  std::map<std::string, QuoteState> quotes;
  // The last month that is closed; empty if none is.
  std::string closed_month;
};

struct State {
  std::map<std::string, OrgState> orgs;
  // Hashes of tokens, which are of one org each.
  std::set<std::string> token_hashes;
  // Position of the last event.
  uint64_t head = 0;
  // Of each org's streams.
  std::map<std::pair<std::string, std::string>, uint64_t> versions;

  const OrgState* Find(const std::string& org_id) const {
    const auto found = orgs.find(org_id);
    return found == orgs.end() ? nullptr : &found->second;
  }
};

}  // namespace tally
