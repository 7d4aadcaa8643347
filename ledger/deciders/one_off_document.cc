#include "ledger/deciders/one_off_document.h"

#include <utility>
#include <vector>

#include "ledger/deciders/definition.h"
#include "ledger/rating/agreement.h"
#include "ledger/rating/draft.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

// What rating asks for: a month without any plan.
class RatingInput {
 public:
  RatingInput(const v1::Org& org, const v1::Customer& customer, const Facts& facts,
              absl::CivilDay day)
      : input_{.org = org,
               .customer = customer,
               .plans = no_plans_,
               .month = absl::CivilMonth(day),
               .zone = zone_,
               .span = {},
               .today = day,
               .facts = facts,
               .unmapped = {},
               .previous = {},
               .reviewed = {}} {}

  const DraftInput& input() const { return input_; }

 private:
  const std::vector<v1::Plan> no_plans_;
  const absl::TimeZone zone_ = absl::UTCTimeZone();
  const DraftInput input_;
};

}  // namespace

OneOff::OneOff(const v1::Org& org, const v1::Customer& customer, const Facts& facts,
               absl::CivilDay day)
    : customer_(customer), facts_(facts), day_(day), org_(org) {
  if (org_.has_tax_policy()) org_.mutable_tax_policy()->clear_tax_point();
}

absl::StatusOr<v1::Line> OneOff::LineOf(const OneOffLine& wanted) const {
  const v1::Item item = facts_.FindItem(wanted.item_id).value_or(v1::Item());
  v1::Line line;
  line.set_line_id(wanted.line_id);
  line.set_item_id(wanted.item_id);
  line.set_description(wanted.description.empty() ? item.name() : wanted.description);
  line.set_quantity(CanonicalNumber(wanted.quantity));
  line.set_unit_price(CanonicalNumber(wanted.unit_price));
  line.set_tax_id(TaxOn(item, customer_));
  const RatingInput rating(org_, customer_, facts_, day_);
  if (absl::Status is = SetAmount(rating.input(), line); !is.ok()) return is;
  return line;
}

absl::StatusOr<OneOffDocument> OneOff::DocumentOf(const std::vector<OneOffLine>& wanted) const {
  google::protobuf::RepeatedPtrField<v1::Line> lines;
  for (const OneOffLine& each : wanted) {
    absl::StatusOr<v1::Line> line = LineOf(each);
    if (!line.ok()) return line.status();
    *lines.Add() = *std::move(line);
  }
  return DocumentOf(std::move(lines));
}

absl::StatusOr<OneOffDocument> OneOff::DocumentOf(
    google::protobuf::RepeatedPtrField<v1::Line> lines) const {
  v1::DraftContent content;
  for (v1::Line& line : lines) *content.add_lines()->mutable_line() = std::move(line);
  const RatingInput rating(org_, customer_, facts_, day_);
  if (absl::Status is = AddTaxes(rating.input(), content); !is.ok()) return is;

  OneOffDocument document;
  for (v1::DraftLine& taxed : *content.mutable_lines()) {
    *document.lines.Add() = std::move(*taxed.mutable_line());
  }
  document.tax_groups = std::move(*content.mutable_tax_groups());
  document.totals = std::move(*content.mutable_totals());
  return document;
}

v1::Invoice OneOff::InvoiceOf(OneOffDocument document) const {
  v1::Invoice invoice;
  *invoice.mutable_bill_to() = BillToOf(customer_);
  *invoice.mutable_terms() = TermsOf(org_, customer_);
  *invoice.mutable_lines() = std::move(document.lines);
  *invoice.mutable_tax_groups() = std::move(document.tax_groups);
  *invoice.mutable_totals() = std::move(document.totals);
  invoice.set_tax_rounding(tax_rounding());
  return invoice;
}

v1::TaxRounding OneOff::tax_rounding() const {
  const bool per_line = org_.tax_rounding() == v1::TAX_ROUNDING_PER_LINE;
  return per_line ? v1::TAX_ROUNDING_PER_LINE : v1::TAX_ROUNDING_UNSPECIFIED;
}

const std::string& OneOff::currency() const { return CurrencyOf(org_, customer_); }

}  // namespace tally
