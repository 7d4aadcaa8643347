#include "ledger/reports/revenue.h"

#include <optional>
#include <utility>

#include "ledger/base/refusal.h"
#include "ledger/calendar/date.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

const v1::Line* LineOf(const v1::Invoice& invoice, const std::string& line_id) {
  for (const v1::Line& line : invoice.lines()) {
    if (line.line_id() == line_id) return &line;
  }
  return nullptr;
}

const v1::Plan* PlanOn(const std::vector<v1::Plan>& plans, absl::CivilDay day) {
  const v1::Plan* in_force = nullptr;
  for (const v1::Plan& plan : plans) {
    if (plan.effective_from() <= FormatDate(day)) in_force = &plan;
  }
  return in_force;
}

// Nothing if whole units do not fit.
std::optional<v1::Money> MoneyOf(const Fraction& minor_units, const std::string& currency) {
  const auto units = RoundToUnits(minor_units, 0, RoundingMode::kDown);
  if (!units) return std::nullopt;
  return MakeMoney(*units, currency);
}

}  // namespace

std::optional<absl::CivilMonth> MonthBilled(const v1::Invoice& invoice) {
  if (!invoice.period().month().empty()) return ParseMonth(invoice.period().month());
  const auto issued = ParseDate(invoice.issue_date());
  if (!issued) return std::nullopt;
  return absl::CivilMonth(*issued);
}

Revenue::Sums& Revenue::At(const std::string& customer_id, const std::string& item_id,
                           const std::string& currency, const std::string& month) {
  return sums_[{by_ == v1::REVENUE_BY_CUSTOMER ? customer_id : item_id, currency, month}];
}

void Revenue::AddLine(const v1::Invoice& invoice, const v1::Line& line, int64_t minor_units) {
  const auto add = [&](const std::string& item_id, int64_t amount) {
    Sums& sums = At(invoice.bill_to().customer_id(), item_id, line.amount().currency(),
                    FormatMonth(*MonthBilled(invoice)));
    sums.net = sums.net + Fraction(amount);
  };
  std::vector<int64_t> weights;
  bool has_weight = false;
  for (const v1::Spread& spread : line.spreads()) {
    weights.push_back(-spread.amount().minor_units());
    has_weight |= weights.back() > 0;
  }
  if (!has_weight) return add(line.item_id(), minor_units);
  // What is taken off the document is taken off the items of its lines.
  const bool is_off = minor_units < 0;
  const std::vector<int64_t> parts = Allocate(is_off ? -minor_units : minor_units, weights);
  for (size_t i = 0; i < parts.size(); ++i) {
    const v1::Line* of = LineOf(invoice, line.spreads(static_cast<int>(i)).line_id());
    add(of == nullptr ? "" : of->item_id(), is_off ? -parts[i] : parts[i]);
  }
}

void Revenue::Bill(const v1::InvoiceView& view) {
  const v1::Invoice& invoice = view.invoice();
  const auto month = MonthBilled(invoice);
  if (!month || *month < from_ || *month > to_) return;
  for (const v1::Line& line : invoice.lines()) {
    AddLine(invoice, line, line.amount().minor_units());
  }
  for (const v1::CreditNote& note : view.credit_notes()) {
    for (const v1::CreditLine& credited : note.lines()) {
      const v1::Line* line = LineOf(invoice, credited.line_id());
      if (line != nullptr) AddLine(invoice, *line, -credited.amount().minor_units());
    }
  }
}

void Revenue::Recur(const std::string& customer_id, const std::string& currency,
                    const std::vector<v1::Plan>& plans, const std::vector<RecurringBill>& bills) {
  for (absl::CivilMonth month = from_; month <= to_; ++month) {
    const absl::CivilDay last_day = absl::CivilDay(month + 1) - 1;
    const v1::Plan* plan = PlanOn(plans, last_day);
    if (plan == nullptr) continue;
    std::map<std::string, Fraction> amounts;
    for (const v1::PlanLine& line : plan->lines()) {
      if (!IsRecurring(line)) continue;
      Fraction& amount = amounts[line.item_id()];
      amount = amount + MonthlyAmount(line, bills, last_day);
    }
    for (const auto& [item_id, amount] : amounts) {
      if (amount == Fraction()) continue;
      const auto units = RoundToUnits(amount, 0, mode_);
      Sums& sums = At(customer_id, item_id, currency, FormatMonth(month));
      sums.recurring = sums.recurring + (units ? Fraction(*units) : Fraction::OutOfRange());
    }
  }
}

absl::StatusOr<v1::RevenueReport> Revenue::Report() const {
  std::map<std::pair<std::string, std::string>, Sums> totals;
  v1::RevenueReport report;
  const auto set = [&](const Sums& sums, const std::string& currency, v1::RevenueRow& row) {
    const auto net = MoneyOf(sums.net, currency);
    const auto recurring = MoneyOf(sums.recurring, currency);
    if (!net || !recurring) return false;
    *row.mutable_net() = *net;
    *row.mutable_monthly_recurring() = *recurring;
    return true;
  };
  const absl::Status does_not_fit =
      Refuse(v1::REASON_AMOUNT_OUT_OF_RANGE, "month", "a sum does not fit");
  for (const auto& [key, sums] : sums_) {
    const auto& [subject, currency, month] = key;
    Sums& total = totals[{currency, month}];
    total = {total.net + sums.net, total.recurring + sums.recurring};
    if (sums.net == Fraction() && sums.recurring == Fraction()) continue;
    v1::RevenueRow& row = *report.add_rows();
    row.set_subject(subject);
    row.set_month(month);
    if (!set(sums, currency, row)) return does_not_fit;
  }
  for (const auto& [key, sums] : totals) {
    v1::RevenueRow& row = *report.add_totals();
    row.set_month(key.second);
    if (!set(sums, key.first, row)) return does_not_fit;
  }
  return report;
}

}  // namespace tally
