#include "ledger/deciders/taxes.h"

#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/rating/taxes.h"

namespace tally {

Decision<> Decide(const v1::DefineTax& command, const Books& books, const Context&) {
  v1::Tax tax = command.tax();
  tax.clear_etag();
  tax.set_rate_percent(CanonicalNumber(tax.rate_percent()));

  const std::string& org_id = command.org_id();
  const std::optional<v1::Tax> current = books.taxes.Find(org_id, tax.tax_id());
  if (absl::Status is = CheckOrg(books, org_id); !is.ok()) return is;
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (tax.tax_id() == kExempt) {
    return Refuse(v1::REASON_TAX_ID_RESERVED, "tax.tax_id",
                  "is \"exempt\", which says that no tax is due");
  }
  if (IsAs(current, tax)) return Emit();

  v1::TaxDefined defined;
  defined.set_org_id(org_id);
  *defined.mutable_tax() = tax;
  return Emit(defined);
}

}  // namespace tally
