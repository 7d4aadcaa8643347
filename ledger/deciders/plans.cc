#include "ledger/deciders/plans.h"

#include <map>

#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/unique.h"

namespace tally {
namespace {

// As FORMAT_ID, so that commands can name every line.
constexpr size_t kMaxLineIdBytes = 64;

absl::Status CheckLine(const Books& books, const std::string& org_id, const std::string& field,
                       const v1::PlanLine& line) {
  absl::Status item = CheckItem(books, org_id, absl::StrCat(field, ".item_id"), line.item_id());
  if (!item.ok()) return item;
  if (line.quantity_case() == v1::PlanLine::QUANTITY_NOT_SET) {
    return Refuse(v1::REASON_QUANTITY_MISSING, field, "says neither fixed nor counted");
  }
  if (line.has_counted()) {
    absl::Status source = CheckSource(books, org_id, absl::StrCat(field, ".counted.source_id"),
                                      line.counted().source_id());
    if (!source.ok()) return source;
  }
  if (line.price_case() == v1::PlanLine::PRICE_NOT_SET) {
    return Refuse(v1::REASON_PRICE_MISSING, field, "has no price");
  }
  if (line.has_vendor() && !line.has_counted()) {
    return Refuse(v1::REASON_VENDOR_PRICE_NEEDS_COUNT, absl::StrCat(field, ".vendor"),
                  "follows the vendor's price, but nothing is counted");
  }
  return absl::OkStatus();
}

absl::Status CheckLines(const Books& books, const std::string& org_id, const v1::Plan& plan) {
  for (int i = 0; i < plan.lines_size(); ++i) {
    absl::Status line =
        CheckLine(books, org_id, absl::StrCat("plan.lines[", i, "]"), plan.lines(i));
    if (!line.ok()) return line;
  }
  return CheckUnique("plan.lines", plan.lines(),
                     [](const v1::PlanLine& line) { return line.line_id(); });
}

void SetCanonicalNumbers(v1::PlanLine& line) {
  if (line.has_fixed()) {
    line.mutable_fixed()->set_quantity(CanonicalNumber(line.fixed().quantity()));
  }
  if (line.has_held())
    line.mutable_held()->set_unit_price(CanonicalNumber(line.held().unit_price()));
  if (line.has_vendor()) {
    line.mutable_vendor()->set_markup_percent(CanonicalNumber(line.vendor().markup_percent()));
  }
}

v1::Plan Canonical(v1::Plan plan) {
  plan.clear_etag();
  std::map<std::string, int> lines_of_item;
  for (v1::PlanLine& line : *plan.mutable_lines()) {
    SetCanonicalNumbers(line);
    const int nth = ++lines_of_item[line.item_id()];
    if (!line.line_id().empty()) continue;
    const std::string suffix = nth == 1 ? "" : absl::StrCat("-", nth);
    line.set_line_id(line.item_id().substr(0, kMaxLineIdBytes - suffix.size()) + suffix);
  }
  return plan;
}

}  // namespace

Decision<> Decide(const v1::SetPlan& command, const Books& books, const Context&) {
  const v1::Plan plan = Canonical(command.plan());

  const std::string& org_id = command.org_id();
  const auto current = books.plans.Find(org_id, plan.customer_id(), plan.effective_from());
  if (absl::Status is = CheckOrg(books, org_id); !is.ok()) return is;
  const auto customer = FindCustomer(books, org_id, "plan.customer_id", plan.customer_id());
  if (!customer.ok()) return customer.status();
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (absl::Status is = CheckLines(books, org_id, plan); !is.ok()) return is;
  if (IsAs(current, plan)) return Emit();

  v1::PlanSet set;
  set.set_org_id(org_id);
  *set.mutable_plan() = plan;
  return Emit(set);
}

}  // namespace tally
