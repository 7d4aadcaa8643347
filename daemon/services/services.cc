#include "daemon/services/services.h"

#include <utility>

namespace tally {

std::vector<ServicePtr> AllServices(const Serving& serving, DriveRun drive) {
  std::vector<ServicePtr> services;
  services.push_back(ServeAccess(serving));
  services.push_back(ServeAccountingPeriods(serving));
  services.push_back(ServeAudit(serving));
  services.push_back(ServeBackups(serving));
  services.push_back(ServeCatalog(serving));
  services.push_back(ServeConflicts(serving));
  services.push_back(ServeConsumers(serving));
  services.push_back(ServeCounts(serving));
  services.push_back(ServeCustomers(serving));
  services.push_back(ServeDrafts(serving));
  services.push_back(ServeEvents(serving));
  services.push_back(ServeExchangeRates(serving));
  services.push_back(ServeExplain(serving));
  services.push_back(ServeInsight(serving));
  services.push_back(ServeInvoices(serving));
  services.push_back(ServeJournal(serving));
  services.push_back(ServeLate(serving));
  services.push_back(ServeOrgs(serving));
  services.push_back(ServePayments(serving));
  services.push_back(ServePlans(serving));
  services.push_back(ServePostings(serving));
  services.push_back(ServeProjects(serving));
  services.push_back(ServeQuotes(serving));
  services.push_back(ServeReceivables(serving));
  services.push_back(ServeRuns(serving, std::move(drive)));
  services.push_back(ServeSources(serving));
  services.push_back(ServeTaxes(serving));
  services.push_back(ServeTrials(serving));
  services.push_back(ServeUsage(serving));
  services.push_back(ServeWhatIf(serving));
  for (const ServicePtr& service : services) service->CheckComplete();
  return services;
}

}  // namespace tally
