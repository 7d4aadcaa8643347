#include "ledger/deciders/orgs.h"

#include "ledger/deciders/definition.h"
#include "ledger/deciders/numbering.h"
#include "ledger/deciders/terms.h"

namespace tally {
namespace {

absl::Status CheckCurrency(const std::optional<v1::Org>& current, const v1::Org& org) {
  if (!current || current->currency() == org.currency()) return absl::OkStatus();
  return Refuse(v1::REASON_CURRENCY_IS_FIXED, "org.currency",
                absl::StrCat("is ", current->currency(), " and cannot become ", org.currency()));
}

v1::Org Canonical(v1::Org org) {
  org.clear_etag();
  if (org.has_review()) {
    v1::ReviewLimits& review = *org.mutable_review();
    review.set_quantity_jump_percent(CanonicalNumber(review.quantity_jump_percent()));
    review.set_quantity_jump_units(CanonicalNumber(review.quantity_jump_units()));
  }
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
  if (IsAs(current, org)) return Emit();

  v1::OrgDefined defined;
  *defined.mutable_org() = org;
  return Emit(defined);
}

}  // namespace tally
