#include "ledger/deciders/taxes.h"

#include "daemon/services/page.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::StatusOr<v1::Tax> Get(const v1::GetTax& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  return OrRefuse(view.books().taxes.Find(query.org_id(), query.tax_id()), v1::REASON_TAX_NOT_FOUND,
                  "tax_id", query.tax_id());
}

absl::StatusOr<v1::TaxPage> List(const v1::ListTaxes& query, const View& view) {
  if (absl::Status is = CheckOrg(view.books(), query.org_id()); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::TaxPage reply;
  reply.set_next_page_token(page->Fill(view.books().taxes.ScanFrom(page->from(), query.org_id()),
                                       [&](const Rows<v1::Tax>& rows) {
                                         *reply.add_taxes() = rows.row();
                                         return true;
                                       }));
  return reply;
}

}  // namespace

ServicePtr ServeTaxes(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::Tax::descriptor()->file(), "Taxes", serving);
  service->Command<v1::DefineTax>("Define");
  service->Query<v1::GetTax, v1::Tax>("Get", &Get);
  service->Query<v1::ListTaxes, v1::TaxPage>("List", &List);
  return service;
}

}  // namespace tally
