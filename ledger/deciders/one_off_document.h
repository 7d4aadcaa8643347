// One-off document: from a few lines to taxed totals, outside of any month and plan.
//
//   const OneOff one_off(org, customer, facts, today);
//   auto document = one_off.DocumentOf({{.line_id = "fee", .item_id = "late-fee",
//                                        .description = "", .unit_price = "25"}});
//   auto events = IssueInvoice(books, org, context, issue,
//   one_off.InvoiceOf(*std::move(document)));
//
// The rates are those of its day, whatever the lines are for.

#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ledger/rating/facts.h"
#include "tally/v1/customers.pb.h"
#include "tally/v1/documents.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// What a line bills.
struct OneOffLine {
  std::string line_id;
  std::string item_id;
  // The item's name if empty.
  std::string description;
  std::string quantity = "1";
  // In the customer's currency.
  std::string unit_price;
};

// Lines with their taxes and what they come to.
struct OneOffDocument {
  google::protobuf::RepeatedPtrField<v1::Line> lines;
  google::protobuf::RepeatedPtrField<v1::TaxGroup> tax_groups;
  v1::Totals totals;
};

class OneOff {
 public:
  // For `customer` of `org` on `day`. All must outlive this.
  OneOff(const v1::Org& org, const v1::Customer& customer, const Facts& facts, absl::CivilDay day);

  // Returns the line as documents print it, its amount rounded once. AMOUNT_OUT_OF_RANGE if it does
  // not fit.
  absl::StatusOr<v1::Line> LineOf(const OneOffLine& wanted) const;

  // Returns the document that bills `wanted`. AMOUNT_OUT_OF_RANGE if a figure does not fit.
  absl::StatusOr<OneOffDocument> DocumentOf(const std::vector<OneOffLine>& wanted) const;

  // Figures out the taxes of `lines`, and what they come to. AMOUNT_OUT_OF_RANGE if a figure does
  // not fit.
  absl::StatusOr<OneOffDocument> DocumentOf(
      google::protobuf::RepeatedPtrField<v1::Line> lines) const;

  // Returns the invoice of `document` under the customer's terms, for IssueInvoice(): of no month,
  // and without number and dates.
  v1::Invoice InvoiceOf(OneOffDocument document) const;

  // Where its taxes are rounded, as documents note it.
  v1::TaxRounding tax_rounding() const;
  // What its amounts are in.
  const std::string& currency() const;

 private:
  const v1::Customer& customer_;
  const Facts& facts_;
  const absl::CivilDay day_;
  // With the tax point of what is no service of any days.
  v1::Org org_;
};

}  // namespace tally
