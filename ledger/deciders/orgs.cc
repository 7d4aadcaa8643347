#include "ledger/deciders/orgs.h"

#include <vector>

#include "ledger/deciders/billing_calendar.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/four_eyes.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/numbering.h"
#include "ledger/deciders/terms.h"
#include "ledger/deciders/unique.h"
#include "ledger/formats/canonical.h"
#include "ledger/money/currency.h"
#include "ledger/money/money.h"
#include "ledger/plans/dunning_rules.h"

namespace tally {
namespace {

// Decimals of a line's tax beyond those of the currency.
constexpr uint32_t kMaxMoreLineDigits = 3;

absl::Status CheckCurrency(const std::optional<v1::Org>& current, const v1::Org& org) {
  if (!current || current->currency() == org.currency()) return absl::OkStatus();
  return Refuse(v1::REASON_CURRENCY_IS_FIXED, "org.currency",
                absl::StrCat("is ", current->currency(), " and cannot become ", org.currency()));
}

absl::Status CheckOnlyPerLine(const v1::TaxPolicy& policy) {
  if (policy.line_digits() != 0) {
    return Refuse(v1::REASON_FIELD_INVALID, "org.tax_policy.line_digits",
                  "is given, but tax is not figured out per line");
  }
  if (policy.total_rounding() != v1::ROUNDING_UNSPECIFIED) {
    return Refuse(v1::REASON_FIELD_INVALID, "org.tax_policy.total_rounding",
                  "is given, but tax is not figured out per line");
  }
  return absl::OkStatus();
}

absl::Status CheckTaxPolicy(const v1::Org& org) {
  const v1::TaxPolicy& policy = org.tax_policy();
  if (org.tax_rounding() != v1::TAX_ROUNDING_PER_LINE) return CheckOnlyPerLine(policy);
  const auto digits = static_cast<uint32_t>(MinorUnitDigits(org.currency()).value_or(0));
  if (policy.line_digits() == 0) return absl::OkStatus();
  if (digits <= policy.line_digits() && policy.line_digits() <= digits + kMaxMoreLineDigits) {
    return absl::OkStatus();
  }
  return Refuse(v1::REASON_FIELD_INVALID, "org.tax_policy.line_digits",
                absl::StrCat("is ", policy.line_digits(), "; for ", org.currency(), " it is from ",
                             digits, " to ", digits + kMaxMoreLineDigits));
}

absl::Status CheckCashRounding(const v1::Org& org) {
  for (int i = 0; i < org.cash_rounding_size(); ++i) {
    const v1::CashRounding& rounding = org.cash_rounding(i);
    const auto coin = ParseAmount(rounding.increment(), rounding.currency());
    if (coin && coin->minor_units() > 0) continue;
    return Refuse(v1::REASON_FIELD_INVALID, absl::StrCat("org.cash_rounding[", i, "].increment"),
                  absl::StrCat("is \"", rounding.increment(),
                               "\"; a coin is a whole number of minor units of ",
                               rounding.currency(), ", and more than zero"));
  }
  return CheckUnique("org.cash_rounding", org.cash_rounding(),
                     [](const v1::CashRounding& rounding) { return rounding.currency(); });
}

absl::Status CheckDunning(const Books& books, const v1::Org& org) {
  const std::vector<DunningProblem> problems = ProblemsWith(org.dunning());
  if (!problems.empty()) {
    return Refuse(v1::REASON_DUNNING_POLICY_INVALID,
                  absl::StrCat("org.dunning.", problems.front().field), problems.front().words);
  }
  if (org.dunning().late_fee_item_id().empty()) return absl::OkStatus();
  return CheckItem(books, org.org_id(), "org.dunning.late_fee_item_id",
                   org.dunning().late_fee_item_id());
}

absl::Status CheckAccountingSystems(const v1::Org& org) {
  return CheckUnique("org.accounting_systems", org.accounting_systems(),
                     [](const v1::AccountingSystem& each) { return each.system(); });
}

v1::Org Canonical(v1::Org org) {
  org.clear_etag();
  if (org.has_review()) {
    v1::ReviewLimits& review = *org.mutable_review();
    review.set_quantity_jump_percent(CanonicalNumber(review.quantity_jump_percent()));
    review.set_quantity_jump_units(CanonicalNumber(review.quantity_jump_units()));
  }
  for (v1::CashRounding& rounding : *org.mutable_cash_rounding()) {
    rounding.set_increment(CanonicalNumber(rounding.increment()));
  }
  if (org.has_dunning()) MakeCanonical(*org.mutable_dunning());
  if (org.has_four_eyes()) MakeCanonical(*org.mutable_four_eyes());
  return org;
}

}  // namespace

Decision<> Decide(const v1::DefineOrg& command, const Books& books, const Context&) {
  const v1::Org org = Canonical(command.org());
  const std::optional<v1::Org> current = books.orgs.Find(org.org_id());
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (absl::Status is = CheckCurrency(current, org); !is.ok()) return is;
  if (absl::Status is = CheckNumberPattern("org.number_pattern", NumberPatternOf(org)); !is.ok()) {
    return is;
  }
  if (absl::Status is = CheckNumberPattern("org.credit_note_pattern", CreditNotePatternOf(org));
      !is.ok()) {
    return is;
  }
  if (absl::Status is = CheckTerms("org.payment_terms", org.payment_terms()); !is.ok()) return is;
  if (absl::Status is = CheckTaxPolicy(org); !is.ok()) return is;
  if (absl::Status is = CheckCashRounding(org); !is.ok()) return is;
  if (absl::Status is = CheckDunning(books, org); !is.ok()) return is;
  if (absl::Status is = CheckCalendar(org); !is.ok()) return is;
  if (absl::Status is = CheckAccountingSystems(org); !is.ok()) return is;
  if (absl::Status is = CheckFourEyes(org); !is.ok()) return is;
  if (IsAs(current, org)) return Emit();

  v1::OrgDefined defined;
  *defined.mutable_org() = org;
  return Emit(defined);
}

}  // namespace tally
