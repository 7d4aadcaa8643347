#include "ledger/deciders/corrected_invoice.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/terms.h"
#include "ledger/deciders/definition.h"
#include "ledger/money/money.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

const v1::LineCorrection* CorrectionOf(const v1::CorrectInvoice& command,
                                       const std::string& line_id) {
  for (const v1::LineCorrection& correction : command.lines()) {
    if (correction.line_id() == line_id) return &correction;
  }
  return nullptr;
}

// A person's figures do not rest on what was counted any more.
void ClearGrounds(v1::Line& line) {
  line.clear_evidence();
  line.clear_further_evidence();
}

void ReplaceQuantity(const std::string& quantity, v1::Line& line) {
  line.set_quantity(quantity);
  line.clear_exact_quantity();
  line.clear_rule();
  line.clear_left_out_members();
  line.clear_hours();
}

absl::StatusOr<v1::Line> Corrected(v1::Line line, const v1::LineCorrection& correction,
                                   RoundingMode mode) {
  ClearGrounds(line);
  const std::string quantity =
      correction.quantity().empty() ? line.quantity() : CanonicalNumber(correction.quantity());
  const std::string unit_price = correction.unit_price().empty()
                                     ? line.unit_price()
                                     : CanonicalNumber(correction.unit_price());
  if (quantity == line.quantity() && unit_price == line.unit_price()) return line;

  if (quantity != line.quantity()) ReplaceQuantity(quantity, line);
  line.set_unit_price(unit_price);
  line.clear_tiers();
  line.clear_exchange();
  line.clear_drifts();
  line.clear_spreads();
  line.clear_accumulated();
  const Fraction exact = QuantityOf(line) * FractionOf(unit_price) * ShareOf(line);
  const auto amount = RoundToMoney(exact, line.amount().currency(), mode);
  if (!amount) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("line ", line.line_id()),
                  absl::StrCat(line.quantity(), " x ", line.unit_price(), " does not fit"));
  }
  SetPricedAmount(*amount, line);
  return line;
}

}  // namespace

absl::StatusOr<v1::Invoice> CorrectedInvoice(const v1::CorrectInvoice& command,
                                             const v1::Invoice& original, const v1::Org& org) {
  v1::Invoice invoice;
  for (const v1::Line& line : original.lines()) {
    const v1::LineCorrection* correction = CorrectionOf(command, line.line_id());
    if (correction == nullptr) continue;
    absl::StatusOr<v1::Line> corrected = Corrected(line, *correction, FromProto(org.rounding()));
    if (!corrected.ok()) return corrected.status();
    if (corrected->quantity() != "0") *invoice.add_lines() = *std::move(corrected);
  }
  auto groups = TaxAgain(original.tax_groups(), RulesOf(org, original.tax_rounding()),
                         *invoice.mutable_lines());
  if (!groups.ok()) return groups.status();
  *invoice.mutable_tax_groups() = *std::move(groups);
  auto totals = AddUp(invoice.tax_groups(), original.totals().total().currency());
  if (!totals.ok()) return totals.status();
  if (absl::Status is = SetPayable(org, *totals); !is.ok()) return is;
  *invoice.mutable_totals() = *std::move(totals);

  *invoice.mutable_bill_to() = original.bill_to();
  *invoice.mutable_period() = original.period();
  *invoice.mutable_terms() = original.terms();
  invoice.set_tax_rounding(original.tax_rounding());
  invoice.set_corrects_number(original.number());
  invoice.set_correction_reason(command.reason());
  return invoice;
}

absl::CivilDay DueDateUnder(const v1::Terms& terms, absl::CivilDay issue_date) {
  v1::PaymentTerms agreed;
  agreed.set_days(terms.days());
  agreed.set_kind(terms.from_end_of_month() ? v1::TERMS_KIND_END_OF_MONTH : v1::TERMS_KIND_NET);
  return DueDate(issue_date, agreed);
}

}  // namespace tally
