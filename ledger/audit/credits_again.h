// CreditsAgain: decides again what takes back an invoice, or a part of it.

#pragma once

#include "ledger/audit/decided_again.h"

namespace tally {

// Decides again the command behind `decided`, the first event of which is `credited`.
DecidedAgain DecideCreditAgain(const v1::CreditNoteIssued& credited, const DecidedCommit& decided,
                               const Books& books);

}  // namespace tally
