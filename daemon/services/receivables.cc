#include "ledger/deciders/receivables.h"

#include "daemon/services/aging.h"
#include "daemon/services/disputes.h"
#include "daemon/services/dunning.h"
#include "daemon/services/services.h"
#include "daemon/services/statement.h"
#include "ledger/deciders/dunning.h"

namespace tally {
namespace {

// Serves `method` by an answer that depends on the day.
template <class Q, class Reply>
void QueryOfDay(RpcService& service, const std::string& method, const Ledger& ledger,
                absl::StatusOr<Reply> (*answer)(const Q&, const View&, absl::Time)) {
  service.Query<Q, Reply>(method, [&ledger, answer](const Q& query, const View& view) {
    return answer(query, view, ledger.Now());
  });
}

}  // namespace

ServicePtr ServeReceivables(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::Dispute::descriptor()->file(), "Receivables", serving);
  service->Command<v1::WriteOffInvoice>("WriteOff");
  service->Command<v1::ReverseInvoiceWriteOff>("ReverseWriteOff");
  service->Command<v1::OpenInvoiceDispute>("OpenDispute");
  service->Command<v1::CloseInvoiceDispute>("CloseDispute");
  service->Command<v1::DunCustomer>("Dun");
  QueryOfDay(*service, "PreviewDunning", serving.ledger, &PreviewDunning);
  QueryOfDay(*service, "GetAging", serving.ledger, &GetAging);
  QueryOfDay(*service, "GetStatement", serving.ledger, &GetStatement);
  QueryOfDay(*service, "GetBalance", serving.ledger, &GetBalance);
  service->Query<v1::ListInvoiceDisputes, v1::DisputePage>("ListDisputes", &ListDisputes);
  return service;
}

}  // namespace tally
