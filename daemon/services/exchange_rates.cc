#include "ledger/deciders/exchange_rates.h"

#include "daemon/services/page.h"
#include "daemon/services/revaluation.h"
#include "daemon/services/services.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

absl::StatusOr<v1::ExchangeRatePage> List(const v1::ListExchangeRates& query, const View& view) {
  const std::string& org_id = query.org_id();
  if (absl::Status is = CheckOrg(view.books(), org_id); !is.ok()) return is;
  const absl::StatusOr<Page> page = Page::Of(query);
  if (!page.ok()) return page.status();

  v1::ExchangeRatePage reply;
  const auto take = [&](const Rows<v1::RecordedExchangeRate>& rows) {
    *reply.add_rates() = rows.row();
    return true;
  };
  const auto& rates = view.books().exchange_rates;
  reply.set_next_page_token(
      query.from_currency().empty()
          ? page->Fill(rates.ScanFrom(page->from(), org_id), take)
          : page->Fill(rates.ScanFrom(page->from(), org_id, query.from_currency()), take));
  return reply;
}

}  // namespace

ServicePtr ServeExchangeRates(const Serving& serving) {
  auto service = std::make_unique<RpcService>(*v1::ExchangeRate::descriptor()->file(),
                                              "ExchangeRates", serving);
  service->Command<v1::RecordExchangeRates>("Record");
  service->Query<v1::ListExchangeRates, v1::ExchangeRatePage>("List", &List);
  service->Query<v1::RevalueInvoices, v1::Revaluation>("Revalue", &Revalue);
  return service;
}

}  // namespace tally
