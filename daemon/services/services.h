// Services: the gRPC face of the ledger, one file a subject.

#pragma once

#include <memory>
#include <vector>

#include "daemon/rpc/service.h"

namespace tally {

using ServicePtr = std::unique_ptr<RpcService>;

// Drives the run with this id, of this org, until it has ended; returns at once.
using DriveRun = std::function<void(const std::string& org_id, const std::string& run_id)>;

ServicePtr ServeAccess(const Serving& serving);
ServicePtr ServeAccountingPeriods(const Serving& serving);
ServicePtr ServeAudit(const Serving& serving);
ServicePtr ServeBackups(const Serving& serving);
ServicePtr ServeCatalog(const Serving& serving);
ServicePtr ServeConflicts(const Serving& serving);
ServicePtr ServeConsumers(const Serving& serving);
ServicePtr ServeCounts(const Serving& serving);
ServicePtr ServeCustomers(const Serving& serving);
ServicePtr ServeDrafts(const Serving& serving);
ServicePtr ServeEvents(const Serving& serving);
ServicePtr ServeExchangeRates(const Serving& serving);
ServicePtr ServeExplain(const Serving& serving);
ServicePtr ServeInsight(const Serving& serving);
ServicePtr ServeInvoices(const Serving& serving);
ServicePtr ServeJournal(const Serving& serving);
ServicePtr ServeLate(const Serving& serving);
ServicePtr ServeOrgs(const Serving& serving);
ServicePtr ServePayments(const Serving& serving);
ServicePtr ServePlans(const Serving& serving);
ServicePtr ServePostings(const Serving& serving);
ServicePtr ServeProjects(const Serving& serving);
ServicePtr ServeQuotes(const Serving& serving);
ServicePtr ServeReceivables(const Serving& serving);
ServicePtr ServeRuns(const Serving& serving, DriveRun drive);
ServicePtr ServeSources(const Serving& serving);
ServicePtr ServeTaxes(const Serving& serving);
ServicePtr ServeTrials(const Serving& serving);
ServicePtr ServeUsage(const Serving& serving);
ServicePtr ServeWhatIf(const Serving& serving);

// Returns all services of the contract.
std::vector<ServicePtr> AllServices(const Serving& serving, DriveRun drive);

}  // namespace tally
