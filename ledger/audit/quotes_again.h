// Quotes again: decides what made, accepted or billed a quote or a project again.

#pragma once

#include "ledger/audit/decided_again.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/quotes.pb.h"

namespace tally {

// A person's revision, or what BillProject made of a project, as `decided` says.
DecidedAgain DecideRevisionAgain(const v1::QuoteRevised& revised, const DecidedCommit& decided,
                                 const Books& books);
DecidedAgain DecideSendingAgain(const v1::QuoteSent& sent, const DecidedCommit& decided,
                                const Books& books);
DecidedAgain DecideAcceptanceAgain(const v1::QuoteAccepted& accepted, const DecidedCommit& decided,
                                   const Books& books);
DecidedAgain DecideDeclineAgain(const v1::QuoteDeclined& declined, const DecidedCommit& decided,
                                const Books& books);
// Of an invoice that bills a project and no quote.
DecidedAgain DecideProjectAgain(const v1::InvoiceIssued& issued, const DecidedCommit& decided,
                                const Books& books);

}  // namespace tally
