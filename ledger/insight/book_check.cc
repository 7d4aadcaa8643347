#include "ledger/insight/book_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/insight/account_meters.h"
#include "ledger/insight/leak_words.h"
#include "ledger/insight/line_price.h"
#include "ledger/rating/new_line.h"
#include "ledger/rating/price.h"
#include "ledger/rating/quantity.h"
#include "ledger/rating/tiers.h"

namespace tally {
namespace {

using Findings = std::vector<v1::BookFinding>;

// The last day that every month has.
constexpr int kLastDayOfAll = 28;

v1::BookFinding Finding(v1::BookFindingKind kind, const std::string& subject, std::string message,
                        std::string advice) {
  v1::BookFinding finding;
  finding.set_kind(kind);
  finding.set_subject(subject);
  finding.set_message(std::move(message));
  finding.set_advice(std::move(advice));
  return finding;
}

v1::BookFinding Serious(v1::BookFinding finding) {
  finding.set_serious(true);
  return finding;
}

// With volume tiers, the first unit of a tier may cost less in all than the last of the one before.
void CheckTiers(const v1::PlanLine& line, Findings& findings) {
  if (!line.has_tiered() || line.tiered().mode() != v1::TIER_MODE_VOLUME) return;
  for (const v1::Tier& tier : line.tiered().tiers()) {
    if (tier.up_to().empty()) continue;
    const Fraction last = FractionOf(tier.up_to());
    const Fraction next = last + Fraction(1);
    const Fraction cost = PriceOf(line.tiered(), last).amount;
    const Fraction cost_of_next = PriceOf(line.tiered(), next).amount;
    if (!(cost_of_next < cost)) continue;
    findings.push_back(Finding(v1::BOOK_FINDING_KIND_VOLUME_CLIFF, line.line_id(),
                               absl::StrCat(tier.up_to(), " cost ", InWords(cost), ", but ",
                                            InWords(next), " cost ", InWords(cost_of_next)),
                               "Use graduated tiers, or set a flat fee that closes the gap."));
  }
}

void CheckAnchor(const v1::PlanLine& line, Findings& findings) {
  const auto anchor = ParseDate(line.cadence().anchor());
  if (!anchor || line.cadence().weeks() > 0 || anchor->day() <= kLastDayOfAll) return;
  findings.push_back(Finding(v1::BOOK_FINDING_KIND_ANCHOR_SHIFTS, line.line_id(),
                             absl::StrCat("its periods start on the ", anchor->day(),
                                          "th, and on the last day of shorter months"),
                             "Anchor it on a day up to the 28th if periods shall never shift."));
}

void CheckHeldPrice(const CustomerDay& day, const v1::PlanLine& line, Findings& findings) {
  if (!line.has_held()) return;
  const Fraction price = FractionOf(line.held().unit_price());
  const bool bills_itself = !line.has_time() && !line.has_triggered() && !line.has_pass_through();
  if (price == Fraction() && bills_itself) {
    findings.push_back(Finding(v1::BOOK_FINDING_KIND_ZERO_PRICE, line.line_id(),
                               "its price is zero",
                               "Set a price, or remove the line if it is not billed."));
  }
  if (!line.has_counted()) return;
  const auto costs = CostsOf(day.input(), day.Count(line).billed, day.input().span);
  if (costs.empty()) return;
  const v1::Observation& seen = costs.back().observation();
  const ConvertedCost cost =
      Convert(day.input(), seen.unit_cost(), seen.cost_currency(), day.day());
  if (!cost.cost.in_range() || !(price < cost.cost)) return;
  findings.push_back(Serious(
      Finding(v1::BOOK_FINDING_KIND_PRICE_BELOW_COST, line.line_id(),
              absl::StrCat("is held at ", line.held().unit_price(), ", but the vendor charges ",
                           seen.unit_cost(), " ", seen.cost_currency()),
              "Raise the price, or let it follow the vendor's with a markup.")));
}

void CheckRate(const CustomerDay& day, const v1::PlanLine& line, Findings& findings) {
  if (!line.has_vendor() || !line.has_counted()) return;
  const auto costs = CostsOf(day.input(), day.Count(line).billed, day.input().span);
  if (costs.empty()) return;
  const v1::Observation& seen = costs.back().observation();
  if (Convert(day.input(), seen.unit_cost(), seen.cost_currency(), day.day()).cost.in_range()) {
    return;
  }
  findings.push_back(
      Serious(Finding(v1::BOOK_FINDING_KIND_NO_EXCHANGE_RATE, line.line_id(),
                      absl::StrCat("follows a cost in ", seen.cost_currency(), ", and no rate to ",
                                   CurrencyOf(day.org(), day.customer()), " is known"),
                      "Record an exchange rate.")));
}

void CheckSource(const CustomerDay& day, const v1::PlanLine& line,
                 const std::vector<AccountMeter>& meters, Findings& findings) {
  if (!line.has_counted()) return;
  const std::string& source_id = line.counted().source_id();
  const bool has_account = std::ranges::any_of(
      day.customer().accounts(),
      [&](const v1::Account& account) { return account.source_id() == source_id; });
  const bool is_counted = std::ranges::any_of(meters, [&](const AccountMeter& meter) {
    return std::ranges::find(meter.billed_by, &line) != meter.billed_by.end();
  });
  if (is_counted) return;
  findings.push_back(Serious(Finding(
      v1::BOOK_FINDING_KIND_LINE_WITHOUT_SOURCE, line.line_id(),
      has_account ? absl::StrCat(line.counted().meter(), " was never counted on the customer's ",
                                 "accounts in ", source_id)
                  : absl::StrCat("counts in ", source_id, ", where the customer has no account"),
      has_account ? "Check how the meter is written, or record a count."
                  : "Map the customer's account in the source.")));
}

void CheckLines(const CustomerDay& day, const std::vector<AccountMeter>& meters,
                Findings& findings) {
  for (const v1::PlanLine& line : day.plan()->lines()) {
    CheckTiers(line, findings);
    CheckAnchor(line, findings);
    CheckHeldPrice(day, line, findings);
    CheckRate(day, line, findings);
    CheckSource(day, line, meters, findings);
  }
}

void CheckMeters(const std::vector<AccountMeter>& meters, Findings& findings) {
  for (const AccountMeter& meter : meters) {
    const bool is_used = !meter.billed_by.empty() || !meter.compared_by.empty();
    if (is_used || meter.item_id.empty() || meter.counted.quantity() == "0") continue;
    findings.push_back(
        Serious(Finding(v1::BOOK_FINDING_KIND_SOURCE_WITHOUT_LINE, meter.counted.source_id(),
                        absl::StrCat(meter.counted.quantity(), " of ", meter.counted.meter(),
                                     " on account ", meter.counted.account(), " are counted as ",
                                     meter.item_id, ", and no line counts them"),
                        "Add a counted line to the plan, or unmap the meter for the customer.")));
  }
}

// Whether the rates of a tax end: the last of several is zero from a day in the past on.
bool HasEnded(const google::protobuf::RepeatedPtrField<v1::TaxRate>& rates, absl::CivilDay day) {
  if (rates.empty()) return false;
  const v1::TaxRate& last = *std::prev(rates.end());
  return last.effective_from() <= FormatDate(day) && FractionOf(last.rate_percent()) == Fraction();
}

// What plans and customers of an org name.
struct Used {
  std::set<std::string> items;
  std::set<std::string> taxes;
};

Used UsedIn(const Books& books, const std::string& org_id) {
  Used used;
  for (auto rows = books.plans.Scan(org_id); rows.Valid(); rows.Next()) {
    const v1::Plan plan = rows.row();
    for (const v1::PlanLine& line : plan.lines()) used.items.insert(line.item_id());
    for (const v1::Commitment& commitment : plan.commitments()) {
      used.items.insert(commitment.item_id());
    }
  }
  for (auto rows = books.customers.Scan(org_id); rows.Valid(); rows.Next()) {
    used.taxes.insert(rows.row().tax_id());
  }
  for (auto rows = books.items.Scan(org_id); rows.Valid(); rows.Next()) {
    used.taxes.insert(rows.row().tax_id());
  }
  return used;
}

v1::BookFinding Unused(const std::string& id, const char* what) {
  return Finding(v1::BOOK_FINDING_KIND_UNUSED, id, absl::StrCat(what, " that nothing uses"),
                 "Nothing has to be done; check that it is not a slip of the pen.");
}

void CheckTaxes(const Books& books, const v1::Org& org, absl::CivilDay day, const Used& used,
                Findings& findings) {
  for (auto rows = books.taxes.Scan(org.org_id()); rows.Valid(); rows.Next()) {
    const v1::Tax tax = rows.row();
    const bool has_ended =
        HasEnded(tax.rates(), day) ||
        std::ranges::any_of(tax.components(), [&](const v1::TaxComponent& component) {
          return HasEnded(component.rates(), day);
        });
    if (!used.taxes.contains(tax.tax_id())) findings.push_back(Unused(tax.tax_id(), "a tax"));
    if (!has_ended || !used.taxes.contains(tax.tax_id())) continue;
    findings.push_back(Serious(
        Finding(v1::BOOK_FINDING_KIND_TAX_EXPIRED, tax.tax_id(),
                "its last rate is zero, and it is still in use",
                "Give it a rate, or move items and customers to the tax that took its place.")));
  }
}

}  // namespace

Findings FindingsOf(const CustomerDay& day) {
  Findings findings;
  const std::vector<AccountMeter> meters = MetersOf(day);
  if (day.plan() == nullptr) {
    findings.push_back(Finding(v1::BOOK_FINDING_KIND_NO_PLAN, day.customer().customer_id(),
                               "the customer has no plan in force", "Set a plan."));
  } else {
    CheckLines(day, meters, findings);
  }
  CheckMeters(meters, findings);
  for (v1::BookFinding& finding : findings) {
    finding.set_customer_id(day.customer().customer_id());
    if (day.plan() != nullptr) finding.set_plan_effective_from(day.plan()->effective_from());
  }
  return findings;
}

Findings FindingsOf(const Books& books, const v1::Org& org, absl::CivilDay day) {
  Findings findings;
  const Used used = UsedIn(books, org.org_id());
  CheckTaxes(books, org, day, used, findings);
  for (auto rows = books.items.Scan(org.org_id()); rows.Valid(); rows.Next()) {
    const std::string item_id = rows.row().item_id();
    const bool is_used =
        used.items.contains(item_id) || item_id == org.dunning().late_fee_item_id();
    if (!is_used) findings.push_back(Unused(item_id, "an item"));
  }
  for (auto rows = books.sources.Scan(org.org_id()); rows.Valid(); rows.Next()) {
    const std::string source_id = rows.row().source_id();
    const bool is_used = books.account_owners.Scan(org.org_id(), source_id).Valid() ||
                         books.series.Scan(org.org_id(), source_id).Valid();
    if (!is_used) findings.push_back(Unused(source_id, "a source"));
  }
  return findings;
}

}  // namespace tally
