// Services: the gRPC face of the ledger, one file a subject.

#pragma once

#include <memory>
#include <vector>

#include "daemon/rpc/service.h"

namespace tally {

using ServicePtr = std::unique_ptr<RpcService>;

// Drives the run with this id, of this org, until it has ended; returns at once.
using DriveRun = std::function<void(const std::string& org_id, const std::string& run_id)>;

ServicePtr ServeCatalog(Serving serving);
ServicePtr ServeCounts(Serving serving);
ServicePtr ServeCustomers(Serving serving);
ServicePtr ServeDrafts(Serving serving);
ServicePtr ServeEvents(Serving serving);
ServicePtr ServeInvoices(Serving serving);
ServicePtr ServeOrgs(Serving serving);
ServicePtr ServePlans(Serving serving);
ServicePtr ServeRuns(Serving serving, DriveRun drive);
ServicePtr ServeSources(Serving serving);
ServicePtr ServeTaxes(Serving serving);

// Returns all services of the contract.
std::vector<ServicePtr> AllServices(Serving serving, DriveRun drive);

}  // namespace tally
