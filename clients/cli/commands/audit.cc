#include "clients/cli/show/audit.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/show/figures.h"
#include "tally/v1/audit.pb.h"

namespace tally {
namespace {

struct AuditOptions {};

// Follows the check to its end, and returns what it found.
absl::StatusOr<cli::AuditReport> Check(Session& session) {
  const auto stream = session.connection().Open(v1::CheckLedger::descriptor());
  stream->Write(v1::CheckLedger());
  stream->WritesDone();
  cli::AuditReport report;
  bool has_verdict = false;
  for (v1::CheckProgress progress; stream->Read(progress);) {
    session.terminal().Progress(AuditProgress(progress));
    report.mutable_findings()->MergeFrom(progress.findings());
    has_verdict = progress.has_verdict();
    if (has_verdict) *report.mutable_verdict() = progress.verdict();
    progress.Clear();
  }
  absl::Status status = stream->Finish();
  if (!status.ok()) return status;
  if (!has_verdict) return absl::UnknownError("the check ended without a verdict; audit again");
  return report;
}

absl::Status Audit(Session& session, const AuditOptions&) {
  const absl::StatusOr<cli::AuditReport> report = Check(session);
  if (!report.ok()) return report.status();
  session.Show(*report, [&] { return AuditText(*report, session.look()); });
  if (report->verdict().passed()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the ledger is not as it must be: ",
                   CountText(static_cast<uint64_t>(report->findings_size()), "finding")));
}

}  // namespace

void AddAuditCommand(const CommandTree& tree) {
  AddCommand(tree, "audit",
             "Check the whole ledger: every event, document, number and row, while it goes on",
             &Audit,
             "  tally audit\n"
             "  tally audit -o json");
}

}  // namespace tally
