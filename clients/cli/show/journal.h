// Journal: entries and balances as tables.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/journal.pb.h"

namespace tally {

// A row a posting, with debits and credits side by side.
std::string JournalTable(const v1::JournalPart& part, const Look& look);

// A row an account and currency, with what stands on it under debit or credit, and their sums.
std::string JournalBalanceTable(const v1::JournalBalancePage& page, const Look& look);

}  // namespace tally
