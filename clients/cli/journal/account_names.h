// AccountNames: what the accounts of the journal are called in files of accounting programs.

#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tally/v1/journal.pb.h"

namespace tally {

// Returns `Assets:Receivable:acme`: the kind of account, and behind it which one of its kind, as it
// is. hledger and ledger take ids of the contract as they stand.
std::string AccountPath(v1::JournalAccount account, absl::string_view subject);

// Returns the same as beancount writes it: `Assets:Receivable:Acme`. A part starts with a capital
// letter or a digit, and `_` is written as `-5F`, `.` as `-2E`. Ids have no capital letters, so
// that no two of them become one.
std::string BeancountAccount(v1::JournalAccount account, absl::string_view subject);

}  // namespace tally
