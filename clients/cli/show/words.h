// Words: what the contract's values are called in tables and on the command line.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/invoices.pb.h"
#include "tally/v1/plans.pb.h"
#include "tally/v1/runs.pb.h"

namespace tally {

// Names of flags are as people type them: `stale_count`.
std::string FlagName(v1::FlagKind flag);
std::vector<std::string> FlagNames();
std::optional<v1::FlagKind> ParseFlag(absl::string_view name);

// Names of the statuses of drafts are as people type them: `in_review`.
std::string StatusName(v1::DraftStatus status);
std::vector<std::string> DraftStatusNames();
std::optional<v1::DraftStatus> ParseDraftStatus(absl::string_view name);

// `issued`, `partly credited`, …
std::string StatusWords(v1::InvoiceStatus status);
// `under way`, `completed`.
std::string StatusWords(v1::RunStatus status);
// `nothing billable`, `already drafted`, …
std::string SkipWords(v1::SkipReason reason);
// `overage`, `discount`, …
std::string PartWords(v1::LinePart part);
// `period end`, `seat days`, …
std::string RuleWords(v1::QuantityRule rule);

// Kinds of costs and triggers are as people type them: `hardware`, `sla_breach`.
std::string KindName(v1::ChargeKind kind);
std::vector<std::string> ChargeKindNames();
std::optional<v1::ChargeKind> ParseChargeKind(absl::string_view name);
std::string KindName(v1::TriggerKind kind);
std::vector<std::string> TriggerKindNames();
std::optional<v1::TriggerKind> ParseTriggerKind(absl::string_view name);

// Returns `stale_count` with `!` behind it if it blocks approval, or ` (waived)` if it would.
std::string FlagWords(const v1::Flag& flag);

// Returns what an entry is flagged with, each kind once: `stale_count!, new_line`.
std::string FlagsWords(const v1::ReviewEntry& entry);

// Returns what the change of an entry comes from: `+3 Managed workstation +118.50; price Microsoft
// 365 4.33→4.45 +0.24; new …; gone …`, the first `limit` and how many more.
std::string CausesWords(const v1::ReviewEntry& entry, size_t limit);

}  // namespace tally
