// Commands: all that the command line can do, a function a group.

#pragma once

#include "clients/cli/commands/command.h"

namespace tally {

// apply, export book.
void AddBookCommands(const CommandTree& tree);
// counts record, counts list.
void AddCountsCommands(const CommandTree& tree);
// time record, time list, and the same of charges and triggers; triggers add.
void AddUsageCommands(const CommandTree& tree);
// rates record, rates add, rates list, rates revalue.
void AddExchangeRateCommands(const CommandTree& tree);
// run preview, run start, run list, run show.
void AddRunCommands(const CommandTree& tree);
// calendar.
void AddCalendarCommand(const CommandTree& tree);
// trial import, trial compare.
void AddTrialCommands(const CommandTree& tree);
// review.
void AddReviewCommand(const CommandTree& tree);
// approve, regenerate.
void AddApproveCommands(const CommandTree& tree);
// hold, release, reject, override, waive.
void AddDraftCommands(const CommandTree& tree);
// invoices list, invoices show, credit-notes list, credit-notes show.
void AddInvoiceCommands(const CommandTree& tree);
// quotes list, quotes show, quotes revise, quotes send, quotes accept, quotes decline.
void AddQuoteCommands(const CommandTree& tree);
// projects list, projects show, projects bill.
void AddProjectCommands(const CommandTree& tree);
// conflicts.
void AddConflictsCommand(const CommandTree& tree);
// late list, late credit, late waive.
void AddLateCommands(const CommandTree& tree);
// credit, void, correct.
void AddCreditCommands(const CommandTree& tree);
// dunning preview, dunning run.
void AddDunningCommands(const CommandTree& tree);
// disputes open, disputes close, disputes list.
void AddDisputeCommands(const CommandTree& tree);
// periods close, periods reopen, periods list.
void AddPeriodCommands(const CommandTree& tree);
// journal, journal balances.
void AddJournalCommands(const CommandTree& tree);
// payments record, payments list, payments show, payments allocate, payments reverse.
void AddPaymentCommands(const CommandTree& tree);
// credits list, credits grant, credits allocate, refund.
void AddCustomerCreditCommands(const CommandTree& tree);
// aging, statement, balance, write-off.
void AddReceivablesCommands(const CommandTree& tree);
// post.
void AddPostCommand(const CommandTree& tree);
// postings list, postings show, postings begin, postings complete, postings fail.
void AddPostingCommands(const CommandTree& tree);
// explain.
void AddExplainCommand(const CommandTree& tree);
// what-if.
void AddWhatIfCommand(const CommandTree& tree);
// revenue.
void AddRevenueCommand(const CommandTree& tree);
// rounding.
void AddRoundingCommand(const CommandTree& tree);
// events list, events tail, status.
void AddEventCommands(const CommandTree& tree);
// orgs, taxes, items, sources, customers, plans.
void AddListCommands(const CommandTree& tree);
// consumers define, list, show, remove, receive, ack, fail, parked, replay.
void AddConsumerCommands(const CommandTree& tree);
// backup create, backup list, backup verify, backup restore.
void AddBackupCommands(const CommandTree& tree);
// refusals list, refusals tail.
void AddRefusalCommands(const CommandTree& tree);
// access define, list, show, remove, roles, whoami, log, and access token add, revoke, rotate.
void AddAccessCommands(const CommandTree& tree);
// export FILE, export --tiles, in the group that AddBookCommands() made.
void AddExportCommand(const CommandTree& tree);
// checkpoint, prove.
void AddProofCommands(const CommandTree& tree);
// verify.
void AddVerifyCommand(const CommandTree& tree);
// leakage, coverage, lint.
void AddInsightCommands(const CommandTree& tree);
// audit.
void AddAuditCommand(const CommandTree& tree);

}  // namespace tally
