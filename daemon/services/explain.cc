#include "ledger/explain/explain.h"

#include "daemon/services/past.h"
#include "daemon/services/services.h"

namespace tally {

ServicePtr ServeExplain(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Explanation::descriptor()->file(), "Explain", serving);
  service->Query<v1::ExplainInvoice, v1::Explanation>(
      "Invoice", [&ledger = serving.ledger](const v1::ExplainInvoice& query, const View& view) {
        LedgerPast past(ledger, view, query.org_id());
        return Explain(query, past);
      });
  return service;
}

}  // namespace tally
