// Provider: a service provider with customers to bill.
//
// It bills in dollars by the months of UTC. Each customer pays five lines: four that the source
// `rmm` counts, under every quantity rule and once at the vendor's price, and a fixed one.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "ledger/deciders/counts.h"
#include "ledger/deciders/customers.h"
#include "ledger/deciders/drafts.h"
#include "ledger/deciders/plans.h"
#include "ledger/ledger.h"

namespace tally {

inline constexpr char kOrgId[] = "msp";
inline constexpr char kSourceId[] = "rmm";
// What the source counts.
inline constexpr const char* kMeters[] = {"LICENCE", "MAILBOX", "SERVER", "WORKSTATION"};

// Opens a ledger in `directory`, as the daemon does, encrypted if there are keys. Its clock stands
// still at the start of 2030.
std::unique_ptr<Ledger> OpenLedger(const std::string& directory,
                                   std::shared_ptr<const Keyring> keys = nullptr);

// Defines the org, its tax, its items and its source.
void DefineProvider(Ledger& ledger);

// Customers are numbered from 0.
std::string CustomerId(size_t customer);
v1::DefineCustomer DefinitionOf(size_t customer);
v1::SetPlan PlanOf(size_t customer);

// Defines this many customers with their plans.
void DefineCustomers(Ledger& ledger, size_t customers);

// Three counts of each counted line of each customer, 500 in a command.
std::vector<v1::RecordCounts> CountsOf(absl::CivilMonth month, size_t customers);

// Runs a month from its start to its end, as the daemon does.
void RunMonth(Ledger& ledger, absl::CivilMonth month);

// The approvals of all drafts of a month as they are now.
std::vector<v1::ApproveDraft> ApprovalsOf(Ledger& ledger, absl::CivilMonth month);

}  // namespace tally
