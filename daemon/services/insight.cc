#include <memory>

#include "daemon/services/book_check.h"
#include "daemon/services/coverage.h"
#include "daemon/services/leaks.h"
#include "daemon/services/revenue.h"
#include "daemon/services/roundings.h"
#include "daemon/services/services.h"

namespace tally {

ServicePtr ServeInsight(const Serving& serving) {
  auto service =
      std::make_unique<RpcService>(*v1::RevenueReport::descriptor()->file(), "Insight", serving);
  Ledger& ledger = serving.ledger;
  service->Query<v1::ListBillingLeaks, v1::BillingLeakPage>(
      "ListLeaks", [&ledger](const v1::ListBillingLeaks& query, const View& view) {
        return ListLeaks(query, view, ledger.Now());
      });
  service->Query<v1::ListMeterCoverage, v1::MeterCoveragePage>(
      "ListCoverage", [&ledger](const v1::ListMeterCoverage& query, const View& view) {
        return ListCoverage(query, view, ledger.Now());
      });
  service->Query<v1::CheckBookRequest, v1::BookFindingPage>(
      "CheckBook", [&ledger](const v1::CheckBookRequest& query, const View& view) {
        return CheckBook(query, view, ledger.Now());
      });
  service->Query<v1::GetRevenueReport, v1::RevenueReport>("GetRevenue", &GetRevenue);
  service->Query<v1::ListDocumentRoundings, v1::RoundingPage>("ListRoundings", &ListRoundings);
  return service;
}

}  // namespace tally
