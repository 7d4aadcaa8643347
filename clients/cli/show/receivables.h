// Receivables: what customers owe by age, statements of account, and balances.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/receivables.pb.h"

namespace tally {

// Returns what each customer owes by age, with a total a currency, and the open invoices where one
// customer was asked for.
std::string AgingTable(const v1::AgingReport& report, const Look& look);

// Returns a statement as its client could read it: what happened, the balance after each, and what
// is open.
std::string StatementSheet(const v1::AccountStatement& statement, const Look& look);

// Returns how a balance comes about.
std::string BalanceSheet(const v1::CustomerBalance& balance, const Look& look);

}  // namespace tally
