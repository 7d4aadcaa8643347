#include "ledger/deciders/corrected_invoice.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/base/refusal.h"
#include "ledger/calendar/terms.h"
#include "ledger/deciders/definition.h"
#include "ledger/money/money.h"
#include "ledger/rating/taxes.h"

namespace tally {
namespace {

// The taxes of an invoice, at the rates that it was issued with.
class TaxesOfInvoice final : public Facts {
 public:
  explicit TaxesOfInvoice(const v1::Invoice& invoice) : invoice_(invoice) {}

  std::optional<v1::Tax> FindTax(absl::string_view tax_id) const override {
    for (const v1::TaxGroup& group : invoice_.tax_groups()) {
      if (group.tax_id() != tax_id) continue;
      v1::Tax tax;
      tax.set_tax_id(group.tax_id());
      tax.set_name(group.name());
      tax.set_rate_percent(group.rate_percent());
      return tax;
    }
    return std::nullopt;
  }
  std::optional<v1::Item> FindItem(absl::string_view) const override { return std::nullopt; }
  std::unique_ptr<CountSeries> CountsOf(absl::string_view, absl::string_view,
                                        absl::string_view) const override {
    return nullptr;
  }

 private:
  const v1::Invoice& invoice_;
};

const v1::LineCorrection* CorrectionOf(const v1::CorrectInvoice& command,
                                       const std::string& line_id) {
  for (const v1::LineCorrection& correction : command.lines()) {
    if (correction.line_id() == line_id) return &correction;
  }
  return nullptr;
}

absl::StatusOr<v1::Line> Corrected(v1::Line line, const v1::LineCorrection& correction,
                                   RoundingMode mode) {
  // A person's figure does not rest on a count any more.
  line.clear_evidence();
  if (!correction.quantity().empty()) line.set_quantity(CanonicalNumber(correction.quantity()));
  if (!correction.unit_price().empty())
    line.set_unit_price(CanonicalNumber(correction.unit_price()));
  const Fraction exact = Fraction(Decimal::Parse(line.quantity()).value_or(Decimal())) *
                         Fraction(Decimal::Parse(line.unit_price()).value_or(Decimal()));
  const auto amount = RoundToMoney(exact, line.amount().currency(), mode);
  if (!amount) {
    return Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, absl::StrCat("line ", line.line_id()),
                  absl::StrCat(line.quantity(), " x ", line.unit_price(), " does not fit"));
  }
  *line.mutable_amount() = *amount;
  return line;
}

}  // namespace

absl::StatusOr<v1::Invoice> CorrectedInvoice(const v1::CorrectInvoice& command,
                                             const v1::Invoice& original, RoundingMode mode) {
  std::vector<v1::Line> lines;
  for (const v1::Line& line : original.lines()) {
    const v1::LineCorrection* correction = CorrectionOf(command, line.line_id());
    if (correction == nullptr) continue;
    const absl::StatusOr<v1::Line> corrected = Corrected(line, *correction, mode);
    if (!corrected.ok()) return corrected.status();
    if (corrected->quantity() != "0") lines.push_back(*corrected);
  }
  const auto groups = GroupTaxes(lines, TaxesOfInvoice(original), mode);
  if (!groups.ok()) return groups.status();
  const auto totals = AddUp(*groups, original.totals().total().currency());
  if (!totals.ok()) return totals.status();

  v1::Invoice invoice;
  *invoice.mutable_bill_to() = original.bill_to();
  *invoice.mutable_period() = original.period();
  *invoice.mutable_terms() = original.terms();
  *invoice.mutable_lines() = {lines.begin(), lines.end()};
  *invoice.mutable_tax_groups() = {groups->begin(), groups->end()};
  *invoice.mutable_totals() = *totals;
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
